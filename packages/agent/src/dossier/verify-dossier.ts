import { createHash, hash } from 'node:crypto';
import { crc32 } from 'node:zlib';
import type { State } from '@seqwarden/cases/state';
import type { Observed } from '@seqwarden/cases/summary';
import {
  type Bytes,
  type DossierHeadCheck,
  type ErrorCode,
  SeqwardenError,
  type Trust,
  type TrustedLog,
  verifyDossierHead,
} from '@seqwarden/proof';
import { derive, keyTexts, summaryPdf, toldBy } from './derive.ts';
import * as names from './dossier-files.ts';
import { type BundledEntries, entriesOfBundles, type RegisterHead } from './entries-of-bundles.ts';
import { readFileList } from './file-list.ts';
import { type LeftOut, leftOut, type RegisterFiles } from './left-out.ts';
import { openZip, type PlacedEntry, type ZipSource } from './open-zip.ts';
import { readObserved } from './read-observed.ts';

export interface DossierFinding {
  readonly code: ErrorCode;
  readonly message: string;
  /** Which file in it; null: all of it. */
  readonly file: string | null;
}

export interface DossierAnswer extends Omit<DossierHeadCheck, 'findings'> {
  readonly findings: readonly DossierFinding[];
  readonly files: number;
  readonly records: number;
  readonly heads: readonly RegisterHead[];
  /** By the register; null: nobody asked it, or what stands before it is wrong. */
  readonly leftOut: Omit<LeftOut, 'findings'> | null;
  /** Whether state and summary were made again and compared. */
  readonly isDerivedAgain: boolean;
}

/** What is read into memory: bundles may have 64 MiB, and what is made of their records can be more. */
const MAX_WHOLE = 256 * 1024 * 1024;
/** The same before anybody is known to have signed it: a line for each of the files that a ZIP may have, and what is small by itself. */
const MAX_LIST = 32 * 1024 * 1024;
const MAX_HEAD = 1024 * 1024;
const CHUNK = 1024 * 1024;

/**
 * Checks an export: its one spelling, its list by a trusted key and a register, every file by the list, every record by its register, and that state and summary follow from
 * the records. Where a register is opened, that no record was left out. Nothing is unpacked. Throws DOSSIER_MALFORMED, and what opening and reading the register throws.
 */
export async function verifyDossier(
  source: ZipSource,
  trust: Trust,
  version: string,
  openRegister?: (log: TrustedLog) => Promise<RegisterFiles>,
): Promise<DossierAnswer> {
  const check = new DossierCheck(source, await openZip(source));
  await check.contents();
  const head = await check.head(trust);
  const findings = [...check.findings, ...head.findings.map(one => ({ ...one, file: null }))];
  const nothing = { records: 0, heads: [], leftOut: null, isDerivedAgain: false };
  const base = { ...head, files: check.files };
  // Of what no trusted key exported, or what was changed since, nothing more is read.
  if (findings.length > 0 || head.dossier === undefined) return { ...base, ...nothing, findings };
  const isSameVersion = head.dossier.tool.version === version;
  const said = await check.records(trust, head.dossier, isSameVersion);
  check.signedBy(head);
  const leftOut = await check.askRegister(trust, head, openRegister);
  return { ...base, ...said, leftOut, findings: check.findings, isDerivedAgain: isSameVersion };
}

class DossierCheck {
  readonly findings: DossierFinding[] = [];
  readonly #source: ZipSource;
  readonly #entries: ReadonlyMap<string, PlacedEntry>;
  /** By name. */
  readonly #digests = new Map<string, string>();
  #read: BundledEntries | undefined;

  constructor(source: ZipSource, entries: readonly PlacedEntry[]) {
    this.#source = source;
    this.#entries = new Map(entries.map(entry => [entry.name, entry]));
  }

  get files(): number {
    return this.#entries.size;
  }

