import type { JournalReader } from '../../journal/journal-reader.ts';
import type { ArchivedRun, DeliveryRecord, RunId } from '../../journal/records.ts';
import type { RunState } from '../../journal/run-state.ts';
import { Allowance } from '../limits/allowance.ts';
import type { UsedDestination } from '../places/used-destination.ts';
import { Background } from '../run/background.ts';
import { UNPROVEN } from '../status/waits.ts';
import { dueRuns, pauseBetween } from './reverify-schedule.ts';

export interface KeeperOptions<Used> {
  readonly journal: Pick<JournalReader, 'archived' | 'deliveries'>;
  readonly destinations: readonly Used[];
  readonly now: () => Date;
  /** Milliseconds on a clock that never jumps. */
  readonly clock: () => number;
  readonly signal: AbortSignal;
  /** How a run stands with those who watch its source; `unwatched` where the source is gone. */
  readonly standing: (run: RunId) => RunState | 'unwatched' | 'busy';
  /** Reads a run back; see {@link reverifyRun}. */
  readonly read: (
    run: ArchivedRun,
    used: Used,
    bytesPerSecond: number,
    stop: AbortSignal,
  ) => Promise<'read' | 'later'>;
}

type Place = Pick<UsedDestination, 'slot' | 'config' | 'isDue'>;

/** Milliseconds from a start of the agent, or from a reading that came to nothing, to the next. */
const SOON = 600_000;
/** Milliseconds between two looks into the journal for an archive: one takes half a second where it holds 30,000 runs. */
const LOOK_EVERY = 600_000;
/** Runs that a look finds at most: more than are read until the next. */
const FOUND = 1000;
/** After a reading that came to nothing, so many times as long as it took: it may fail at its very end. */
const REST = 4;
/** Milliseconds for which a run whose reading came to nothing goes behind the others: one that stays locked must not stop them. */
const BEHIND = 86_400_000;
/** A run that so many stretches of free hours were too short for is read to its end in the next: begun anew for ever it would never be read. */
const MOST_CUT_SHORT = 2;

/** Standings in which nothing of a run is under way. */
const AT_REST: ReadonlySet<string> = new Set(['unwatched', 'confirmed', 'sealed', 'away', 'quarantined']);

interface Archive<Used> {
  readonly used: Used;
  readonly days: number;
  readonly allowance: Allowance;
  /** By the clock. */
  notBefore: number;
  nextLook: number;
  /** How many runs it holds, and which of them are due, those due for longest first: as the last look found it. */
  count: number;
  due: ArchivedRun[];
  /** How often hours without transfer ended the reading of a run. */
  readonly cutShort: Map<RunId, number>;
  /** When, by the clock, the reading of a run last came to nothing by itself, as where another process holds its lock. */
  readonly inVain: Map<RunId, number>;
}

interface Reading<Used> {
  readonly run: RunId;
  readonly standing: string;
  readonly archive: Archive<Used>;
  isCutShort: boolean;
}

/**
 * Reads archived runs again, from each destination that has `reverify-days`: by the journal, so that those are read too of which the source
 * is gone long since. One at a time, begun only when there is nothing else to do; what was interrupted is begun anew.
 */
export class ReverifyKeeper<Used extends Place> {
  readonly #o: KeeperOptions<Used>;
  /** The one that was read from last comes last. */
  #archives: readonly Archive<Used>[];
  readonly #background = new Background();
  #reading: Reading<Used> | undefined;

