import { type BytePath, type ErrorCode, SeqwardenError } from '@seqwarden/proof';
import { inspectRun } from '@seqwarden/runfolder';
import { confirmRun } from '../copy/confirm-run.ts';
import { RunView } from '../engine/run-view.ts';
import { walk } from '../engine/walk.ts';
import type { AgentEvent } from '../events/event.ts';
import { fsError } from '../host/fs-error.ts';
import { closeRoot, HeldTree } from '../host/held-tree.ts';
import { openRun } from '../host/run-place.ts';
import type { Journal } from '../journal/journal.ts';
import type { DeliveryState, RunRecord, Slot } from '../journal/records.ts';
import type { RunState } from '../journal/run-state.ts';
import { RunScan } from '../scan/run-scan.ts';
import type { Allowance } from './allowance.ts';
import { BAG, bags } from './bags.ts';
import type { RootConfig } from './config/agent-config-places.ts';
import { DEFAULTS, decideRun, type EndFacts, endFactsOf, judgeOver } from './decide-run.ts';
import { finishRun, type Sealing } from './finish-run.ts';
import { openPlaces } from './open-places.ts';
import { PendingFiles } from './pending-files.ts';
import { pauseAfterPoll, SWEEP } from './poll-plan.ts';
import { type BagResult, isOfTheSource, takeBag } from './take-bag.ts';
import type { FileToTake } from './take-over.ts';
import { type RunEvent, transition } from './transitions.ts';
import { isOfTheRun, type UsedDestination } from './used-destination.ts';

export interface RunTaskOptions extends Sealing {
  readonly root: RootConfig;
  /** Of the run, as a path of the host. */
  readonly path: string;
  readonly record: RunRecord;
  readonly journal: Journal;
  readonly destinations: readonly UsedDestination[];
  /** Milliseconds on a clock that never jumps. */
  readonly clock: () => number;
  readonly emit: (event: AgentEvent) => void;
  /** One for all runs: bags are taken one after the other. */
  readonly buffer: Buffer;
  readonly spend: (bytes: number) => Promise<void>;
  readonly allowance: Pick<Allowance, 'isOff' | 'bytesPerSecond'>;
  readonly signal: AbortSignal;
}

/** How long a seal that could not be made, or a reading back, is not tried again, in milliseconds. */
const AGAIN = 60_000;

/** States in which files are taken over. */
const TAKING: ReadonlySet<RunState> = new Set(['growing', 'stale', 'settling']);

/** One run: observations in, decide, act, journal. */
export class RunTask {
  readonly #o: RunTaskOptions;
  readonly #scan: RunScan;
  readonly #pending: PendingFiles;
  readonly #quietMs: number;
  #state: RunState;
  #why: string | undefined;
  #unread: ErrorCode | undefined;
  #bags: FileToTake[][] = [];
  #sealedAt = 0;
  #end: EndFacts | undefined;
  #changedAt: number;
  #polledAt: number;
  #silentMs: number;
  #nextPoll = 0;
  #notBefore = 0;
  #background: Promise<void> | undefined;
  #stop = new AbortController();
  /** For the loop to throw: here nobody waits for it. */
  #broken: { readonly error: unknown } | undefined;
  #damaged = 0;
  #isLateSaid = false;
  /** Since when it has been over and not sealed, by the clock. */
  #overSince: number | undefined;
  #isUnsealedSaid = false;
  /** The journal does not say whether a file was read back when it was taken over; the configuration may have been another one. */
  readonly #isOwnWork: boolean;

  constructor(options: RunTaskOptions) {
    this.#o = options;
    const { clock, path, record, root } = options;
    this.#quietMs = root.quietSeconds * 1000;
    this.#isOwnWork = isEmpty(options.journal.files(record.id));
    this.#scan = new RunScan(path, { clock, quietMs: this.#quietMs, ...SWEEP });
    this.#pending = new PendingFiles(record.id, options.journal, this.#mask(options.destinations));
    // What was under way when an agent ended is begun anew.
    this.#state = record.state === 'finishing' ? 'settling' : record.state;
    this.#changedAt = clock();
    this.#polledAt = clock();
    this.#silentMs = record.silentMs;
  }