  /** Reads all: checksums, so that other programs find the same, and digests by the list. */
  async contents(): Promise<void> {
    for (const entry of this.#entries.values()) {
      const digest = createHash('sha256');
      let sum = 0;
      for (let at = 0; at < entry.size; at += CHUNK) {
        const part = await this.#source.read(entry.start + at, Math.min(CHUNK, entry.size - at));
        digest.update(part);
        sum = crc32(part, sum);
      }
      if (sum !== entry.crc) this.#add('DOSSIER_ALTERED', 'its checksum is another', entry.name);
      this.#digests.set(entry.name, digest.digest('hex'));
    }
    const listed = readFileList((await this.#whole(names.LIST_FILE, MAX_LIST)).toString('latin1'));
    for (const [name, sha256] of listed) {
      const found = this.#digests.get(name);
      if (found === undefined) this.#add('DOSSIER_ALTERED', 'it is listed and not there', name);
      else if (found !== sha256) this.#add('DOSSIER_ALTERED', 'it is not as it was exported', name);
    }
    for (const name of this.#entries.keys())
      if (listed.has(name) === names.UNLISTED.includes(name))
        this.#add('DOSSIER_ALTERED', 'it is not in the list of files, or should not be', name);
  }

  async head(trust: Trust): Promise<DossierHeadCheck> {
    const list = await this.#whole(names.LIST_FILE, MAX_LIST);
    const file = async (name: string): Promise<Bytes> => new Uint8Array(await this.#whole(name, MAX_HEAD));
    return verifyDossierHead(
      {
        listSha256: hash('sha256', list, 'buffer'),
        ssh: await file(names.SIGNATURE_FILE),
        envelope: await file(names.ENVELOPE_FILE),
        proof: await file(names.PROOF_FILE),
      },
      trust,
    );
  }

  async records(
    trust: Trust,
    { about, id, statedAt }: Pick<Observed, 'about' | 'id'> & { readonly statedAt: string },
    isSameVersion: boolean,
  ) {
    const bundles: Uint8Array[] = [];
    for (const name of this.#entries.keys())
      if (names.BUNDLE_NAME.test(name)) bundles.push(await this.#whole(name));
    const none = { records: 0, heads: [] };
    const read = await this.#collect(() => entriesOfBundles(bundles, trust));
    const observed = await this.#collect(async () =>
      readObserved((await this.#whole(names.OBSERVED_FILE)).toString()),
    );
    this.#read = read;
    if (read === undefined || observed === undefined) return none;
    if (observed.about !== about || observed.id !== id || observed.exportedAt !== statedAt)
      this.#inconsistent('it is not about what was signed', names.OBSERVED_FILE);
    // A single record that does not count is told in the summary; here it counts only that its register has it.
    for (const { code, message } of read.findings) this.#add(code, message, null);
    this.#statements(read);
    const derived = derive(read, observed);
    this.#hasMatter(derived.state, about, id);
    this.#evidence(toldBy(read).evidence, observed);
    if (isSameVersion) {
      this.#same(names.STATE_FILE, derived.stateFile);
      this.#same(names.HTML_FILE, derived.htmlFile);
      this.#same(names.PDF_FILE, await summaryPdf(derived.paper));
      this.#nothingElse();
    } else
      this.#add(
        'DOSSIER_OTHER_VERSION',
        'another version made it: state and summary were not compared',
        null,
      );
    return { records: read.records.length, heads: read.heads };
  }

  /** What other programs check it with is of the key that signed, and the register in which that stands is told of. */
  signedBy({ key, log }: DossierHeadCheck): void {
    if (key === undefined) return;
    const { signers, pem } = keyTexts(key.spki);
    this.#same(names.SIGNERS_FILE, signers);
    this.#same(names.KEY_FILE, pem);
    const own = log.kind === 'entered' ? `records/${log.log}-` : '';
    if (![...this.#entries.keys()].some(name => name.startsWith(own)))
      this.#inconsistent('it has no records of the register that it was entered in', null);
  }

  /** The register in which the export was entered, read as a whole. */
  async askRegister(
    trust: Trust,
    { log: standing, dossier }: DossierHeadCheck,
    openRegister: ((log: TrustedLog) => Promise<RegisterFiles>) | undefined,
  ): Promise<DossierAnswer['leftOut']> {
    const id = standing.kind === 'entered' ? standing.log : undefined;
    const log = trust.logs.find(one => one.id === id);
    if (openRegister === undefined || log === undefined || this.#read === undefined || dossier === undefined)
      return null;
    const { findings, ...said } = await leftOut(dossier, this.#read, log, await openRegister(log));
    for (const { code, message } of findings) this.#add(code, `the register: ${message}`, null);
    const { missing } = said;
    if (missing.length > 0)
      this.#add(
        'DOSSIER_INCOMPLETE',
        `the register has records of this ${dossier.about} that are not in it: ${indexesText(missing)}`,
        null,
      );
    return said;
  }

  #statements({ records, heads }: BundledEntries): void {
    const wanted = new Map(
      records.flatMap(({ log, index, statement }) =>
        statement === undefined ? [] : [[names.statementName(log, index), statement] as const],
      ),
    );
    for (const [name, statement] of wanted)
      if (this.#digests.get(name) !== hash('sha256', statement))
        this.#inconsistent('it is not what the record says', name);
    const named = new Set(heads.map(({ log, size }) => names.bundleName(log, size)));
    for (const name of this.#entries.keys())
      if (names.BUNDLE_NAME.test(name) && !named.has(name))
        this.#inconsistent('it is not of the register and the head that its name says', name);
    for (const name of this.#entries.keys())
      if (name.startsWith('statements/') && !wanted.has(name))
        this.#inconsistent('no record says this', name);
  }

  #evidence(wanted: ReadonlyMap<string, string>, { missing }: Observed): void {
    const told = new Map(missing.map(({ sha256, code }) => [sha256, code]));
    for (const [sha256, name] of wanted) {
      const found = this.#digests.get(name);
      if (found !== undefined && found !== sha256)
        this.#inconsistent('its name is not the digest of what it holds', name);
      if (found !== undefined) continue;
      if (told.get(sha256) === 'EVIDENCE_DAMAGED')
        this.#add('EVIDENCE_DAMAGED', 'it was damaged where this was exported', name);
      else this.#add('EVIDENCE_MISSING', 'a record names it', name);
    }
    const known = new Set(wanted.values());
    for (const name of this.#entries.keys())
      if (/^(evidence|advisories)\//.test(name) && !known.has(name))
        this.#inconsistent('no record names it', name);
  }

  /** What a record says nothing of could say anything, under the signature of the export. */
  #nothingElse(): void {
    for (const name of this.#entries.keys())
      if (!names.isKnownName(name)) this.#inconsistent('an export has no such file', name);
  }

  /** Else an export of nothing would be good. */
  #hasMatter({ cases, incidents }: State, about: Observed['about'], id: string): void {
    const known: readonly { readonly id: string }[] = about === 'case' ? cases : incidents;
    if (!known.some(one => one.id === id)) this.#inconsistent(`no record in it begins this ${about}`, null);
  }

  #same(name: string, wanted: string | Uint8Array): void {
    if (this.#digests.get(name) !== hash('sha256', wanted))
      this.#inconsistent('it does not follow from the records, or is not of the key that signed', name);
  }

  async #collect<T>(work: () => Promise<T>): Promise<T | undefined> {
    try {
      return await work();
    } catch (error) {
      if (!(error instanceof SeqwardenError)) throw error;
      this.#add(error.code, error.message, null);
      return undefined;
    }
  }

  async #whole(name: string, limit = MAX_WHOLE): Promise<Buffer> {
    const entry = this.#entries.get(name);
    if (entry === undefined || entry.size > limit)
      throw new SeqwardenError('DOSSIER_MALFORMED', `the ZIP: ${name} is missing, or too large`);
    return this.#source.read(entry.start, entry.size);
  }

  #inconsistent(message: string, file: string | null): void {
    this.#add('DOSSIER_INCONSISTENT', message, file);
  }

  #add(code: ErrorCode, message: string, file: string | null): void {
    this.findings.push({ code, message, file });
  }
}

const MOST_NAMED = 10;

/** Places in the register, as `log show` has them. */
function indexesText(indexes: readonly number[]): string {
  const more = indexes.length > MOST_NAMED ? ` and ${indexes.length - MOST_NAMED} more` : '';
  return `${indexes.slice(0, MOST_NAMED).join(', ')}${more}`;
}
