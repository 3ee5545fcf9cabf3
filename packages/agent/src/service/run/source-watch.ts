import type { BytePath } from '@seqwarden/proof';
import { inspectRun } from '@seqwarden/runfolder';
import { HeldRun } from '../../engine/held-run.ts';
import { requireReadable } from '../../engine/walk.ts';
import { fsError } from '../../host/fs-error.ts';
import { closeRoot } from '../../host/held-tree.ts';
import { openRun } from '../../host/run-place.ts';
import type { FileAttributes } from '../../scan/file-attributes.ts';
import type { Observation } from '../../scan/observation.ts';
import { RunScan, type ScanTotals } from '../../scan/run-scan.ts';
import { PendingFiles, type Planned } from '../files/pending-files.ts';
import { type Looked, SWEEP } from '../limits/poll-plan.ts';
import type { ExpectedSeen } from '../status/agent-status.ts';
import { type EndFacts, endFactsOf, isTaking, judgeOver } from './decide-run.ts';
import { maskOf, type RunContext } from './run-context.ts';
import type { RunStanding } from './run-standing.ts';

type Context = Pick<RunContext, 'clock' | 'path' | 'record' | 'journal' | 'destinations' | 'now' | 'root'>;

/** What is seen of a run's source: which files wait, since when nothing changed, whether the run is over. */
export class SourceWatch {
  readonly #c: Context;
  readonly #standing: RunStanding;
  readonly #scan: RunScan;
  readonly #pending: PendingFiles;
  readonly #quietMs: number;
  #end: EndFacts | undefined;
  #expected: ExpectedSeen | undefined;
  #changedAt: number;
  #polledAt: number;
  #silentMs: number;
  #lookedMs = 0;
  #begunAt: number;
  #isStirred = true;
  /** Polls that saw a change; the first one sees all that is there. */
  #changes = 0;

  constructor(context: Context, standing: RunStanding) {
    this.#c = context;
    this.#standing = standing;
    const { clock, path, record, root, journal, destinations } = context;
    this.#quietMs = root.quietSeconds * 1000;
    this.#scan = new RunScan(path, { clock, quietMs: this.#quietMs, ...SWEEP });
    this.#pending = new PendingFiles(record.id, journal, maskOf(destinations));
    this.#changedAt = clock();
    this.#polledAt = clock();
    this.#begunAt = clock();
    this.#silentMs = record.silentMs;
  }

  /** undefined: not inspected since something changed. */
  get end(): EndFacts | undefined {
    return this.#end;
  }

  /** Files that are not where they belong, and entries that could not be looked at. */
  get waiting(): number {
    return this.#pending.count;
  }

  /** Entries that could not be looked at. */
  get troubles(): number {
    return this.#pending.troubles;
  }

  /** Whether something changed since it was first seen. */
  get hasGrown(): boolean {
    return this.#changes > 1;
  }

  /** Nothing changed for the quiet time of a file. */
  get isQuiet(): boolean {
    return this.quietMs >= this.#quietMs;
  }

  /** What lies there; undefined where it was not looked at yet. */
  get seen(): ScanTotals | undefined {
    return this.#scan.lookedAt('') === undefined ? undefined : this.#scan.totals();
  }

  /** Base calls and what belongs to them, at the last inspection; undefined where nothing says what to expect. */
  get expected(): ExpectedSeen | undefined {
    return this.#expected;
  }

  /** Milliseconds without a change, by the looks of this process. */
  get quietMs(): number {
    return this.#polledAt - this.#changedAt;
  }

  /** The same over all agents so far. */
  get silentMs(): number {
    return this.#silentMs;
  }

