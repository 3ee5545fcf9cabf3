import {
  type BytePath,
  displayPath,
  type Finding,
  judge,
  type Observed,
  type Policy,
  type SealCheck,
  SeqwardenError,
  type Trust,
  type Verdict,
  verifySeal,
} from '@seqwarden/proof';
import { readCustody } from '../custody/read-custody.ts';
import { FilePool, type Progress } from '../engine/file-pool.ts';
import { type FileTable, Outcome } from '../engine/file-table.ts';
import { type Walk, walk } from '../engine/walk.ts';
import { errno } from '../host/fs-error.ts';
import { closeRoot, openRoot, type TreeRoot } from '../host/held-tree.ts';
import { openRun } from '../host/run-place.ts';
import { sha256 } from '../host/sha256.ts';
import { threadsFor } from '../host/threads-for.ts';
import { ByteSource } from './byte-source.ts';
import { type Comparison, compareRun, type FoundRun } from './compare-run.ts';
import { readTarRun } from './tar-run.ts';

export interface VerifyOptions {
  readonly trust: Trust;
  readonly policy?: Policy | undefined;
  readonly requireComplete?: boolean;
  readonly onProgress?: ((progress: Progress) => void) | undefined;
  readonly signal?: AbortSignal | undefined;
}

export interface VerifyResult {
  readonly check: SealCheck;
  readonly verdict: Verdict;
  /** Everything that is not about one file of the run. */
  readonly findings: readonly Finding[];
  readonly unchanged: number;
  readonly notCarried: number;
}

/** Replays a seal against a run folder. Writes nothing, follows no link. `custody` is where `Custody/` lies, if not in the run. */
export async function verifyRun(
  path: string,
  custody: string | undefined,
  options: VerifyOptions,
): Promise<VerifyResult> {
  await using opened = new AsyncDisposableStack();
  const run = openRun(path);
  opened.defer(() => closeRoot(run.root));
  const pool = new FilePool(threadsFor(run.path));
  giveUpThreads();
  opened.defer(() => pool.close());
  const findings: Finding[] = [];
  const custodyRoot = custody === undefined ? run.root : openCustody(custody, run.name, findings);
  if (custodyRoot !== undefined && custodyRoot !== run.root) opened.defer(() => closeRoot(custodyRoot));

  const files = custodyRoot === undefined ? new Map() : custodyFiles(custodyRoot, findings);
  const manifest = files.get('SHA256SUMS');
  // The run is listed while signatures are checked.
  const checking = checkSeal(files, options.trust);
  const there = walkRun(run.root, findings, custodyRoot === run.root);
  const check = await checking;
  if (there === undefined || manifest === undefined || !check.listIsSealed || check.seal === undefined) {
    return conclude(check, findings, undefined, options);
  }
  await pool.transfer(there.files, {
    source: run.root,
    attributes: false,
    // No sealed file is larger than all of them together, so a larger one need not be read to be called changed.
    largest: check.seal.manifest.bytes,
    onProgress: options.onProgress,
    signal: options.signal,
  });
  options.signal?.throwIfAborted();
  return conclude(check, findings, await compareRun(manifest, check.seal.special, foundIn(there)), options);
}

/** Replays the seal of a run that comes as a tar stream. */
export async function verifyTar(
  stream: AsyncIterable<Uint8Array>,
  options: VerifyOptions,
): Promise<VerifyResult> {
  giveUpThreads();
  const run = await readTarRun(new ByteSource(stream, options.signal));
  const findings = run.strangeCustody.map(path => strange(path));
  const check = await checkSeal(run.custody, options.trust);
  const manifest = run.custody.get('SHA256SUMS');
  if (manifest === undefined || !check.listIsSealed || check.seal === undefined)
    return conclude(check, findings, undefined, options);
  const digests = new Map(run.entries.map(entry => [entry.path, entry.sha256]));
  const found = { entries: run.entries, sha256: (path: BytePath) => digests.get(path) };
  return conclude(check, findings, await compareRun(manifest, check.seal.special, found), options);
}

/**
 * Under the permission model a thread could be started with wider permissions than its process has. The threads that are needed run by now:
 * no other can be started after this.
 */
function giveUpThreads(): void {
  process.permission?.drop('worker');
}

/** The folder below `custody` that holds a run's `Custody/`; undefined, with a finding unless nothing is there, where it cannot be opened. */
function openCustody(custody: string, runName: string, findings: Finding[]): TreeRoot | undefined {
  try {
    return openRoot(`${custody}/${runName}`);
  } catch (error) {
    const message = `${custody}/${runName} cannot be opened: ${errno(error)}`;
    findings.push({ code: errno(error) === 'ENOENT' ? 'UNSIGNED' : 'ENTRY_UNREADABLE', message });
    return undefined;
  }
}

