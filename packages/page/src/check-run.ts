import {
  ADDENDA_FOLDER,
  type AddendaCheck,
  AMENDED_FOLDER,
  AmendedCursor,
  addendumFolder,
  type BytePath,
  type Bytes,
  CUSTODY_FILES,
  type Difference,
  type Finding,
  judge,
  ListedCursor,
  MANIFEST_FILE,
  PROOF_FILE,
  type SealCheck,
  SeqwardenError,
  sha256,
  type Verdict,
  verifyAddenda,
  verifySeal,
} from '@seqwarden/proof';
import { type Comparison, compareList, MOST_NAMED } from './compare-list.ts';
import type { DigestTable } from './digest-table.ts';
import { type GivenAddenda, readAddenda } from './given-addenda.ts';
import type { GivenFile } from './given-file.ts';
import { type GivenTrust, isTrustInside } from './given-trust.ts';
import { hashFiles, type Progress } from './hash-files.ts';
import { type Layout, layOut } from './lay-out.ts';
import { placeGroups } from './place-groups.ts';
import { inOrder, type PlacedFile } from './placed-file.ts';
import { LARGEST_LIST, LARGEST_SMALL, readWhole } from './read-whole.ts';

export interface CheckOptions {
  readonly digests: DigestTable;
  readonly onProgress: (progress: Progress) => void;
  readonly signal: AbortSignal;
}

export interface Checked {
  readonly check: SealCheck;
  readonly verdict: Verdict;
  readonly findings: readonly Finding[];
  readonly addenda: AddendaCheck['addenda'];
  /** undefined: files were not compared, as no trusted key sealed this very list, or none was given. */
  readonly compared: Compared | undefined;
}

/** Files of the list and of what addenda added and amended. */
export interface Compared {
  readonly listed: number;
  readonly same: number;
  readonly notGiven: number;
  readonly notGivenNamed: readonly BytePath[];
  readonly moreDifferences: number;
  readonly toldByBytes: Comparison['toldByBytes'];
}

/**
 * Replays a seal against what was given, as `seqwarden verify` does where everything is. A file of the list that was not given is neither
 * good nor bad. Throws USAGE where not one whole seal was given, TRUST_INSIDE_RUN, and the signal's reason.
 */
export async function checkRun(
  given: readonly GivenFile[],
  trusted: GivenTrust,
  options: CheckOptions,
): Promise<Checked> {
  const layout = layOut(given);
  refuseUnclear(layout);
  if (await isTrustInside(given, trusted)) throw inside();
  const findings: Finding[] = [...layout.findings];
  const files = await readCustody(layout.custody, findings);
  const manifest = files.get(MANIFEST_FILE);
  const manifestSha256 = await sha256(manifest ?? new Uint8Array());
  const check = await verifySeal(files, trusted.trust, { manifestSha256 });
  const { seal, identity } = check;
  if (manifest === undefined || !check.listIsSealed || seal === undefined || identity === undefined)
    return conclude(check, findings, []);

  const found = await readAddenda(layout.addenda);
  findings.push(...found.findings);
  try {
    const later = await verifyAddenda({ identity, manifest, log: check.log }, found.files, trusted.trust);
    findings.push(...later.findings);
    const { differences, compared } = await compareAll(
      { manifest, sealedBytes: seal.manifest.bytes, later, found },
      layout,
      trusted,
      options,
    );
    return { ...conclude(check, findings, differences), addenda: later.addenda, compared };
  } catch (error) {
    if (!(error instanceof SeqwardenError) || !error.code.startsWith('MANIFEST_')) throw error;
    findings.push({ code: error.code, message: error.message });
    return conclude(check, findings, []);
  }
}

function conclude(
  check: SealCheck,
  findings: readonly Finding[],
  differences: readonly Difference[],
): Checked {
  const verdict = judge({ check, differences, findings });
  return { check, verdict, findings: [...check.findings, ...findings], addenda: [], compared: undefined };
}

function refuseUnclear({ seals, custody, custodyIsLoose }: Layout): void {
  if (seals > 1)
    throw new SeqwardenError('USAGE', 'more than one Custody folder was given: start again, with one run');
  const lacking = CUSTODY_FILES.filter(name => name !== PROOF_FILE && !custody.has(name));
  if (custodyIsLoose && lacking.length > 0) {
    throw new SeqwardenError(
      'USAGE',
      `a seal is checked whole: give ${lacking.join(' and ')} too, or the folder Custody`,
    );
  }
}

