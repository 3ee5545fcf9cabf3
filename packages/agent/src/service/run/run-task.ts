import { type BytePath, SeqwardenError } from '@seqwarden/proof';
import type { RunRecord, Slot } from '../../journal/records.ts';
import type { RunState } from '../../journal/run-state.ts';
import type { FilesAndBytes } from '../../scan/run-scan.ts';
import type { BagSize } from '../files/bags.ts';
import { isOfTheSource } from '../files/take-bag.ts';
import { WaitingBags } from '../files/waiting-bags.ts';
import { pauseAfterPoll } from '../limits/poll-plan.ts';
import type { RunReport } from '../status/agent-status.ts';
import { bagStep, type OpenedRun } from './bag-step.ts';
import { decideRun, isTaking, judgeOver, settingsOf } from './decide-run.ts';
import { sealedSlots } from './next-work.ts';
import { dueOf, maskOf, type RunContext } from './run-context.ts';
import { RunStanding } from './run-standing.ts';
import { SealingWork } from './sealing-work.ts';
import { SourceWatch } from './source-watch.ts';
import type { RunAction } from './transitions.ts';
import { isWholeAt, mayBeWhole, type Way } from './whole-run.ts';

/** One run: observations in, decide, act, journal. */
export class RunTask {
  readonly #c: RunContext;
  readonly #standing: RunStanding;
  readonly #watch: SourceWatch;
  readonly #bags = new WaitingBags();
  readonly #sealing: SealingWork;
  /** Destinations where a seal was found, as a mask. */
  #sealedAt = 0;
  /** As long as a large file is on its way: what it has open, and its path, which is not planned again meanwhile. */
  #opened: OpenedRun | undefined;
  #onTheWay: BytePath | undefined;
  /** How much destinations hold, counted since the last bag. */
  readonly #held = new Map<Slot, FilesAndBytes>();
  #nextPoll = 0;
  #way: Way;

  constructor(context: RunContext) {
    this.#c = context;
    this.#standing = new RunStanding(context, actions => this.#act(actions));
    this.#watch = new SourceWatch(context, this.#standing);
    this.#sealing = new SealingWork({
      context,
      standing: this.#standing,
      watch: this.#watch,
      poll: full => this.poll(full),
      plan: () => this.#plan(),
    });
    this.#way = this.#sealing.isOwnWork && mayBeWhole(context.destinations) ? 'open' : 'bags';
  }

  get record(): RunRecord {
    return this.#c.record;
  }

  get state(): RunState {
    return this.#standing.state;
  }

  /** It was taken over while it grew, and is over. */
  get isToBeSealed(): boolean {
    return this.state === 'settling' && this.#way !== 'whole';
  }

  get isBusy(): boolean {
    return this.#sealing.isBusy;
  }

  /** Whether anything is under way: who lets go of it would have two at work on one run. */
  get isAtWork(): boolean {
    return this.isBusy || this.#onTheWay !== undefined;
  }

  /** What only the agent knows of it, for `status`. */
  get report(): RunReport {
    const { record, destinations, traffic, allowance } = this.#c;
    const { pass } = this.#sealing;
    return {
      run: record.id,
      seen: this.#watch.seen,
      expected: this.#watch.expected,
      isLate: this.#sealing.isLate,
      unsettled: isTaking(this.state) ? this.#watch.waiting : 0,
      isOff: allowance.isOff,
      pass: pass && { kind: pass.kind, slots: pass.slots, ...pass.progress },
      rates: destinations.map(({ slot }) => ({ slot, bytesPerSecond: traffic.rate(record.id, slot) })),
    };
  }

  /** By the clock: when what goes on beside the loop last got further; undefined: nothing does. */
  get movedAt(): number | undefined {
    return this.#sealing.pass?.movedAt;
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

  /** Whether its source still lies in the root. */
  noteSource(isThere: boolean): void {
    this.#sealing.noteSource(isThere);
  }

  /** Ends when what goes on beside the loop has ended. */
  async ended(): Promise<void> {
    await this.#sealing.ended();
  }

  /** Bags that can be taken now. */
  get waiting(): Readonly<Record<BagSize, number>> {
    if (this.isBusy || !isTaking(this.state) || this.#c.allowance.isOff) return { large: 0, small: 0 };
    return this.#bags.counts;
  }

  /** Looks at the source, and decides what is to be taken over. */
  poll(full = false): void {
    const watch = this.#watch;
    watch.poll(full);
    if (this.#way !== 'tried' && watch.hasGrown) this.#way = 'bags';
    this.#plan();
    this.#nextPoll = this.#c.clock() + pauseAfterPoll(this.state, watch.silentMs, watch.looked);
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
    this.#sealing.rethrow();
    const { root, destinations, allowance } = this.#c;
    const mayStart = isFree && !allowance.isOff;
    this.#standing.sayUnsealed();
    if (this.isBusy) this.#held.clear();
    if (this.isBusy || !this.#bags.isEmpty) return;
    const watch = this.#watch;
    const { quietMs } = watch;
    if (isTaking(this.state)) await watch.inspect();
    await this.chooseWay();
    // Where all of them have a seal nothing waits: the run is held against it as a whole.
    const isHeld = (maskOf(destinations) & ~this.#sealedAt) === 0;
    const waiting = isHeld || this.#way === 'whole' ? 0 : watch.waiting;
    if (this.#sealing.rests || !(mayStart || this.state !== 'settling')) return;
    const facts = { end: watch.end, waiting, quietMs, silentMs: watch.silentMs };
    const event = decideRun(this.state, facts, settingsOf(root));
    if (event !== undefined) this.#standing.apply(event);
    if (!mayStart) return;
    if (this.#way === 'whole' && this.state === 'finishing') {
      this.#way = 'tried';
      watch.letGo();
    }
    this.#sealing.start();
  }

  /** How it is taken over, once nothing changes any more in a run that was never seen to. */
  async chooseWay(): Promise<void> {
    const watch = this.#watch;
    if (this.#way !== 'open' || !isTaking(this.state) || !watch.isQuiet) return;
    const due = dueOf(this.#c);
    if (due.length === 0) return;
    await watch.inspect();
    const isOver = watch.end !== undefined && judgeOver(watch.end).over && watch.troubles === 0;
    const isWhole = isOver && (await isWholeAt(due, this.#c.path, watch.seen?.bytes ?? 0));
    this.#way = isWhole ? 'whole' : 'bags';
    this.#plan();
  }

  #act(actions: readonly RunAction[]): void {
    const { record, emit, root } = this.#c;
    for (const action of actions) {
      if (action === 'stop-finish') this.#sealing.stop();
      if (action === 'rest') this.#watch.rest();
      if (action === 'say-stale') {
        const hours = Math.floor(this.#watch.silentMs / 3_600_000);
        emit({ event: 'stale', run: record.name, root: root.name, hours });
      }
      if (action === 'addendum') this.#sealing.noteLate();
    }
    if (this.state === 'quarantined') this.#bags.fill([]);
  }

  #plan(): void {
    if (!isTaking(this.state)) {
      this.#bags.fill([]);
      return;
    }
    if (this.#way === 'tried') {
      this.#way = 'bags';
      this.#watch.recall();
    }
    if (this.#way !== 'bags') return;
    const wanted = maskOf(dueOf(this.#c)) & ~this.#sealedAt;
    const { files, alarm } = this.#watch.plan(wanted);
    if (alarm !== undefined) this.#standing.alarm(alarm.code, alarm.path);
    const others = files.filter(({ path }) => path !== this.#onTheWay);
    this.#bags.fill(alarm === undefined ? others : []);
  }
}