  get record(): RunRecord {
    return this.#o.record;
  }

  get state(): RunState {
    return this.#state;
  }

  get isBusy(): boolean {
    return this.#background !== undefined;
  }

  get nextPoll(): number {
    return this.#nextPoll;
  }

  /** Ends when what goes on beside the loop has ended. */
  async ended(): Promise<void> {
    await this.#background;
  }

  /** Bags that can be taken now. */
  get waiting(): { readonly large: number; readonly small: number } {
    if (this.isBusy || !TAKING.has(this.#state) || this.#o.allowance.isOff) return { large: 0, small: 0 };
    const large = this.#bags.filter(isLarge).length;
    return { large, small: this.#bags.length - large };
  }

  /** Looks at the source, and decides what is to be taken over. */
  poll(full = false): void {
    const { clock, journal, record } = this.#o;
    const begun = clock();
    let changed = false;
    let isThere = true;
    for (const seen of this.#scan.poll(full)) {
      if (seen.kind === 'gone') {
        isThere = false;
        this.#apply('gone', seen.errno);
        continue;
      }
      if (seen.kind === 'back') {
        this.#apply('back');
        continue;
      }
      const meaning = this.#pending.observe(
        seen,
        begun,
        !TAKING.has(this.#state) && this.#state !== 'finishing',
      );
      if (meaning === 'changed') changed = true;
      else if (meaning !== 'nothing') this.#alarm(meaning.alarm, meaning.path);
    }
    if (isThere && this.#state === 'away' && this.#scan.lookedAt('') !== undefined) this.#apply('back');
    const silence = clock() - this.#polledAt;
    this.#polledAt = clock();
    if (changed) {
      this.#changedAt = begun;
      this.#silentMs = 0;
      this.#end = undefined;
      journal.noteChange(record.id, this.#o.now());
      this.#apply('changed');
    } else if (isThere) {
      this.#silentMs += silence;
      journal.addSilence(record.id, silence);
    }
    this.#plan();
    this.#nextPoll = clock() + pauseAfterPoll(this.#state, this.#silentMs, clock() - begun);
  }

  /** Takes over one bag of the size that is asked for. */
  async takeNext(size: 'large' | 'small'): Promise<void> {
    const at = this.#bags.findIndex(bag => isLarge(bag) === (size === 'large'));
    const [bag] = at < 0 ? [] : this.#bags.splice(at, 1);
    if (bag === undefined) return;
    const bytes = bag.reduce((sum, file) => sum + sizeOf(file), 0);
    await using opened = new AsyncDisposableStack();
    const { record, path, journal, spend, now, signal, allowance, buffer } = this.#o;
    try {
      const wanted = bag.reduce((all, { action }) => all | (action.kind === 'compare' ? 0 : action.to), 0);
      const due = this.#due.filter(({ slot }) => wanted & (1 << slot));
      const source = openRun(path);
      opened.defer(() => closeRoot(source.root));
      const { places, sealed, failed } = await openPlaces(due, source.name, bytes, opened);
      this.#sealedAt |= sealed;
      await this.#blame(failed);
      const tree = new HeldTree(source.root);
      opened.defer(() => tree.close());
      const ends = () => signal.aborted || allowance.isOff;
      const earlier = (file: BytePath) =>
        new Set(
          [...journal.earlier(record.id)]
            .filter(one => one.path === file)
            .map(({ sha256 }) => Buffer.from(sha256).toString('hex')),
        );
      const tools = { source: tree, earlier, buffer, places, spend };
      const result = await takeBag({ ...tools, root: source.root, journal, run: record.id, now, ends }, bag);
      await this.#after(
        result,
        due.filter(({ slot }) => places.has(slot)),
      );
    } catch (error) {
      if (!(error instanceof SeqwardenError) || !isOfTheSource(error.code)) throw error;
      this.#sayUnread(error.code);
    }
    if (this.#bags.length === 0) this.#plan();
  }

  /** What follows from what is known now. `isFree`: whether something may go on beside the loop. Throws what ended such a thing and should not be. */
  async advance(isFree: boolean): Promise<void> {
    if (this.#broken !== undefined) throw this.#broken.error;
    const { clock, root, destinations, allowance } = this.#o;
    const mayStart = isFree && !allowance.isOff;
    this.#sayUnsealed();
    if (this.isBusy || this.#bags.length > 0) return;
    const quietMs = this.#polledAt - this.#changedAt;
    if (TAKING.has(this.#state) && this.#end === undefined && quietMs >= this.#quietMs) await this.#inspect();
    const facts = { end: this.#end, waiting: this.#pending.count, quietMs, silentMs: this.#silentMs };
    // Where all of them have a seal nothing waits: the run is held against it as a whole.
    if ((this.#mask(destinations) & ~this.#sealedAt) === 0) facts.waiting = 0;
    const settings = {
      settleMs: Math.max(this.#quietMs, Math.min(DEFAULTS.settleMs, this.#quietMs * 3)),
      staleMs: root.staleAfterHours * 3_600_000,
    };
    if (clock() < this.#notBefore || !(mayStart || this.#state !== 'settling')) return;
    const event = decideRun(this.#state, facts, settings);
    if (event !== undefined) this.#apply(event);
    if (mayStart) this.#startBackground();
  }

  #startBackground(): void {
    if (this.#o.signal.aborted) return;
    const work = this.#nextWork();
    if (work === undefined) return;
    this.#stop = new AbortController();
    const stop = this.#stop;
    const { signal } = this.#o;
    const abort = () => stop.abort();
    signal.addEventListener('abort', abort, { once: true });
    this.#background = work()
      .catch(error => this.#failed(error))
      .catch(error => {
        this.#broken = { error };
      })
      .finally(() => {
        signal.removeEventListener('abort', abort);
        this.#background = undefined;
      });
  }

  #nextWork(): (() => Promise<void>) | undefined {
    if (this.#state === 'finishing') return () => this.#finish();
    if (this.#state !== 'sealed' || this.#o.clock() < this.#notBefore) return undefined;
    const had = this.#sealedSlots();
    const late = this.#due.filter(({ slot }) => !had.has(slot));
    if (late.length > 0) return () => this.#finish();
    const unread = this.#due.find(
      ({ slot, config }) =>
        config.confirm && had.get(slot) === 'sealed' && (this.#damaged & (1 << slot)) === 0,
    );
    return unread && (() => this.#confirm(unread));
  }

  /** How far the destinations are that have the seal. */
  #sealedSlots(): Map<Slot, DeliveryState> {
    const all = this.#o.journal.deliveries(this.record.id);
    const there = all.filter(({ state }) => state === 'sealed' || state === 'confirmed');
    return new Map(there.map(({ destination, state }) => [destination, state]));
  }

  async #finish(): Promise<void> {
    const { path, record, journal, root, now, signer, trust, version } = this.#o;
    const due = this.#due;
    if (due.length === 0) return this.#apply('differs');
    const was = this.#state;
    if (was === 'finishing') {
      this.poll(true);
      if (this.#state !== was) return;
    }
    const finished = await finishRun({
      path,
      name: openedName(path),
      run: record.id,
      journal,
      destinations: due,
      sourceLabel: root.sourceLabel,
      sealedAt: [...this.#sealedSlots().keys()].reduce((all, slot) => all | (1 << slot), 0),
      isOwnWork: this.#isOwnWork,
      bytesPerSecond: this.#o.allowance.bytesPerSecond,
      signal: this.#stop.signal,
      ...{ now, signer, trust, version },
    });
    if (finished.kind === 'lost') {
      this.#notBefore = this.#o.clock() + AGAIN;
      return this.#alarm('WRITE_ONCE_CHANGED', finished.path);
    }
    if (finished.kind === 'cleared') {
      this.#notBefore = this.#o.clock() + AGAIN;
      return this.#say('files that the seal lists are gone from the source');
    }
    if (finished.kind === 'differs') {
      if (was === 'sealed') this.#notBefore = this.#o.clock() + AGAIN;
      for (const [file, attributes] of finished.files)
        this.#pending.addDiffering(file, attributes, this.#polledAt);
      this.#plan();
      this.#apply('differs');
      return;
    }
    const { result } = finished;
    const had = this.#sealedSlots();
    let sealed = 0;
    const broken: SeqwardenError[] = [];
    for (const [at, one] of result.destinations.entries()) {
      const used = due[at];
      if (used === undefined) continue;
      const [failure] = one.failures;
      if (one.outcome !== 'failed') {
        sealed++;
        used.worked();
        if (!had.has(used.slot)) journal.setDelivery(record.id, used.slot, 'sealed', now());
      } else if (failure !== undefined) {
        const error = new SeqwardenError(failure.code, failure.message, { path: failure.path });
        if (isOfTheRun(failure.code)) broken.push(error);
        await this.#blame(new Map([[used.slot, error]]), false);
      }
    }
    if (sealed > 0 && was === 'finishing') {
      this.#o.emit({ event: 'sealed', run: record.name, files: result.files, bytes: result.bytes });
      this.#apply('sealed');
    } else if (broken[0] !== undefined) {
      this.#alarm(broken[0].code, broken[0].path ?? '');
    } else if (sealed === 0) {
      this.#notBefore = this.#o.clock() + AGAIN;
      this.#apply('differs');
    }
  }

  async #confirm(used: UsedDestination): Promise<void> {
    const { path, record, journal, now, signer, trust, version, emit, destinations } = this.#o;
    const { name } = used.config;
    const result = await confirmRun({
      destination: used.config.spec,
      run: openedName(path),
      bytesPerSecond: this.#o.allowance.bytesPerSecond,
      signal: this.#stop.signal,
      ...{ now, signer, trust, version },
    });
    if (result.failed > 0) {
      this.#damaged |= 1 << used.slot;
      const code = result.failures[0]?.code ?? 'DESTINATION_READ_BACK';
      emit({ event: 'alarm', run: record.name, code, destination: name, files: result.failed });
      journal.setDown(record.id, used.slot, code, now());
      this.#apply('damaged', code);
      return;
    }
    const { files, bytes } = result;
    journal.setDelivery(record.id, used.slot, 'confirmed', now());
    emit({ event: 'confirmed', run: record.name, destination: name, files, bytes });
    const states = this.#sealedSlots();
    if (
      destinations.every(({ slot, config }) => states.get(slot) === (config.confirm ? 'confirmed' : 'sealed'))
    )
      this.#apply('confirmed');
  }

  /** Something that goes on beside the loop ended by an error. */
  async #failed(error: unknown): Promise<void> {
    this.#notBefore = this.#o.clock() + AGAIN;
    if (this.#stop.signal.aborted) {
      if (this.#state === 'finishing') this.#apply('differs');
      return;
    }
    const { code } = fsError(error, 'source', '');
    if (code === 'INTERNAL') throw error;
    this.#say(code);
    if (!isOfTheSource(code) && isOfTheRun(code)) this.#alarm(code, '');
    else if (this.#state === 'finishing') this.#apply('differs', code);
  }

  async #inspect(): Promise<void> {
    await using opened = new AsyncDisposableStack();
    try {
      const source = openRun(this.#o.path);
      opened.defer(() => closeRoot(source.root));
      const view = new RunView(source.name, source.root, walk(source.root).files);
      opened.defer(() => view.close());
      this.#end = endFactsOf(await inspectRun(view));
      const verdict = judgeOver(this.#end);
      this.#say(verdict.over ? undefined : verdict.why);
    } catch (error) {
      this.#say(fsError(error, 'source', '').code);
    }
  }

  async #after(result: BagResult, used: readonly UsedDestination[]): Promise<void> {
    await this.#blame(result.failed);
    for (const one of used) if (!result.failed.has(one.slot)) one.worked();
    const [unread] = result.unread.values();
    this.#sayUnread(unread);
    const { alarm } = result;
    if (alarm !== undefined) this.#alarm(alarm.code, alarm.path, alarm.slot);
  }

  /** What a destination failed at is its own affair, unless it is one of this run. */
  async #blame(failed: ReadonlyMap<Slot, SeqwardenError>, alarms = true): Promise<void> {
    const { destinations, journal, record, now } = this.#o;
    for (const [slot, error] of failed) {
      journal.setDown(record.id, slot, error.code, now());
      if (!isOfTheRun(error.code)) await destinations.find(used => used.slot === slot)?.failed(error);
      else if (alarms) this.#alarm(error.code, error.path ?? '', slot);
    }
  }

  #alarm(code: ErrorCode, file: BytePath, slot?: Slot): void {
    const { emit, record, root, destinations } = this.#o;
    const destination = destinations.find(used => used.slot === slot)?.config.name;
    const where = destination === undefined ? {} : { destination };
    const was = this.#state;
    emit({ event: 'alarm', run: record.name, root: root.name, code, file, ...where });
    this.#apply('alarm', code);
    if (this.#state === 'quarantined' && was !== 'quarantined')
      emit({ event: 'quarantined', run: record.name, root: root.name, code, ...where });
  }

  #sayUnsealed(): void {
    const { clock, root, record, emit } = this.#o;
    if (this.#overSince === undefined || this.#isUnsealedSaid) return;
    const hours = Math.floor((clock() - this.#overSince) / 3_600_000);
    if (hours < root.unsealedAfterHours) return;
    this.#isUnsealedSaid = true;
    emit({ event: 'unsealed', run: record.name, root: root.name, hours });
  }

  #apply(event: RunEvent, reason?: string): void {
    const { journal, record, now, emit, root } = this.#o;
    const { to, actions } = transition(this.#state, event);
    if (to === 'settling' || to === 'finishing') this.#overSince ??= this.#o.clock();
    else this.#overSince = undefined;
    if (to !== this.#state) {
      this.#state = to;
      this.#why = reason;
      journal.setState(record.id, to, now(), reason);
    }
    for (const action of actions) {
      if (action === 'stop-finish') this.#stop.abort();
      if (action === 'rest') this.#scan.rest();
      if (action === 'say-stale')
        emit({
          event: 'stale',
          run: record.name,
          root: root.name,
          hours: Math.floor(this.#silentMs / 3_600_000),
        });
      // What came after the seal is said once; nothing of it is copied.
      if (action === 'addendum' && !this.#isLateSaid) {
        this.#isLateSaid = true;
        journal.addEvent({ at: now(), run: record.id, destination: undefined, kind: 'late', detail: '' });
      }
    }
    if (to === 'quarantined') this.#bags = [];
  }

  /** Why it does not go on, for `status`. */
  #say(why: string | undefined): void {
    if (why === this.#why) return;
    this.#why = why;
    const { journal, record, now } = this.#o;
    journal.setState(record.id, this.#state, now(), why);
  }

  /** Why files could not be read now, until they can. */
  #sayUnread(code: ErrorCode | undefined): void {
    if (code !== undefined || this.#why === this.#unread) this.#say(code);
    this.#unread = code;
  }

  #plan(): void {
    if (!TAKING.has(this.#state)) {
      this.#bags = [];
      return;
    }
    const wanted = this.#mask(this.#due) & ~this.#sealedAt;
    const { files, alarm } = this.#pending.plan(wanted, this.#quietMs, folder => this.#scan.lookedAt(folder));
    if (alarm !== undefined) this.#alarm(alarm.code, alarm.path);
    this.#bags = alarm === undefined ? [...bags(files, sizeOf)] : [];
  }

  get #due(): UsedDestination[] {
    return this.#o.destinations.filter(used => used.isDue);
  }

  #mask(destinations: readonly UsedDestination[]): number {
    return destinations.reduce((all, { slot }) => all | (1 << slot), 0);
  }
}

function isLarge(bag: readonly FileToTake[]): boolean {
  const [first] = bag;
  return first !== undefined && bag.length === 1 && sizeOf(first) >= BAG.bytes;
}

function isEmpty(all: Iterable<unknown>): boolean {
  for (const _ of all) return false;
  return true;
}

function sizeOf({ size }: FileToTake): number {
  return size;
}

function openedName(path: string): string {
  const { name, root } = openRun(path);
  closeRoot(root);
  return name;
}