function inside(): SeqwardenError {
  return new SeqwardenError('TRUST_INSIDE_RUN', 'the trust file lies in the run too');
}

/** docs/FORMATS.md section 1: a closed list of few has no use for more. */
const MOST_ENTRIES = 64;

async function readCustody(found: Layout['custody'], findings: Finding[]): Promise<Map<string, Bytes>> {
  const files = new Map<string, Bytes>();
  if (found.size > MOST_ENTRIES) {
    findings.push({ code: 'CUSTODY_STRANGER', message: `Custody/ holds ${found.size} entries` });
    return files;
  }
  for (const [name, file] of found) {
    const bytes = await readWhole(file, name === MANIFEST_FILE ? LARGEST_LIST : LARGEST_SMALL);
    if (bytes !== undefined) files.set(name, bytes);
    else if (name === MANIFEST_FILE)
      throw new SeqwardenError(
        'USAGE',
        'the file list is longer than 512 MiB, which this page does not read: use seqwarden verify',
      );
    else findings.push({ code: 'CUSTODY_NOT_PLAIN', message: `a file of Custody/ is too large` });
  }
  return files;
}

interface Sealed {
  readonly manifest: Bytes;
  readonly sealedBytes: number;
  readonly later: AddendaCheck;
  readonly found: GivenAddenda;
}

/** Stands for the digest of a file that was not read because it cannot be as sealed. */
const OTHER_DIGEST = 'too large to be as sealed';

async function compareAll(
  { manifest, sealedBytes, later, found }: Sealed,
  layout: Layout,
  { digests: trustDigests }: GivenTrust,
  { digests, onProgress, signal }: CheckOptions,
): Promise<{ differences: readonly Difference[]; compared: Compared }> {
  const list = () => new AmendedCursor(manifest, later.added);
  const groups = placeGroups(list(), layout.groups);
  for (const cursor = list(); cursor.next(); ) if (trustDigests.has(cursor.sha256)) throw inside();

  const exact = merge(layout.run, groups.exact);
  const amended = later.addenda.map(({ number, amended, predicate }) => ({
    folder: `Custody/${ADDENDA_FOLDER}/${addendumFolder(number)}/${AMENDED_FOLDER}`,
    list: amended,
    files: found.amended.get(number) ?? [],
    largest: predicate.amended.bytes,
  }));
  // No file is larger than all of them together, so a larger one need not be read to be called changed.
  const largest = Math.max(sealedBytes, ...later.addenda.map(({ predicate }) => predicate.added.bytes));
  const due = [
    ...[...exact, ...groups.adrift].filter(({ file }) => file.size <= largest),
    ...amended.flatMap(({ files, largest }) => files.filter(({ file }) => file.size <= largest)),
  ];
  await hashFiles(due, digests, { onProgress, signal });

  const digest = (most: number) => (placed: PlacedFile) =>
    placed.file.size > most ? OTHER_DIGEST : digests.get(placed.id);
  const run = compareList(list, groups.lines, { exact, adrift: groups.adrift, digest: digest(largest) });
  const parts: Comparison[] = [run];
  const differences: Difference[] = [...run.differences];
  for (const { folder, list, files, largest } of amended) {
    const part = compareList(() => new ListedCursor(list), list.length, {
      exact: files,
      adrift: [],
      digest: digest(largest),
    });
    parts.push({ ...part, notGivenNamed: part.notGivenNamed.map(path => `${folder}/${path}`) });
    for (const one of part.differences) differences.push({ ...one, path: `${folder}/${one.path}` });
  }
  const sum = (count: (part: Comparison) => number) => parts.reduce((all, part) => all + count(part), 0);
  return {
    differences,
    compared: {
      listed: groups.lines + amended.reduce((all, { list }) => all + list.length, 0),
      same: sum(({ same }) => same),
      notGiven: sum(({ notGiven }) => notGiven),
      notGivenNamed: parts.flatMap(({ notGivenNamed }) => notGivenNamed).slice(0, MOST_NAMED),
      moreDifferences: sum(({ moreDifferences }) => moreDifferences),
      toldByBytes: run.toldByBytes,
    },
  };
}

function merge(a: readonly PlacedFile[], b: readonly PlacedFile[]): readonly PlacedFile[] {
  return b.length === 0 ? a : inOrder([...a, ...b]);
}
