import { hash } from 'node:crypto';
import { builtinAdvisories } from '@seqwarden/advisory/builtin';

/** What came by post in 2023, in the words of this test. */
export const LETTERS = {
  recall: letter('URGENT MEDICAL DEVICE RECALL', 'MiSeqDx, NextSeq 550Dx, iScan'),
  quality: letter('PRODUCT QUALITY NOTIFICATION', 'NovaSeq 6000, MiniSeq, iScan'),
  authority: letter('LETTER TO HEALTH CARE PROVIDERS AND LABORATORY STAFF', 'all of these'),
  recallClass: letter('ENTRY OF A RECALL, CLASS II', 'all of these'),
} as const;

function letter(title: string, products: string): string {
  return `${title}

The Universal Copy Service of ${products} can be reached over the network by anybody.
Install the patch at once on every instrument, on each of its disks.
Send the response form back.
`;
}

/** What the publisher hands out to install, and a file of the same name that is something else. */
export const INSTALLER = Buffer.from('the security patch of this test');
export const OTHER_INSTALLER = Buffer.from('a file that somebody called so');

/** The project's own document on the copy service. */
export function copyServiceAdvisory(): Uint8Array {
  const [bytes] = builtinAdvisories();
  if (bytes === undefined) throw new Error('there is no such document');
  return bytes;
}

/** The same under the same label, with other bytes: another range for the MiniSeq alone. */
export function copyServiceAdvisoryChanged(): Uint8Array {
  return changed(copyServiceAdvisory(), '">= 2.0"', '">= 1.0"');
}

/** The project's own document on Local Run Manager, which gives the digests of the installer of this test. */
export function runManagerAdvisory(): Uint8Array {
  const [, bytes] = builtinAdvisories();
  if (bytes === undefined) throw new Error('there is no such document');
  const sha256 = /SHA-256 [0-9a-f]{64}/;
  const sha512 = /SHA-512 [0-9a-f]{128}(?=\.")/;
  return changed(
    changed(bytes, new RegExp(`(?<=msi has )${sha256.source}`), `SHA-256 ${hash('sha256', INSTALLER)}`),
    new RegExp(`(?<=and )${sha512.source}`),
    `SHA-512 ${hash('sha512', INSTALLER)}`,
  );
}

/** Everywhere. A document that does not have it would make a test of nothing. */
function changed(document: Uint8Array, from: string | RegExp, to: string): Uint8Array {
  const text = new TextDecoder().decode(document);
  const result =
    typeof from === 'string' ? text.replaceAll(from, to) : text.replaceAll(new RegExp(from, 'g'), to);
  if (result === text) throw new Error(`the document has no ${from}`);
  return new TextEncoder().encode(result);
}

/** The Dx side of the NextSeq 550Dx, whose runs stay on the device: a person looked. */
export const DX_SIDE = `version = 1
by = "lab-manager"
on = 2023-04-03

[instrument.nextseq-dx]
vendor = "Illumina"
model = "NextSeq 550Dx"
serial = "NDX550421"
regulatory-status = "ivd"
use = "clinical"
zone = "Europe/Zurich"

[[instrument.nextseq-dx.software]]
installation = "dx"
component = "control"
name = "NextSeq 550Dx Operating Software"
version = "1.3.1"
on = 2023-04-03
`;

export interface SitePerson {
  readonly handle: string;
  readonly name: string;
  readonly role: string;
  readonly mail?: string;
  readonly fingerprint?: string;
}

export interface SiteInstrument {
  readonly serial: string;
  readonly responsible: readonly string[];
  readonly escalateTo?: string;
}

export interface SiteFile {
  readonly name: string;
  readonly mailPort: number;
  readonly persons: readonly SitePerson[];
  readonly instruments: readonly SiteInstrument[];
}

/** The site's file. 7 and 10 April 2023 were Good Friday and Easter Monday. */
export function siteToml({ name, mailPort, persons, instruments }: SiteFile): string {
  const text = (value: string) => JSON.stringify(value);
  return `version = 1

[site]
name = ${text(name)}
zone = "Europe/Zurich"
language = "en"

[calendar]
working-days = ["monday", "tuesday", "wednesday", "thursday", "friday"]
holidays = [2023-04-07, 2023-04-10, 2023-05-01]

[deadlines]
acknowledge-urgent = 2
acknowledge-normal = 5
patch-urgent = 10
patch-normal = 20
remind-before = 1
escalate-after = 2

[mail]
server = "smtp://127.0.0.1:${mailPort}"
from = "seqwarden@hospital.example"
${persons
  .map(
    one => `
[person.${one.handle}]
name = ${text(one.name)}
role = ${text(one.role)}
${one.mail === undefined ? '' : `mail = ${text(one.mail)}\n`}${one.fingerprint === undefined ? '' : `key = ${text(one.fingerprint)}\n`}`,
  )
  .join('')}${instruments
  .map(
    ({ serial, responsible, escalateTo }) => `
[instrument.${serial.toLowerCase()}]
vendor = "Illumina"
serial = ${text(serial)}
responsible = ${JSON.stringify(responsible)}
${escalateTo === undefined ? '' : `escalate-to = ${text(escalateTo)}\n`}`,
  )
  .join('')}`;
}
