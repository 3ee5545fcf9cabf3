import type { ErrorCode } from '@seqwarden/proof';
import { fsError } from '../../host/fs-error.ts';
import type { Slot } from '../../journal/records.ts';
import { isOfTheSource } from '../files/take-bag.ts';
import { LateFiles } from '../late/late-files.ts';
import type { UsedDestination } from '../places/used-destination.ts';
import { afterSeal } from './after-seal.ts';
import { Background } from './background.ts';
import { confirmStep } from './confirm-step.ts';
import { isOfTheRun } from './is-of-the-run.ts';
import { isAllConfirmed, nextWork, type Reachable, sealedSlots, type Work } from './next-work.ts';
import { follow, type Pass, touch } from './pass.ts';
import { dueOf, type RunContext } from './run-context.ts';
import type { RunStanding } from './run-standing.ts';
import { sealStep } from './seal-step.ts';
import type { SourceWatch } from './source-watch.ts';

export interface SealingOptions {
  readonly context: RunContext;
  readonly standing: RunStanding;
  readonly watch: SourceWatch;
  /** Looks at the source, and decides what is to be taken over. */
  readonly poll: (full: boolean) => void;
  /** Decides again what is to be taken over. */
  readonly plan: () => void;
}

/** How long a seal that could not be made, or a reading back, is not tried again, in milliseconds. */
const AGAIN = 60_000;

/** What goes on beside the loop for one run, one thing at a time: sealing, signing what came late, reading back. */
export class SealingWork {
  readonly #o: SealingOptions;
  readonly #c: RunContext;
  readonly #standing: RunStanding;
  readonly #background = new Background();
  readonly #late: LateFiles;
  /** The journal does not say whether a file was read back when it was taken over; the configuration may have been another one. */
  readonly #isOwnWork: boolean;
  /** Destinations where something else lies than what was sealed, as a mask. */
  #refused = 0;
  #pass: Pass | undefined;
  #notBefore = 0;
  /** What ended each kind of work with an alarm: said once, until that work ends otherwise. */
  readonly #alarmed = new Map<Work['kind'], ErrorCode>();

  constructor(options: SealingOptions) {
    this.#o = options;
    this.#c = options.context;
    this.#standing = options.standing;
    const { journal, record } = options.context;
    this.#isOwnWork = isEmpty(journal.files(record.id));
    this.#late = new LateFiles(options.context, options.standing);
  }

  /** Whether the journal knew nothing of the run's files. */
  get isOwnWork(): boolean {
    return this.#isOwnWork;
  }

  get isBusy(): boolean {
    return this.#background.isBusy;
  }

  /** What goes on now. */
  get pass(): Pass | undefined {
    return this.isBusy ? this.#pass : undefined;
  }

  /** It came to nothing a moment ago, and is not tried yet. */
  get rests(): boolean {
    return this.#c.clock() < this.#notBefore;
  }

  /** Something that came after the seal is not everywhere, signed. */
  get isLate(): boolean {
    return this.#late.isPending;
  }

  /** Something came into a run that is sealed. */
  noteLate(): void {
    this.#late.note();
  }

