import type { PlacedAct } from '@seqwarden/cases/state';
import { namedAdvisory, namedDigests } from '@seqwarden/cases/summary';

/** What vouches for the list, and so does not stand in it. */
export const LIST_FILE = 'SHA256SUMS';
export const SIGNATURE_FILE = 'SHA256SUMS.sig';
export const ENVELOPE_FILE = 'export.intoto.json';
export const PROOF_FILE = 'export.tlog-proof';
export const UNLISTED: readonly string[] = [LIST_FILE, SIGNATURE_FILE, ENVELOPE_FILE, PROOF_FILE];

export const STATE_FILE = 'state.json';
export const OBSERVED_FILE = 'observed.json';
export const HTML_FILE = 'summary.html';
export const PDF_FILE = 'summary.pdf';
export const README_FILE = 'README.txt';
export const SIGNERS_FILE = 'allowed_signers';
export const KEY_FILE = 'key.pem';

const ALONE: readonly string[] = [
  ...UNLISTED,
  STATE_FILE,
  OBSERVED_FILE,
  HTML_FILE,
  PDF_FILE,
  README_FILE,
  SIGNERS_FILE,
  KEY_FILE,
];

/** `records/<log id>-<size>.bundle` */
export const BUNDLE_NAME = /^records\/[0-9a-f]{32}-\d+\.bundle$/;

/** Whether an export has a file that is called so; what stands in the other folders is held against the records. */
export function isKnownName(name: string): boolean {
  return ALONE.includes(name) || BUNDLE_NAME.test(name) || /^(?:statements|evidence|advisories)\//.test(name);
}

export function bundleName(log: string, size: number): string {
  return `records/${log}-${size}.bundle`;
}

/** A record as its maker signed it, for a person to read: its statement without the envelope. */
export function statementName(log: string, index: number): string {
  return `statements/${log}-${String(index).padStart(9, '0')}.json`;
}

/** Names of the files in an export that acts name, by their digest; a document that is an advisory stands with the advisories. Pure. */
export function evidenceNames(acts: Iterable<Pick<PlacedAct, 'act'>>): ReadonlyMap<string, string> {
  const names = new Map<string, string>();
  for (const { act } of acts) {
    for (const sha256 of namedDigests(act)) if (!names.has(sha256)) names.set(sha256, `evidence/${sha256}`);
    const advisory = namedAdvisory(act);
    if (advisory !== null) names.set(advisory, `advisories/${advisory}.json`);
  }
  return names;
}
