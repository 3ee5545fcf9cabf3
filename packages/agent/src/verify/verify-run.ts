import {
  type Addendum,
  type BytePath,
  type CustodyFiles,
  decodeEnvelope,
  decodeSeal,
  ENVELOPE_FILE,
  type Finding,
  hex,
  judge,
  type Policy,
  type SealCheck,
  SeqwardenError,
  type Trust,
  type Verdict,
  verifySeal,
} from '@seqwarden/proof';
import { foundRun, type ListedRun, OTHER_DIGEST } from '../custody/found-run.ts';
import { NO_ADDENDA } from '../custody/read-addenda.ts';
import { openRemoteRun } from '../destinations/open-remote-run.ts';
import { FilePool, type Progress } from '../engine/file-pool.ts';
import { type FileTable, Outcome } from '../engine/file-table.ts';
import { errno } from '../host/fs-error.ts';
import { closeRoot, openRoot, type TreeRoot } from '../host/held-tree.ts';
import { openRun } from '../host/run-place.ts';
import { sha256 } from '../host/sha256.ts';
import { threadsFor } from '../host/threads-for.ts';
import { ByteSource } from './byte-source.ts';
import { type Compared, checkAddenda, compareSealed, type Found } from './compare-sealed.ts';
import { strangeCustody } from './custody-findings.ts';
import { LocalSource } from './local-source.ts';
import {
  type RegisterQuestion,
  type RegisterSaid,
  type RunInRegister,
  readRegister,
} from './read-register.ts';
import { RemoteSource } from './remote-source.ts';
import type { RunAddress } from './run-address.ts';
import type { RunSource } from './run-source.ts';
import { readTarRun } from './tar-run.ts';
import { untilAborted } from './until-aborted.ts';

export interface VerifyOptions {
  readonly trust: Trust;
  readonly policy?: Policy | undefined;
  readonly requireComplete?: boolean;
  /** Judges by what a log says now instead of by what `trust` knew of it. */
  readonly register?: RegisterQuestion | undefined;
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
  /** undefined: no log was asked, or there is no seal to ask about. */
  readonly register: RegisterSaid | undefined;
}

/** Replays a seal and its addenda against a run folder. Writes nothing, follows no link. `custody` is where `Custody/` lies, if not in the run. */
export async function verifyRun(
  path: string,
  custody: string | undefined,
  options: VerifyOptions,
): Promise<VerifyResult> {
  await using verifier = new RunVerifier(path);
  return await verifier.verify(path, custody, options);
}

/** {@link verifyRun} for several runs, one after another: its threads are started once, since under the permission model none can be started later. */
export class RunVerifier implements AsyncDisposable {
  readonly #pool: FilePool;

  /** `paths`: where the runs lie, as far as is known; it tells how many threads are worth having. */
  constructor(...paths: readonly string[]) {
    this.#pool = new FilePool(threadsFor(...paths));
    giveUpThreads();
  }