  /** Whether the source is there. A run that has it no more comes to rest without what nobody signed; who calls lets go of it then. */
  noteSource(isThere: boolean): void {
    this.#late.noteSource(isThere);
    if (isThere || this.isBusy || this.#standing.state !== 'sealed') return;
    this.#applyIfConfirmed(this.#late.isLacking);
  }

  /** Begins what is next, if anything is. */
  start(): void {
    const { signal, record, journal, clock } = this.#c;
    if (signal.aborted) return;
    const { state } = this.#standing;
    const due = dueOf(this.#c);
    const had = sealedSlots(journal.deliveries(record.id));
    const isLate = state === 'sealed' && this.#late.isDue(this.#o.watch.quietMs);
    const isFree = !this.#late.isUnsaid && this.#isSealInReach(due, had);
    const ready = isFree ? due : due.filter(({ slot }) => had.has(slot));
    const work: Work | undefined = isLate
      ? { kind: 'amend' }
      : nextWork(state, ready.map(reachable), had, this.#refused);
    if (work === undefined) return;
    const slots = work.kind === 'confirm' ? [work.slot] : due.map(({ slot }) => slot);
    const kind = work.kind === 'confirm' ? 'confirm' : 'seal';
    const pass: Pass = { kind, slots, progress: undefined, movedAt: clock() };
    this.#pass = pass;
    this.#background.start(
      stop => this.#work(work, pass, stop),
      (error, isStopped) => this.#failed(work.kind, error, isStopped),
      signal,
    );
  }

  /** Of a run that is sealed no second seal is made: who lacks it gets it from one that has it. */
  #isSealInReach(due: readonly UsedDestination[], had: ReadonlyMap<Slot, unknown>): boolean {
    const { destinations } = this.#c;
    const holds = ({ slot }: UsedDestination) => had.has(slot) && (this.#refused & (1 << slot)) === 0;
    return due.some(holds) || !destinations.some(holds);
  }

  /** What goes on is void. */
  stop(): void {
    this.#background.stop();
  }

  /** Throws what ended it and should not be. */
  rethrow(): void {
    this.#background.rethrow();
  }

  /** Ends when what goes on has ended. */
  async ended(): Promise<void> {
    await this.#background.ended();
  }

  async #work(work: Work, pass: Pass, stop: AbortSignal): Promise<void> {
    if (work.kind === 'seal') await this.#seal(pass, stop);
    else if (work.kind === 'amend') await this.#amend(pass, stop);
    else {
      const used = this.#c.destinations.find(({ slot }) => slot === work.slot);
      if (used !== undefined) await this.#confirm(used, pass, stop);
    }
    this.#alarmed.delete(work.kind);
  }

  async #seal(pass: Pass, stop: AbortSignal): Promise<void> {
    const due = dueOf(this.#c).filter(({ slot }) => (this.#refused & (1 << slot)) === 0);
    const standing = this.#standing;
    const { watch, poll, plan } = this.#o;
    const had = sealedSlots(this.#c.journal.deliveries(this.#c.record.id));
    if (due.length === 0 || !this.#isSealInReach(due, had)) {
      this.#rest();
      return standing.apply('differs');
    }
    const was = standing.state;
    poll(true);
    if (standing.state !== was || this.#late.isUnsaid) return;
    const beside = {
      onProgress: follow(this.#c, pass),
      onMoved: touch(this.#c, pass),
      signal: stop,
    };
    const step = await sealStep(this.#c, standing, due, this.#isOwnWork, beside);
    if (was === 'sealed' && step.kind === 'copied' && step.sealed < due.length) {
      // What came meanwhile is signed first: a source that has gone on is no conflict.
      poll(true);
      if (this.#late.isUnsaid) return this.#rest();
    }
    const after = afterSeal(was, step);
    if (after.rests === true) this.#rest();
    if (after.differing !== undefined) {
      watch.addDiffering(after.differing);
      plan();
    }
    if (after.why !== undefined) standing.say(after.why);
    if (after.sealed !== undefined)
      this.#c.emit({ event: 'sealed', run: this.#c.record.name, ...after.sealed });
    if (after.event !== undefined) standing.apply(after.event);
    for (const { code, path, slot } of after.alarms ?? []) {
      if (slot !== undefined) this.#refused |= 1 << slot;
      standing.alarm(code, path, slot);
    }
  }

  async #amend(pass: Pass, stop: AbortSignal): Promise<void> {
    await this.#late.work(this.#o.watch.silentMs, follow(this.#c, pass), stop);
    this.#applyIfConfirmed();
  }

  async #confirm(used: UsedDestination, pass: Pass, stop: AbortSignal): Promise<void> {
    const addendaFrom = this.#late.unreadFrom(used.slot);
    const result = await confirmStep(this.#c, this.#standing, used, follow(this.#c, pass), stop, addendaFrom);
    if (result === 'later') {
      this.#rest();
    } else if (result !== 'equal') {
      this.#refused |= 1 << used.slot;
      this.#c.journal.noteReadBack(this.#c.record.id, undefined);
      this.#standing.apply('damaged', result);
    } else {
      this.#late.wasRead(used.slot);
      this.#applyIfConfirmed();
    }
  }

  #applyIfConfirmed(isPending = this.#late.isPending): void {
    const { destinations, journal, record, now } = this.#c;
    const had = sealedSlots(journal.deliveries(record.id));
    if (!isAllConfirmed(destinations.map(reachable), had)) return;
    journal.noteReadBack(record.id, now());
    if (!isPending) this.#standing.apply('confirmed');
  }

  #failed(kind: Work['kind'], error: unknown, isStopped: boolean): void {
    this.#rest();
    const standing = this.#standing;
    if (isStopped) {
      if (standing.state === 'finishing') standing.apply('differs');
      return;
    }
    const { code } = fsError(error, 'source', '');
    if (code === 'INTERNAL') throw error;
    standing.say(code);
    if (!isOfTheSource(code) && isOfTheRun(code)) {
      if (this.#alarmed.get(kind) !== code) standing.alarm(code, '');
      this.#alarmed.set(kind, code);
    } else if (standing.state === 'finishing') standing.apply('differs', code);
  }

  #rest(): void {
    this.#notBefore = this.#c.clock() + AGAIN;
  }
}

function reachable({ slot, config }: UsedDestination): Reachable {
  return { slot, confirm: config.confirm };
}

function isEmpty(all: Iterable<unknown>): boolean {
  for (const _ of all) return false;
  return true;
}