function custodyFiles(root: TreeRoot, findings: Finding[]): ReadonlyMap<string, Uint8Array<ArrayBuffer>> {
  try {
    const found = readCustody(root);
    for (const name of found?.notPlain ?? [])
      findings.push({ code: 'CUSTODY_NOT_PLAIN', message: `Custody/${displayPath(name)} is no plain file` });
    return found?.files ?? new Map();
  } catch (error) {
    if (!(error instanceof SeqwardenError)) throw error;
    // A folder that this account may not read says nothing about the run, neither good nor bad.
    const code = error.code === 'RUN_UNREADABLE' ? 'ENTRY_UNREADABLE' : error.code;
    findings.push({ code, message: error.message });
    return new Map();
  }
}

function checkSeal(files: ReadonlyMap<string, Uint8Array<ArrayBuffer>>, trust: Trust): Promise<SealCheck> {
  const manifest = files.get('SHA256SUMS');
  return verifySeal(files, trust, { manifestSha256: sha256(manifest ?? new Uint8Array(0)) });
}

/** The run's entries; undefined, with a finding, where they cannot be listed. */
function walkRun(root: TreeRoot, findings: Finding[], custodyInside: boolean): Walk | undefined {
  try {
    const there = walk(root);
    for (const { name, kind } of there.custody) {
      if (name !== 'Custody' || !custodyInside) findings.push(strange(name));
      else if (kind !== 'folder')
        findings.push({ code: 'CUSTODY_NOT_PLAIN', message: `Custody is a ${kind}, not a folder` });
    }
    return there;
  } catch (error) {
    if (!(error instanceof SeqwardenError)) throw error;
    // Who verifies has no source: what cannot be listed cannot be judged.
    const code = error.code === 'SOURCE_ESCAPED' ? error.code : 'ENTRY_UNREADABLE';
    findings.push({ code, message: error.message });
    return undefined;
  }
}

function strange(path: BytePath): Finding {
  return {
    code: 'CUSTODY_STRANGER',
    message: `${displayPath(path)} is not the one Custody folder of a seal`,
  };
}

function foundIn(there: Walk): FoundRun {
  const { files } = there;
  return { entries: merged(there), sha256: rowByRow(files) };
}

/** Stands for the digest of a file that was not read because it cannot be as sealed. */
const OTHER = 'too large to be as sealed';

/** The comparison asks for digests in ascending order, so the row is nearly always the next one. */
function rowByRow(files: FileTable): FoundRun['sha256'] {
  let row = -1;
  return path => {
    const isNext = row + 1 < files.count && files.path(row + 1) === path;
    row = isNext ? row + 1 : files.find(path);
    if (files.outcomes[row] === Outcome.conflict) return OTHER;
    return files.outcomes[row] === Outcome.done ? files.digestHex(row) : undefined;
  };
}

function* merged(there: Walk): Generator<Observed & { readonly targetSha256?: string }> {
  const { files, special } = there;
  let next = 0;
  for (let row = 0; row < files.count; row++) {
    const path = files.path(row);
    for (let entry = special[next]; entry !== undefined && entry.path < path; entry = special[++next])
      yield observed(entry);
    yield { path, kind: 'file' };
  }
  for (const entry of special.slice(next)) yield observed(entry);
}

function observed(entry: Walk['special'][number]): Observed & { readonly targetSha256?: string } {
  const { path, kind } = entry;
  if (kind === 'quarantined')
    throw new SeqwardenError('INTERNAL', 'a walk finds nothing quarantined', { path });
  return kind === 'symlink' ? { path, kind, targetSha256: entry.targetSha256 } : { path, kind };
}

function conclude(
  check: SealCheck,
  findings: readonly Finding[],
  comparison: Comparison | undefined,
  options: VerifyOptions,
): VerifyResult {
  const all = [...findings, ...(comparison?.findings ?? [])];
  const verdict = judge({
    check,
    differences: comparison?.differences ?? [],
    findings: all,
    requireComplete: options.requireComplete ?? false,
    ...(options.policy !== undefined && { policy: options.policy }),
  });
  return {
    check,
    verdict,
    findings: [...check.findings, ...all],
    unchanged: comparison?.unchanged ?? 0,
    notCarried: comparison?.notCarried ?? 0,
  };
}
