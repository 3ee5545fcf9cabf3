import {
  ADDENDA_FOLDER,
  type Addendum,
  type BytePath,
  type CustodyFiles,
  displayPath,
  type Finding,
  judge,
  type Policy,
  type SealCheck,
  SeqwardenError,
  type Trust,
  type Verdict,
  verifySeal,
} from '@seqwarden/proof';
import { amendedFiles } from '../custody/amended-files.ts';
import { type FoundRun, foundRun, OTHER_DIGEST } from '../custody/found-run.ts';
import { type AddendaFound, NO_ADDENDA, readAddenda } from '../custody/read-addenda.ts';
import { readCustody } from '../custody/read-custody.ts';
import { FilePool, type Progress } from '../engine/file-pool.ts';
import { Outcome } from '../engine/file-table.ts';
import { type Walk, walk } from '../engine/walk.ts';
import { errno } from '../host/fs-error.ts';
import { closeRoot, openRoot, type TreeRoot } from '../host/held-tree.ts';
import { openRun } from '../host/run-place.ts';
import { sha256 } from '../host/sha256.ts';
import { threadsFor } from '../host/threads-for.ts';
import { ByteSource } from './byte-source.ts';
import { type Compared, checkAddenda, compareSealed, type Found } from './compare-sealed.ts';
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
  /** Of the files in the seal's list. */
  readonly unchanged: number;
  readonly notCarried: number;
  /** What came after the seal: the addenda that a trusted key signed and that stand in their place. */
  readonly addenda: readonly Addendum[];
  /** Of the files that they added or amended. */
  readonly unchangedAddenda: number;
}

/** Replays a seal and its addenda against a run folder. Writes nothing, follows no link. `custody` is where `Custody/` lies, if not in the run. */
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

  const { files, hasAddenda } = custodyRoot === undefined ? NO_CUSTODY : custodyFiles(custodyRoot, findings);
  const manifest = files.get('SHA256SUMS');
  // The run is listed while signatures are checked.
  const checking = checkSeal(files, options.trust);
  const there = walkRun(run.root, findings, custodyRoot === run.root);
  const check = await checking;
  const { identity, seal } = check;
  if (there === undefined || manifest === undefined || custodyRoot === undefined) {
    return conclude(check, findings, undefined, options);
  }
  if (!check.listIsSealed || seal === undefined || identity === undefined) {
    return conclude(check, findings, undefined, options);
  }
  const addendaFound = hasAddenda ? addendaIn(custodyRoot, findings) : NO_ADDENDA;
  const addenda = await checkAddenda({ identity, manifest }, addendaFound, options.trust);
  await pool.transfer(there.files, {
    source: run.root,
    attributes: false,
    // No file is larger than all of them together, so a larger one need not be read to be called changed.
    largest: Math.max(seal.manifest.bytes, ...addenda.addenda.map(({ predicate }) => predicate.added.bytes)),
    onProgress: options.onProgress,
    signal: options.signal,
  });
  options.signal?.throwIfAborted();
  const found: Found = {
    run: foundIn(there),
    amended: ({ number, predicate }) =>
      amendedFiles(custodyRoot, number, { largest: predicate.amended.bytes, signal: options.signal }),
  };
  return conclude(check, findings, await compareSealed(manifest, seal, addenda, found), options);
}

/** As {@link verifyRun}, for a run that comes as a tar stream. */
export async function verifyTar(
  stream: AsyncIterable<Uint8Array>,
  options: VerifyOptions,
): Promise<VerifyResult> {
  giveUpThreads();
  const run = await readTarRun(new ByteSource(stream, options.signal));
  const findings = run.strangeCustody.map(path => strange(path));
  const check = await checkSeal(run.custody, options.trust);
  const manifest = run.custody.get('SHA256SUMS');
  const { identity, seal } = check;
  if (manifest === undefined || !check.listIsSealed || seal === undefined || identity === undefined)
    return conclude(check, findings, undefined, options);
  findings.push(...run.addenda.findings);
  const addenda = await checkAddenda({ identity, manifest }, run.addenda, options.trust);
  const digests = new Map(run.entries.map(entry => [entry.path, entry.sha256]));
  const found: Found = {
    run: { entries: run.entries, sha256: (path: BytePath) => digests.get(path) },
    amended: async ({ number }) => run.amended.get(number),
  };
  return conclude(check, findings, await compareSealed(manifest, seal, addenda, found), options);
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

interface OwnCustody {
  readonly files: CustodyFiles;
  readonly hasAddenda: boolean;
}

const NO_CUSTODY: OwnCustody = { files: new Map(), hasAddenda: false };

function custodyFiles(root: TreeRoot, findings: Finding[]): OwnCustody {
  try {
    const found = readCustody(root);
    const notPlain = found?.notPlain ?? [];
    for (const name of notPlain) {
      if (name === ADDENDA_FOLDER) continue;
      findings.push({ code: 'CUSTODY_NOT_PLAIN', message: `Custody/${displayPath(name)} is no plain file` });
    }
    return { files: found?.files ?? new Map(), hasAddenda: notPlain.includes(ADDENDA_FOLDER) };
  } catch (error) {
    findings.push(unreadable(error));
    return NO_CUSTODY;
  }
}

function addendaIn(root: TreeRoot, findings: Finding[]): AddendaFound {
  try {
    const found = readAddenda(root);
    findings.push(...found.findings);
    return found;
  } catch (error) {
    findings.push(unreadable(error));
    return NO_ADDENDA;
  }
}

/** A folder that this account may not read says nothing about the run, neither good nor bad. */
function unreadable(error: unknown): Finding {
  if (!(error instanceof SeqwardenError)) throw error;
  const code = error.code === 'RUN_UNREADABLE' ? 'ENTRY_UNREADABLE' : error.code;
  return { code, message: error.message };
}

function checkSeal(files: CustodyFiles, trust: Trust): Promise<SealCheck> {
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
  return foundRun(there, row => {
    if (files.outcomes[row] === Outcome.conflict) return OTHER_DIGEST;
    return files.outcomes[row] === Outcome.done ? files.digestHex(row) : undefined;
  });
}

function conclude(
  check: SealCheck,
  findings: readonly Finding[],
  comparison: Compared | undefined,
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
    addenda: comparison?.addenda ?? [],
    unchangedAddenda: comparison?.unchangedAddenda ?? 0,
  };
}
