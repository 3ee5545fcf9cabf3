import { type BytePath, SeqwardenError } from '@seqwarden/proof';
import { fsError } from '../host/fs-error.ts';
import type { RunRecord, Slot } from '../journal/records.ts';
import type { RunState } from '../journal/run-state.ts';
import type { FilesAndBytes } from '../scan/run-scan.ts';
import { afterSeal } from './after-seal.ts';
import { Background } from './background.ts';
import { bagStep, type OpenedRun } from './bag-step.ts';
import type { BagSize } from './bags.ts';
import { confirmStep } from './confirm-step.ts';
import { decideRun, isTaking, settingsOf } from './decide-run.ts';
import { isOfTheRun } from './is-of-the-run.ts';
import { LateFiles } from './late-files.ts';
import { isAllConfirmed, nextWork, type Reachable, sealedSlots, type Work } from './next-work.ts';
import { follow, type Pass } from './pass.ts';
import { pauseAfterPoll } from './poll-plan.ts';
import { dueOf, maskOf, type RunContext } from './run-context.ts';
import { RunStanding } from './run-standing.ts';
import { sealStep } from './seal-step.ts';
import { SourceWatch } from './source-watch.ts';
import type { RunReport } from './status/agent-status.ts';
import { isOfTheSource } from './take-bag.ts';
import type { RunAction } from './transitions.ts';
import type { UsedDestination } from './used-destination.ts';
import { WaitingBags } from './waiting-bags.ts';

/** How long a seal that could not be made, or a reading back, is not tried again, in milliseconds. */
const AGAIN = 60_000;

/** One run: observations in, decide, act, journal. */
export class RunTask {
  readonly #c: RunContext;
  readonly #standing: RunStanding;
  readonly #watch: SourceWatch;
  readonly #bags = new WaitingBags();
  readonly #background = new Background();
  readonly #late: LateFiles;
  /** The journal does not say whether a file was read back when it was taken over; the configuration may have been another one. */
  readonly #isOwnWork: boolean;
  /** Destinations where a seal was found, as a mask. */
  #sealedAt = 0;
  /** As long as a large file is on its way: what it has open, and its path, which is not planned again meanwhile. */
  #opened: OpenedRun | undefined;
  #onTheWay: BytePath | undefined;
  /** Destinations where something else lies than what was sealed, as a mask. */
  #refused = 0;
  /** How much destinations hold, counted since the last bag. */
  readonly #held = new Map<Slot, FilesAndBytes>();
  /** What goes on beside the loop. */
  #pass: Pass | undefined;
  #nextPoll = 0;
  #notBefore = 0;

  constructor(context: RunContext) {
    this.#c = context;
    this.#isOwnWork = isEmpty(context.journal.files(context.record.id));
    this.#standing = new RunStanding(context, actions => this.#act(actions));
    this.#watch = new SourceWatch(context, this.#standing);
    this.#late = new LateFiles(context, this.#standing);
  }

  get record(): RunRecord {
    return this.#c.record;
  }

  get state(): RunState {
    return this.#standing.state;
  }

  get isBusy(): boolean {
    return this.#background.isBusy;
  }

  /** What only the agent knows of it, for `status`. */
  get report(): RunReport {
    const { record, destinations, traffic, allowance } = this.#c;
    const pass = this.isBusy ? this.#pass : undefined;
    return {
      run: record.id,
      seen: this.#watch.seen,
      expected: this.#watch.expected,
      unsettled: isTaking(this.state) ? this.#watch.waiting : 0,
      isOff: allowance.isOff,
      pass: pass && { kind: pass.kind, slots: pass.slots, ...pass.progress },
      rates: destinations.map(({ slot }) => ({ slot, bytesPerSecond: traffic.rate(record.id, slot) })),
    };
  }

  /** By the clock: when what goes on beside the loop last got further; undefined: nothing does. */
  get movedAt(): number | undefined {
    return this.isBusy ? this.#pass?.movedAt : undefined;
  }

  /** Seen in the source, and not at a destination. */
  backlog(slot: Slot): FilesAndBytes {
    const { journal, record } = this.#c;
    const none = { files: 0, bytes: 0 };
    const { seen } = this.#watch;
    if (seen === undefined || sealedSlots(journal.deliveries(record.id)).has(slot)) return none;
    const held = this.#held.get(slot) ?? journal.held(record.id, slot);
    this.#held.set(slot, held);
    return { files: Math.max(0, seen.files - held.files), bytes: Math.max(0, seen.bytes - held.bytes) };
  }