  constructor(options: KeeperOptions<Used>) {
    this.#o = options;
    const { clock, now } = options;
    this.#archives = options.destinations.flatMap(used => {
      const { reverifyDays: days } = used.config;
      if (days === undefined) return [];
      const allowance = new Allowance([used.config], now);
      const found = { nextLook: 0, count: 0, due: [] };
      const tried = { cutShort: new Map<RunId, number>(), inVain: new Map<RunId, number>() };
      return [{ used, days, allowance, notBefore: clock() + SOON, ...found, ...tried }];
    });
  }

  isReading(run: RunId): boolean {
    return this.#reading?.run === run;
  }

  /** Ends when the reading has ended that goes on. */
  async ended(): Promise<void> {
    await this.#background.ended();
  }

  /** To be called at each turn of the loop. `isIdle`: there is nothing else to do. Throws what ended a reading and should not be. */
  turn(isIdle: boolean): void {
    this.#background.rethrow();
    if (this.#reading !== undefined) this.#watchOver(this.#reading);
    else if (isIdle && !this.#o.signal.aborted) this.#beginNext();
  }

  #beginNext(): void {
    for (const archive of this.#archives) {
      if (this.#o.clock() < archive.notBefore || !archive.used.isDue || archive.allowance.isOff) continue;
      const next = this.#nextAt(archive);
      if (next === undefined) continue;
      this.#archives = [...this.#archives.filter(one => one !== archive), archive];
      this.#begin(archive, next);
      return;
    }
  }

  #nextAt(archive: Archive<Used>): ArchivedRun | undefined {
    if (this.#o.clock() >= archive.nextLook) this.#look(archive);
    for (const found of archive.due) {
      const { run } = found.delivery;
      if (!this.#isAtRest(run)) continue;
      archive.due = archive.due.filter(one => one !== found);
      // Minutes may have gone since the look, in which it was sealed anew, or read by others.
      const delivery = this.#o.journal
        .deliveries(run)
        .find(({ destination }) => destination === archive.used.slot);
      if (delivery === undefined || !isSealed(delivery)) continue;
      const [next] = dueRuns([asRead({ ...found, delivery })], archive.days, this.#o.now());
      if (next !== undefined) return next.archived;
    }
    return undefined;
  }

  #look(archive: Archive<Used>): void {
    const { clock, journal, now } = this.#o;
    const all = Array.from(journal.archived(archive.used.slot), asRead);
    archive.nextLook = clock() + LOOK_EVERY;
    archive.count = all.length;
    archive.due = [];
    const due = dueRuns(all, archive.days, now()).map(one => one.archived);
    const turnOf = ({ delivery }: ArchivedRun) => {
      const tried = archive.inVain.get(delivery.run);
      return tried === undefined || clock() >= tried + BEHIND ? -1 : tried;
    };
    for (const archived of due.sort((a, b) => turnOf(a) - turnOf(b))) {
      if (archive.due.length === FOUND) return;
      if (this.#isAtRest(archived.delivery.run)) archive.due.push(archived);
    }
  }

  #isAtRest(run: RunId): boolean {
    return AT_REST.has(this.#o.standing(run));
  }

  /** Ends a reading for others who want the run, and where the hours begin in which nothing is to be transferred. */
  #watchOver(reading: Reading<Used>): void {
    const { run, standing, archive } = reading;
    if (this.#o.standing(run) !== standing) this.#background.stop();
    const isOver = archive.allowance.isOff && (archive.cutShort.get(run) ?? 0) < MOST_CUT_SHORT;
    if (!isOver) return;
    reading.isCutShort = true;
    this.#background.stop();
  }

  #begin(archive: Archive<Used>, archived: ArchivedRun): void {
    const { clock, standing, signal } = this.#o;
    const { used, allowance, count, cutShort, inVain, days } = archive;
    const { run } = archived.delivery;
    const begun = clock();
    const reading: Reading<Used> = { run, standing: standing(run), archive, isCutShort: false };
    this.#reading = reading;
    this.#background.start(
      async stop => {
        try {
          const outcome = await this.#o.read(archived, used, allowance.bytesPerSecond, stop);
          if (outcome === 'read') {
            cutShort.delete(run);
            inVain.delete(run);
            archive.notBefore = begun + pauseBetween(count, days);
          } else {
            if (reading.isCutShort) cutShort.set(run, (cutShort.get(run) ?? 0) + 1);
            if (!stop.aborted) inVain.set(run, clock());
            archive.notBefore = clock() + Math.max(SOON, stop.aborted ? 0 : (clock() - begun) * REST);
          }
        } finally {
          this.#reading = undefined;
        }
      },
      error => {
        throw error;
      },
      signal,
    );
  }
}

function asRead(archived: ArchivedRun) {
  const { name, delivery } = archived;
  const { lastConfirmed, since, reason, downSince } = delivery;
  // All was equal then.
  if (reason === UNPROVEN) return { archived, name, lastGood: downSince ?? since, lastBad: undefined };
  return {
    archived,
    name,
    lastGood: lastConfirmed ?? since,
    lastBad: reason !== undefined && !isOfThePlace(reason) ? downSince : undefined,
  };
}

function isSealed({ state }: DeliveryRecord): boolean {
  return state === 'sealed' || state === 'confirmed';
}

/** Whether a destination could not be used, which says nothing of the run. */
function isOfThePlace(reason: string): boolean {
  return reason.startsWith('DESTINATION_') && reason !== 'DESTINATION_READ_BACK';
}