  /** What the last poll was. */
  get looked(): Looked {
    return { tookMs: this.#lookedMs, isStirred: this.#isStirred };
  }

  /** Looks, and says to the run what that means. */
  poll(full: boolean): void {
    const { clock, journal, record, now } = this.#c;
    const standing = this.#standing;
    const begun = clock();
    let changed = false;
    let isThere = true;
    const isFirst = this.#scan.lookedAt('') === undefined;
    for (const seen of this.#look(full)) {
      if (seen.kind === 'gone') {
        isThere = false;
        standing.apply('gone', seen.errno);
        continue;
      }
      if (seen.kind === 'back') {
        standing.apply('back');
        continue;
      }
      const isOver = !isTaking(standing.state) && standing.state !== 'finishing';
      const meaning = this.#pending.observe(seen, begun, isOver, isFirst);
      if (meaning === 'changed') changed = true;
      else if (meaning !== 'nothing') standing.alarm(meaning.alarm, meaning.path);
    }
    if (isThere && standing.state === 'away' && this.#scan.lookedAt('') !== undefined) standing.apply('back');
    this.#isStirred = changed || this.#begunAt - this.#changedAt < this.#quietMs;
    this.#begunAt = begun;
    const silence = clock() - this.#polledAt;
    this.#polledAt = clock();
    if (changed) {
      this.#changedAt = begun;
      this.#changes++;
      this.#silentMs = 0;
      this.#end = undefined;
      journal.noteChange(record.id, now());
      standing.apply('changed');
    } else if (isThere) {
      this.#silentMs += silence;
      journal.addSilence(record.id, silence);
    }
  }

  *#look(full: boolean): Generator<Observation> {
    const { clock } = this.#c;
    this.#lookedMs = 0;
    let since = clock();
    for (const seen of this.#scan.poll(full)) {
      this.#lookedMs += clock() - since;
      yield seen;
      since = clock();
    }
    this.#lookedMs += clock() - since;
  }

  /** What is to be taken over to `wanted`, a mask of destinations. */
  plan(wanted: number): Planned {
    const lookedAt = (folder: BytePath) => this.#scan.lookedAt(folder);
    return this.#pending.plan(wanted, this.#quietMs, lookedAt, this.#c.clock());
  }

  /** Files that could not be read now; they are planned again after a while. */
  noteUnread(files: Iterable<BytePath>): void {
    for (const path of files) this.#pending.noteUnread(path, this.#c.clock());
  }

  /** Files whose bytes are others than those on record, whatever they look like: they are taken over again. */
  addDiffering(files: ReadonlyMap<BytePath, FileAttributes>): void {
    for (const [file, attributes] of files) this.#pending.addDiffering(file, attributes, this.#polledAt);
  }

  /**
   * Finds out whether the run is over, once nothing changed for a while. By the names that the scanner has: to list a million files again for this one
   * question would take their memory a second time. Who ends the run asks again, of a list of its own.
   */
  async inspect(): Promise<void> {
    if (this.#end !== undefined || !this.isQuiet) return;
    await using opened = new AsyncDisposableStack();
    try {
      const source = openRun(this.#c.path);
      opened.defer(() => closeRoot(source.root));
      if (this.#pending.troubles > 0) requireReadable(source.root);
      const run = new HeldRun(source.name, source.root, () => this.#scan.paths());
      opened.defer(() => run.close());
      const inspection = await inspectRun(run);
      const { expected, present } = inspection.files;
      this.#expected = expected === null ? undefined : { expected, present };
      this.#end = endFactsOf(inspection);
      const verdict = judgeOver(this.#end);
      this.#standing.say(verdict.over ? undefined : verdict.why);
    } catch (error) {
      this.#standing.say(fsError(error, 'source', '').code);
    }
  }

  /** Nothing is planned: the files that wait need not be kept. */
  letGo(): void {
    this.#pending.letGo();
  }

  /** After {@link letGo}: all files wait again that are not where they belong, and have to be quiet anew. */
  recall(): void {
    for (const seen of this.#scan.seen()) this.#pending.observe(seen, this.#polledAt, false);
  }

  /** Forgets the details of what will hardly change any more. */
  rest(): void {
    this.#scan.rest();
  }
}
