import type { BytePath, ErrorCode, SeqwardenError } from '@seqwarden/proof';
import type { Slot } from '../../journal/records.ts';
import type { RunState } from '../../journal/run-state.ts';
import { isOfTheLog, isOfTheRun } from './is-of-the-run.ts';
import type { RunContext } from './run-context.ts';
import { type RunAction, type RunEvent, transition } from './transitions.ts';

type Context = Pick<
  RunContext,
  'journal' | 'record' | 'now' | 'clock' | 'emit' | 'root' | 'destinations' | 'busyPlaces' | 'path'
>;

/** Where a run stands, and why: kept in the journal, and said by events where somebody should know. */
export class RunStanding {
  readonly #c: Context;
  readonly #onMove: (actions: readonly RunAction[]) => void;
  #state: RunState;
  #why: string | undefined;
  #unread: ErrorCode | undefined;
  /** Since when it has been over and not sealed, by the clock. */
  #overSince: number | undefined;
  #isUnsealedSaid = false;

  /** `onMove` is told what is to be done on the way, when the new state is in the journal. */
  constructor(context: Context, onMove: (actions: readonly RunAction[]) => void) {
    this.#c = context;
    this.#onMove = onMove;
    const { state } = context.record;
    // What was under way when an agent ended is begun anew.
    this.#state = state === 'finishing' ? 'settling' : state;
  }

  get state(): RunState {
    return this.#state;
  }

  apply(event: RunEvent, reason?: string): void {
    const { journal, record, now, clock } = this.#c;
    const { to, actions } = transition(this.#state, event);
    if (to === 'settling' || to === 'finishing') this.#overSince ??= clock();
    else this.#overSince = undefined;
    if (to !== this.#state) {
      this.#state = to;
      this.#why = reason;
      journal.setState(record.id, to, now(), reason);
    }
    this.#onMove(actions);
  }

  /** Why it does not go on, for `status`. */
  say(why: string | undefined): void {
    if (why === this.#why) return;
    this.#why = why;
    const { journal, record, now } = this.#c;
    journal.setState(record.id, this.#state, now(), why);
  }

  /** Why files could not be read now, until they can. */
  sayUnread(code: ErrorCode | undefined): void {
    if (code !== undefined || this.#why === this.#unread) this.say(code);
    this.#unread = code;
  }

  sayUnsealed(): void {
    const { clock, root, record, emit } = this.#c;
    if (this.#overSince === undefined || this.#isUnsealedSaid) return;
    const hours = Math.floor((clock() - this.#overSince) / 3_600_000);
    if (hours < root.unsealedAfterHours) return;
    this.#isUnsealedSaid = true;
    emit({ event: 'unsealed', run: record.name, root: root.name, hours });
  }

  alarm(code: ErrorCode, file: BytePath, slot?: Slot): void {
    const { emit, record, root, destinations } = this.#c;
    const destination = destinations.find(used => used.slot === slot)?.config.name;
    const where = destination === undefined ? {} : { destination };
    const was = this.#state;
    emit({ event: 'alarm', run: record.name, root: root.name, code, file, ...where });
    this.apply('alarm', code);
    if (this.#state === 'quarantined' && was !== 'quarantined')
      emit({ event: 'quarantined', run: record.name, root: root.name, code, ...where });
  }

  /** What a destination failed at is its own affair, unless it is one of this run, or of the run's lock: then all others go on there. */
  async blame(failed: ReadonlyMap<Slot, SeqwardenError>, alarms = true): Promise<void> {
    const { destinations, journal, record, now } = this.#c;
    for (const [slot, error] of failed) {
      if (isOfTheLog(error.code)) {
        this.say(error.code);
        continue;
      }
      journal.setDown(record.id, slot, error.code, now());
      if (error.code === 'DESTINATION_BUSY') this.#leaveAside(slot);
      else if (!isOfTheRun(error.code)) await destinations.find(used => used.slot === slot)?.failed(error);
      else if (alarms) this.alarm(error.code, error.path ?? '', slot);
    }
  }

  #leaveAside(slot: Slot): void {
    const { destinations, busyPlaces, record, root, emit } = this.#c;
    const destination = destinations.find(used => used.slot === slot)?.config.name;
    if (!busyPlaces.found(slot) || destination === undefined) return;
    emit({ event: 'alarm', run: record.name, root: root.name, code: 'DESTINATION_BUSY', destination });
  }
}
