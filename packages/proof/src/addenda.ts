import { joinAddenda, type ListedFile } from './addenda-lists.ts';
import { type AddendumPredicate, addendumFolder, decodeAddendum } from './addendum.ts';
import type { Bytes } from './bytes.ts';
import { type CustodyFiles, MANIFEST_FILE, SSHSIG_FILE } from './custody.ts';
import { sha256 } from './digest.ts';
import { sealIdentity } from './dsse.ts';
import { type Finding, Findings } from './findings.ts';
import { type LogStanding, requireOneHistory } from './log-standing.ts';
import { checkSignedList } from './signed-list.ts';
import type { Trust } from './trust.ts';
import type { TrustedKey } from './trusted-key.ts';

export const ADDENDUM_ENVELOPE_FILE = 'addendum.intoto.json';
export const ADDENDUM_BUNDLE_FILE = 'addendum.sigstore.json';

/** As `PROOF_FILE` of a seal, for {@link ADDENDUM_ENVELOPE_FILE}. */
export const ADDENDUM_PROOF_FILE = 'addendum.tlog-proof';

/** The folder of an addendum in which the bytes of amended files lie. */
export const AMENDED_FOLDER = 'files';

/** The closed list of docs/FORMATS.md section 13; beside them only {@link AMENDED_FOLDER}. All but {@link ADDENDUM_PROOF_FILE} must be there. */
export const ADDENDUM_FILES: readonly string[] = [
  MANIFEST_FILE,
  SSHSIG_FILE,
  ADDENDUM_ENVELOPE_FILE,
  ADDENDUM_BUNDLE_FILE,
  ADDENDUM_PROOF_FILE,
];

/** An addendum that a trusted key signed, and that stands in its place. */
export interface Addendum {
  readonly number: number;
  /** SHA-256 of `addendum.intoto.json`, hex. */
  readonly identity: string;
  readonly predicate: AddendumPredicate;
  readonly key: TrustedKey;
  /** What a log says of it. */
  readonly log: LogStanding;
  /** Whose bytes lie in this addendum; ascending by path. */
  readonly amended: readonly ListedFile[];
}

export interface AddendaCheck {
  /** From the first on, without gap, as far as they can be taken. */
  readonly addenda: readonly Addendum[];
  /** What these added to the run, all of them together; ascending by path. */
  readonly added: readonly ListedFile[];
  readonly findings: readonly Finding[];
}

/** The seal that the addenda should belong to; a trusted key sealed this very list. */
export interface AmendedSeal {
  readonly identity: string;
  readonly manifest: Uint8Array;
  /** What a log says of it, for its addenda to agree with. */
  readonly log?: LogStanding | undefined;
}

/**
 * Checks the addenda of a seal (docs/FORMATS.md section 13), whose small files are given by number. Each rests on the one before: at the
 * first that cannot be taken this stops, with the reasons for it. The amended bytes are the caller's to compare. Throws MANIFEST_* for the
 * seal's own list alone.
 */
export async function verifyAddenda(
  seal: AmendedSeal,
  found: ReadonlyMap<number, CustodyFiles>,
  trust: Trust,
): Promise<AddendaCheck> {
  const signed: SignedAddendum[] = [];
  const findings: Finding[] = [];
  const last = Math.max(0, ...found.keys());
  for (let number = 1; number <= last; number++) {
    const files = found.get(number);
    const mine = new Findings(`addendum ${addendumFolder(number)}: `);
    if (files === undefined) mine.add('ADDENDUM_GAP', 'it is missing, and a later one is there');
    const checked =
      files && (await checkAddendum(files, { seal, number, previous: signed.at(-1) }, trust, mine));
    for (const earlier of [seal, ...signed])
      if (checked !== undefined && earlier.log !== undefined)
        requireOneHistory(earlier.log, checked.log, mine);
    findings.push(...mine.all);
    if (checked === undefined) break;
    signed.push(checked);
  }
  const joined = joinAddenda(seal.manifest, signed);
  const addenda = signed.slice(0, joined.amended.length).map(({ manifest: _, ...addendum }, at) => ({
    ...addendum,
    amended: joined.amended[at] ?? [],
  }));
  return { addenda, added: joined.added, findings: [...findings, ...joined.findings] };
}

interface SignedAddendum extends Omit<Addendum, 'amended'> {
  readonly manifest: Uint8Array;
}

interface Place {
  readonly seal: AmendedSeal;
  readonly number: number;
  readonly previous: SignedAddendum | undefined;
}

/** undefined, with the reasons, for one that cannot be taken; there may be findings about one that can. */
async function checkAddendum(
  files: CustodyFiles,
  place: Place,
  trust: Trust,
  findings: Findings,
): Promise<SignedAddendum | undefined> {
  for (const name of ADDENDUM_FILES)
    if (name !== ADDENDUM_PROOF_FILE && !files.has(name))
      findings.add('CUSTODY_FILE_MISSING', `${name} is missing`);
  const manifest: Bytes = files.get(MANIFEST_FILE) ?? new Uint8Array();
  const envelope = files.get(ADDENDUM_ENVELOPE_FILE);
  const { statement, key, listIsSealed, log } = await checkSignedList(
    {
      as: 'addendum',
      manifestSha256: await sha256(manifest),
      hasManifest: files.has(MANIFEST_FILE),
      envelope,
      bundle: files.get(ADDENDUM_BUNDLE_FILE),
      ssh: files.get(SSHSIG_FILE),
      proof: files.get(ADDENDUM_PROOF_FILE),
      decode: decodeAddendum,
    },
    trust,
    findings,
  );
  if (statement === undefined || key === undefined || envelope === undefined) return undefined;
  const { predicate } = statement;
  if (predicate.seal !== place.seal.identity) {
    findings.add('ADDENDUM_OF_ANOTHER_SEAL', 'it was made for another seal');
    return undefined;
  }
  if (predicate.number !== place.number) {
    findings.add('ADDENDUM_OUT_OF_PLACE', 'it was made under another number');
    return undefined;
  }
  if (predicate.previous !== (place.previous?.identity ?? null)) {
    findings.add('ADDENDUM_OUT_OF_PLACE', 'it was not made after the addendum before it');
    return undefined;
  }
  if (!listIsSealed || !files.has(MANIFEST_FILE)) return undefined;
  return { number: place.number, identity: await sealIdentity(envelope), predicate, key, log, manifest };
}