  get nextPoll(): number {
    return this.#nextPoll;
  }

  /** Ends when what goes on beside the loop has ended. */
  async ended(): Promise<void> {
    await this.#background.ended();
  }

  /** Bags that can be taken now. */
  get waiting(): Readonly<Record<BagSize, number>> {
    if (this.isBusy || !isTaking(this.state) || this.#c.allowance.isOff) return { large: 0, small: 0 };
    return this.#bags.counts;
  }

  /** Looks at the source, and decides what is to be taken over. */
  poll(full = false): void {
    const { clock } = this.#c;
    const begun = clock();
    this.#watch.poll(full);
    this.#plan();
    this.#nextPoll = clock() + pauseAfterPoll(this.state, this.#watch.silentMs, clock() - begun);
  }

  /**
   * Takes over one bag of the size that is asked for. `meanwhile` is awaited now and then while that is a large file: polls and bags of small ones, of
   * this run too, have their turn.
   */
  async takeNext(size: BagSize, meanwhile?: () => Promise<void>): Promise<void> {
    const bag = this.#bags.next(size);
    if (bag === undefined) return;
    this.#held.clear();
    const within = this.#opened;
    const between = meanwhile && this.#between(meanwhile);
    if (size === 'large') this.#onTheWay = bag[0]?.path;
    try {
      const { sealed, unread } = await bagStep(this.#c, this.#standing, bag, { within, between });
      this.#sealedAt |= sealed;
      this.#watch.noteUnread(unread);
    } catch (error) {
      if (!(error instanceof SeqwardenError) || !isOfTheSource(error.code)) throw error;
      this.#standing.sayUnread(error.code);
      this.#watch.noteUnread(bag.map(({ path }) => path));
    } finally {
      if (size === 'large') this.#onTheWay = undefined;
    }
    if (this.#bags.isEmpty) this.#plan();
  }

  #between(meanwhile: () => Promise<void>): (opened: OpenedRun) => Promise<void> {
    return async opened => {
      this.#opened = opened;
      try {
        await meanwhile();
      } finally {
        this.#opened = undefined;
      }
    };
  }

  /** What follows from what is known now. `isFree`: whether something may go on beside the loop. Throws what ended such a thing and should not be. */
  async advance(isFree: boolean): Promise<void> {
    this.#background.rethrow();
    const { clock, root, destinations, allowance } = this.#c;
    const mayStart = isFree && !allowance.isOff;
    this.#standing.sayUnsealed();
    if (this.isBusy || !this.#bags.isEmpty) return;
    const watch = this.#watch;
    const { quietMs } = watch;
    if (isTaking(this.state)) await watch.inspect();
    // Where all of them have a seal nothing waits: the run is held against it as a whole.
    const waiting = (maskOf(destinations) & ~this.#sealedAt) === 0 ? 0 : watch.waiting;
    if (clock() < this.#notBefore || !(mayStart || this.state !== 'settling')) return;
    const facts = { end: watch.end, waiting, quietMs, silentMs: watch.silentMs };
    const event = decideRun(this.state, facts, settingsOf(root));
    if (event !== undefined) this.#standing.apply(event);
    if (mayStart) this.#startBackground();
  }

  #startBackground(): void {
    const { signal, record, journal, clock } = this.#c;
    if (signal.aborted) return;
    const due = dueOf(this.#c);
    const had = sealedSlots(journal.deliveries(record.id));
    const isLate = this.state === 'sealed' && this.#late.isDue(this.#watch.quietMs);
    const ready = this.#late.isUnsaid ? due.filter(({ slot }) => had.has(slot)) : due;
    const work: Work | undefined = isLate
      ? { kind: 'amend' }
      : nextWork(this.state, ready.map(reachable), had, this.#refused);
    if (work === undefined) return;
    const slots = work.kind === 'confirm' ? [work.slot] : due.map(({ slot }) => slot);
    const kind = work.kind === 'confirm' ? 'confirm' : 'seal';
    const pass: Pass = { kind, slots, progress: undefined, movedAt: clock() };
    this.#pass = pass;
    this.#background.start(
      stop => this.#work(work, pass, stop),
      (error, isStopped) => this.#failed(error, isStopped),
      signal,
    );
  }

  async #work(work: Work, pass: Pass, stop: AbortSignal): Promise<void> {
    if (work.kind === 'seal') return await this.#seal(pass, stop);
    if (work.kind === 'amend') return await this.#amend(pass, stop);
    const used = this.#c.destinations.find(({ slot }) => slot === work.slot);
    if (used !== undefined) await this.#confirm(used, pass, stop);
  }

  async #seal(pass: Pass, stop: AbortSignal): Promise<void> {
    const due = dueOf(this.#c).filter(({ slot }) => (this.#refused & (1 << slot)) === 0);
    const standing = this.#standing;
    if (due.length === 0) return standing.apply('differs');
    const was = this.state;
    if (was === 'finishing') {
      this.poll(true);
      if (this.state !== was) return;
    }
    const after = afterSeal(
      was,
      await sealStep(this.#c, standing, due, this.#isOwnWork, follow(this.#c, pass), stop),
    );
    if (after.rests === true) this.#rest();
    if (after.differing !== undefined) {
      this.#watch.addDiffering(after.differing);
      this.#plan();
    }
    if (after.why !== undefined) standing.say(after.why);
    if (after.sealed !== undefined) this.#c.emit({ event: 'sealed', run: this.record.name, ...after.sealed });
    if (after.event !== undefined) standing.apply(after.event);
    for (const { code, path, slot } of after.alarms ?? []) {
      if (slot !== undefined) this.#refused |= 1 << slot;
      standing.alarm(code, path, slot);
    }
  }

  async #amend(pass: Pass, stop: AbortSignal): Promise<void> {
    await this.#late.work(this.#watch.silentMs, follow(this.#c, pass), stop);
    this.#applyIfConfirmed();
  }

  async #confirm(used: UsedDestination, pass: Pass, stop: AbortSignal): Promise<void> {
    const addendaFrom = this.#late.unreadFrom(used.slot);
    const result = await confirmStep(this.#c, this.#standing, used, follow(this.#c, pass), stop, addendaFrom);
    if (result === 'later') {
      this.#rest();
    } else if (result !== 'equal') {
      this.#refused |= 1 << used.slot;
      this.#standing.apply('damaged', result);
    } else {
      this.#late.wasRead(used.slot);
      this.#applyIfConfirmed();
    }
  }

  #applyIfConfirmed(): void {
    const { destinations, journal, record } = this.#c;
    const had = sealedSlots(journal.deliveries(record.id));
    if (!this.#late.isPending && isAllConfirmed(destinations.map(reachable), had))
      this.#standing.apply('confirmed');
  }

  /** Something that goes on beside the loop ended by an error. */
  #failed(error: unknown, isStopped: boolean): void {
    this.#rest();
    const standing = this.#standing;
    if (isStopped) {
      if (this.state === 'finishing') standing.apply('differs');
      return;
    }
    const { code } = fsError(error, 'source', '');
    if (code === 'INTERNAL') throw error;
    standing.say(code);
    if (!isOfTheSource(code) && isOfTheRun(code)) standing.alarm(code, '');
    else if (this.state === 'finishing') standing.apply('differs', code);
  }

  #rest(): void {
    this.#notBefore = this.#c.clock() + AGAIN;
  }

  #act(actions: readonly RunAction[]): void {
    const { record, emit, root } = this.#c;
    for (const action of actions) {
      if (action === 'stop-finish') this.#background.stop();
      if (action === 'rest') this.#watch.rest();
      if (action === 'say-stale') {
        const hours = Math.floor(this.#watch.silentMs / 3_600_000);
        emit({ event: 'stale', run: record.name, root: root.name, hours });
      }
      if (action === 'addendum') this.#late.note();
    }
    if (this.state === 'quarantined') this.#bags.fill([]);
  }

  #plan(): void {
    if (!isTaking(this.state)) {
      this.#bags.fill([]);
      return;
    }
    const wanted = maskOf(dueOf(this.#c)) & ~this.#sealedAt;
    const { files, alarm } = this.#watch.plan(wanted);
    if (alarm !== undefined) this.#standing.alarm(alarm.code, alarm.path);
    const others = files.filter(({ path }) => path !== this.#onTheWay);
    this.#bags.fill(alarm === undefined ? others : []);
  }
}

function reachable({ slot, config }: UsedDestination): Reachable {
  return { slot, confirm: config.confirm };
}

function isEmpty(all: Iterable<unknown>): boolean {
  for (const _ of all) return false;
  return true;
}