  /** As {@link verifyRun}. One at a time. */
  async verify(path: string, custody: string | undefined, options: VerifyOptions): Promise<VerifyResult> {
    await using opened = new AsyncDisposableStack();
    const run = openRun(path);
    opened.defer(() => closeRoot(run.root));
    const findings: Finding[] = [];
    const custodyRoot = custody === undefined ? run.root : openCustody(custody, run.name, findings);
    if (custodyRoot !== undefined && custodyRoot !== run.root) opened.defer(() => closeRoot(custodyRoot));
    const source = new LocalSource(run.root, custodyRoot, this.#pool);
    return await replay(source, run.name, findings, options);
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.#pool.close();
  }
}

/** As {@link verifyRun}, for a run on a server, where nothing is changed either. Throws DESTINATION_*, and at once the signal's reason. */
export async function verifyRemote(address: RunAddress, options: VerifyOptions): Promise<VerifyResult> {
  await using opened = new AsyncDisposableStack();
  const { signal } = options;
  signal?.throwIfAborted();
  const pool = new FilePool(threadsFor());
  giveUpThreads();
  opened.defer(() => pool.close());
  const opening = openRemoteRun(address.place, address.run, signal);
  // Not waited for: what was given up may be long in coming.
  opened.defer(() => void opening.then(run => run.close()).catch(() => {}));
  const verifying = async () =>
    replay(await RemoteSource.open(await opening, pool), address.run, [], options);
  return await untilAborted(verifying(), signal);
}

/** As {@link verifyRun}, for a run that comes as a tar stream. */
export async function verifyTar(
  stream: AsyncIterable<Uint8Array>,
  options: VerifyOptions,
): Promise<VerifyResult> {
  giveUpThreads();
  const run = await readTarRun(new ByteSource(stream, options.signal));
  const findings = run.strangeCustody.map(path => strangeCustody(path));
  const judged = await custodyToJudge(run.custody, '', options);
  const check = await checkSeal(judged.custody, judged.trust);
  const manifest = run.custody.get('SHA256SUMS');
  const { identity, seal } = check;
  if (manifest === undefined || !check.listIsSealed || seal === undefined || identity === undefined)
    return conclude(check, findings, undefined, judged, options);
  findings.push(...run.addenda.findings);
  const addenda = await checkAddenda(
    { identity, manifest, log: check.log },
    await judged.addenda(run.addenda),
    judged.trust,
  );
  const digests = new Map(run.entries.map(entry => [entry.path, entry.sha256]));
  const found: Found = {
    run: { entries: run.entries, sha256: (path: BytePath) => digests.get(path) },
    amended: async ({ number }) => run.amended.get(number),
  };
  return conclude(check, findings, await compareSealed(manifest, seal, addenda, found), judged, options);
}

/** Only if a trusted key sealed this very list are files hashed: else comparing them with it would say nothing. */
async function replay(
  source: RunSource,
  name: BytePath,
  findings: Finding[],
  options: VerifyOptions,
): Promise<VerifyResult> {
  const { signal, onProgress } = options;
  const { files, hasAddenda } = await source.custody(findings);
  const manifest = files.get('SHA256SUMS');
  const judged = await custodyToJudge(files, name, options);
  // The run is listed while signatures are checked.
  const checking = checkSeal(judged.custody, judged.trust);
  const there = source.list(findings);
  const check = await checking;
  const { identity, seal } = check;
  if (there === undefined || manifest === undefined)
    return conclude(check, findings, undefined, judged, options);
  if (!check.listIsSealed || seal === undefined || identity === undefined)
    return conclude(check, findings, undefined, judged, options);
  const addendaFound = await judged.addenda(hasAddenda ? await source.addenda(findings) : NO_ADDENDA);
  const addenda = await checkAddenda({ identity, manifest, log: check.log }, addendaFound, judged.trust);
  // No file is larger than all of them together, so a larger one need not be read to be called changed.
  const largest = Math.max(
    seal.manifest.bytes,
    ...addenda.addenda.map(({ predicate }) => predicate.added.bytes),
  );
  await source.hash(there.files, { largest, onProgress, signal });
  signal?.throwIfAborted();
  const found: Found = {
    run: foundRun(there, row => digestFound(there, row)),
    amended: ({ number, predicate }) => source.amended(number, { largest: predicate.amended.bytes, signal }),
  };
  return conclude(check, findings, await compareSealed(manifest, seal, addenda, found), judged, options);
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

/** `Custody/` and trust by which a run is judged: as they are, or as a log has them now. */
type Judged = Pick<RunInRegister, 'custody' | 'trust' | 'findings' | 'addenda'> & {
  readonly said?: RegisterSaid;
};

/** `name` of the run's folder; '' where it has none. */
async function custodyToJudge(
  custody: CustodyFiles,
  name: BytePath,
  options: VerifyOptions,
): Promise<Judged> {
  const { register, trust } = options;
  const said = register && (await readRegister(custody, foldersOf(custody, name), register));
  return said ?? { custody, trust, findings: [], addenda: async found => found };
}

/** What its folder may be called: what it is called here, and what the seal calls the run. */
function foldersOf(custody: CustodyFiles, name: BytePath): ReadonlySet<string> {
  const names = [Buffer.from(name, 'latin1')];
  try {
    const { predicate } = decodeSeal(decodeEnvelope(custody.get(ENVELOPE_FILE) ?? new Uint8Array()).payload);
    if (predicate.run.id.value !== null) names.push(Buffer.from(predicate.run.id.value));
  } catch (error) {
    // What is wrong with the seal is told where it is checked.
    if (!(error instanceof SeqwardenError)) throw error;
  }
  return new Set(names.map(name => hex(sha256(name))));
}

function checkSeal(files: CustodyFiles, trust: Trust): Promise<SealCheck> {
  const manifest = files.get('SHA256SUMS');
  return verifySeal(files, trust, { manifestSha256: sha256(manifest ?? new Uint8Array(0)) });
}

function digestFound({ files }: ListedRun & { readonly files: FileTable }, row: number): string | undefined {
  if (files.outcomes[row] === Outcome.conflict) return OTHER_DIGEST;
  return files.outcomes[row] === Outcome.done ? files.digestHex(row) : undefined;
}

function conclude(
  check: SealCheck,
  findings: readonly Finding[],
  comparison: Compared | undefined,
  register: Judged,
  options: VerifyOptions,
): VerifyResult {
  const all = [...findings, ...register.findings, ...(comparison?.findings ?? [])];
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
    register: register.said,
  };
}
