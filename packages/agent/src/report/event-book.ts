import { type ErrorCode, SeqwardenError } from '@seqwarden/proof';
import { type AgentEvent, LOCAL_FIELDS } from '../events/event.ts';
import { stampEvent } from '../events/stamped-event.ts';
import { isDiskFull } from '../journal/disk-full.ts';
import type { Journal } from '../journal/journal.ts';
import type { RunId } from '../journal/records.ts';
import { AT_WORK, CLOCK_MOVED } from './kept-event.ts';

export interface EventBookOptions {
  readonly journal: Journal;
  /** To the outputs. Never throws. */
  readonly emit: (event: AgentEvent) => void;
  readonly now: () => Date;
  /** Milliseconds on a clock that never jumps. */
  readonly clock: () => number;
  readonly version: string;
}

/** Milliseconds: how often it is noted that the agent is at work, and so how sure a report is of when it ended. */
const NOTE_EVERY = 60_000;
/** So that what is forgotten with old events is at most a day of work. */
const ROW_EVERY = 86_400_000;
/** Milliseconds by which the wall clock may stray between two notes: it is being set right all the time. */
const STRAY = 30_000;
/** Two hundred bytes each. Twenty runs a day to two destinations fill them in eight years, in two where all are read again each quarter. */
const MOST = 200_000;

/** What the agent tells, told and kept: in the journal, for `seqwarden report`, with when the agent was at work and by which version. */
export class EventBook {
  readonly #o: EventBookOptions;
  #atWork = 0;
  #begunAt = 0;
  #notedAt = 0;
  #notedWall = 0;
  /** Events that were told and not kept, as the state folder is full. */
  #lost = 0;
  #isFull = false;

  constructor(options: EventBookOptions) {
    this.#o = options;
    this.#write(() => {
      options.journal.keepEvents(MOST);
      this.#begin();
    });
  }

  /** First out, then kept, where the state folder is not full. Throws as the journal does for all else. */
  tell(event: AgentEvent, run?: RunId): void {
    this.#o.emit(event);
    if (!this.#write(() => this.#keep(event, run))) this.#lost++;
  }

  /** To be called often; what it does it does once a minute. Throws as {@link tell}. */
  turn(): void {
    const passed = this.#o.clock() - this.#notedAt;
    if (passed < NOTE_EVERY) return;
    if (!this.#write(() => this.#note(passed))) this.#notedAt = this.#o.clock();
  }

  /** Something else could not be noted. Throws `error` where that was for another reason than a full state folder. */
  wasFull(error: unknown): void {
    this.#write(() => {
      throw error;
    });
  }

  /** Whether something can be noted again. Throws as {@link tell}. */
  isWritable(): boolean {
    return this.#write(() => this.#o.journal.prolongEvent(this.#atWork, this.#o.now()));
  }

  /** A full state folder ends nobody: it is said once, to the outputs, and so is that it is over. */
  #write(write: () => void): boolean {
    const { emit } = this.#o;
    try {
      write();
    } catch (error) {
      if (!isDiskFull(error)) throw error;
      if (!this.#isFull) emit({ event: 'output-down', output: 'journal', reason: 'STATE_FULL' });
      this.#isFull = true;
      return false;
    }
    if (this.#isFull) emit({ event: 'output-back', output: 'journal', dropped: this.#lost });
    this.#isFull = false;
    this.#lost = 0;
    return true;
  }

  #note(passed: number): void {
    const { clock, now, journal } = this.#o;
    const moved = now().getTime() - this.#notedWall - passed;
    if (Math.abs(moved) > STRAY) {
      const detail = JSON.stringify({ seconds: Math.round(moved / 1000) });
      journal.batch(() => {
        journal.addEvent({ at: now(), run: undefined, destination: undefined, kind: CLOCK_MOVED, detail });
        this.#begin();
      });
      return;
    }
    journal.prolongEvent(this.#atWork, now());
    this.#notedAt = clock();
    this.#notedWall = now().getTime();
    if (clock() - this.#begunAt < ROW_EVERY) return;
    journal.keepEvents(MOST);
    this.#begin();
  }

  /** The agent ends, because somebody asked it to or by an error. Kept only: the service tells it, when all is closed. */
  end(error?: unknown): void {
    try {
      this.#o.journal.prolongEvent(this.#atWork, this.#o.now());
      this.#keep({ event: 'stopped', ...(error !== undefined && { code: codeOf(error) }) }, undefined);
    } catch (another) {
      // The first error is the one that counts.
      if (error === undefined) throw another;
    }
  }

  #begin(): void {
    const { journal, now, clock, version } = this.#o;
    const at = now();
    const detail = JSON.stringify({ from: at.toISOString(), version });
    this.#atWork = journal.addEvent({ at, run: undefined, destination: undefined, kind: AT_WORK, detail });
    this.#begunAt = clock();
    this.#notedAt = clock();
    this.#notedWall = at.getTime();
  }

  /** What columns hold is not said twice; names of files are not kept, as in nothing that leaves the host. */
  #keep(event: AgentEvent, run: RunId | undefined): void {
    const { journal, now } = this.#o;
    const at = now();
    const { fields } = stampEvent(event, at, '');
    const destination = [...journal.destinations()].find(
      ([, name]) => name === fields.get('destination'),
    )?.[0];
    const left = [...fields].filter(
      ([name]) =>
        !LOCAL_FIELDS.some(local => local === name) &&
        !(name === 'run' && run !== undefined) &&
        !(name === 'destination' && destination !== undefined),
    );
    const detail = JSON.stringify(Object.fromEntries(left));
    journal.addEvent({ at, run, destination, kind: event.event, detail });
  }
}

function codeOf(error: unknown): ErrorCode {
  return error instanceof SeqwardenError ? error.code : 'INTERNAL';
}
