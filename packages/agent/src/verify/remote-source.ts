import {
  type BytePath,
  displayPath,
  type ErrorCode,
  type Finding,
  isCustody,
  SeqwardenError,
} from '@seqwarden/proof';
import type { AmendedReading } from '../custody/amended-files.ts';
import type { FoundRun, ListedRun } from '../custody/found-run.ts';
import type { AddendaFound } from '../custody/read-addenda.ts';
import type { RemoteFile, RemoteListing, RemoteRun } from '../destinations/remote-run.ts';
import type { FilePool } from '../engine/file-pool.ts';
import type { FileTable } from '../engine/file-table.ts';
import { TableBuilder } from '../engine/table-builder.ts';
import { folderOf, nameOf } from '../host/path-parts.ts';
import { RemoteCustody, refusedFolder } from './remote-custody.ts';
import type { HashReading, OwnCustody, RunSource } from './run-source.ts';

/** What stands in the way of a judgement is told by name so often. */
const MOST_TOLD = 20;

/** They are of no single file. */
const ENDS: ReadonlySet<ErrorCode> = new Set(['DESTINATION_DOWN', 'INTERNAL']);

/** A run on a server. Its listing is taken once; what is read later and is not as listed then, is as any other difference. */
export class RemoteSource implements RunSource {
  readonly #run: RemoteRun;
  readonly #pool: FilePool;
  readonly #custody: RemoteCustody;
  readonly #impossible: readonly BytePath[];
  readonly #refused: readonly BytePath[];
  readonly #listed: ListedRun & { readonly files: FileTable };

  /** Lists the run. Throws RUN_NOT_FOUND, RUN_NOT_A_FOLDER, DESTINATION_*. */
  static async open(run: RemoteRun, pool: FilePool): Promise<RemoteSource> {
    return new RemoteSource(run, await run.list(), pool);
  }

  private constructor(
    run: RemoteRun,
    { files, special, impossible, refused }: RemoteListing,
    pool: FilePool,
  ) {
    this.#run = run;
    this.#pool = pool;
    const { table, inCustody } = takeApart(files);
    this.#custody = new RemoteCustody(
      run,
      inCustody,
      special.filter(({ path }) => isCustody(path)),
      refused.filter(isCustody),
    );
    this.#impossible = impossible;
    this.#refused = refused.filter(path => !isCustody(path));
    const others = special.filter(({ path }) => !isCustody(path));
    this.#listed = { files: table, special: others.map(asSpecialEntry) };
  }

  custody(findings: Finding[]): Promise<OwnCustody> {
    return this.#custody.read(findings);
  }

  list(findings: Finding[]): (ListedRun & { readonly files: FileTable }) | undefined {
    this.#custody.judgeNames(findings);
    for (const path of this.#impossible.slice(0, MOST_TOLD)) findings.push(impossible(path));
    const more = this.#impossible.length - MOST_TOLD;
    if (more > 0)
      findings.push({ code: 'FILE_ADDED', message: `and ${more} more names that no file of a run has` });
    for (const folder of this.#refused.slice(0, MOST_TOLD)) findings.push(refusedFolder(folder));
    const hidden = this.#refused.length - MOST_TOLD;
    if (hidden > 0)
      findings.push({ code: 'ENTRY_UNREADABLE', message: `and ${hidden} more folders cannot be listed` });
    return this.#refused.length === 0 ? this.#listed : undefined;
  }

  addenda(findings: Finding[]): Promise<AddendaFound> {
    return this.#custody.addenda(findings);
  }

  /**
   * Throws DESTINATION_DOWN where the server was lost, and what else went wrong where it did so for each single file: what could not be asked for says
   * nothing about the run.
   */
  async hash(files: FileTable, { largest, onProgress, signal }: HashReading): Promise<void> {
    const options = { sink: this.#run.sink, largest, onProgress, signal };
    const { failures, failed } = await this.#pool.hash(files, options);
    const isLost = failed === files.count && failures.every(({ code }) => code !== 'FILE_TOO_LARGE');
    const end = failures.find(({ row, code }) => row < 0 || isLost || ENDS.has(code));
    if (end !== undefined) throw new SeqwardenError(end.code, end.message);
  }

  amended(number: number, reading: AmendedReading): Promise<FoundRun | undefined> {
    return this.#custody.amended(number, reading);
  }
}

/** Without a list of all, and so in two passes: there may be millions. */
function takeApart(files: RemoteListing['files']) {
  const builder = new TableBuilder();
  const inCustody: RemoteFile[] = [];
  for (const file of files) {
    const { path } = file;
    if (isCustody(path)) inCustody.push(file);
    else builder.file(folderOf(path), nameOf(path));
  }
  const table = builder.build();
  let row = 0;
  for (const { path, size } of files) if (!isCustody(path)) table.attributes[row++ * 4] = size;
  return { table, inCustody };
}

function asSpecialEntry({ path, kind, targetSha256 = '' }: RemoteListing['special'][number]) {
  return kind === 'symlink' ? { path, kind, targetSha256 } : { path, kind };
}

/** No site policy can tolerate it: no pattern is meant for such a name. */
function impossible(path: BytePath): Finding {
  const message = `the store holds ${displayPath(path) || 'an object without a name'}, a name that no file of a run has`;
  return { code: 'FILE_ADDED', message };
}
