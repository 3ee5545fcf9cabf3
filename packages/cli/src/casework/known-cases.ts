import { Casebook, type LogToRead } from '@seqwarden/agent/casebook';
import type { CopiedRun } from '@seqwarden/cases/gap';
import type { State, Task } from '@seqwarden/cases/state';
import { ERRORS, type Trust } from '@seqwarden/proof';
import type { Context } from '../context.ts';
import { oneLine } from '../text/one-line.ts';
import { entriesReporter } from '../text/progress.ts';
import type { CaseView } from './desk.ts';

/** Reads what came since the last time, and tells what could not be read. `keepsTasks`: as `CacheSources`. Throws LOG_*. */
export async function readKnown(
  own: LogToRead,
  trust: Trust,
  context: Context,
  keepsTasks: boolean,
): Promise<Casebook> {
  const progress = entriesReporter(context, 'reading the register');
  const tell = (words: string) => {
    progress.end();
    context.err(`${oneLine(words)}\n`);
  };
  try {
    const { env, signal, version } = context;
    const on = { signal, onProgress: progress.update };
    const book = await Casebook.open({ own, trust, env, version, tell, keepsTasks, ...on });
    progress.end();
    for (const { what, code, message } of book.missed)
      context.err(`${oneLine(what)}: ${oneLine(message)} [${code}]\n  ${ERRORS[code].advice}\n`);
    return book;
  } finally {
    progress.end();
  }
}

/** What is known, for who only looks; each part is made when it is first asked for. */
export class KnownCases implements CaseView {
  readonly trust: Trust;
  readonly log: string;
  readonly missed: CaseView['missed'];
  readonly #book: Casebook;
  #state: State | undefined;
  #tasks: readonly Task[] | undefined;

  /** `leftOut`: what was not read beside the casebook. */
  constructor(book: Casebook, trust: Trust, leftOut: CaseView['missed']) {
    this.#book = book;
    this.trust = trust;
    this.log = book.log;
    this.missed = [...leftOut, ...book.missed];
  }

  get state(): State {
    this.#state ??= this.#book.state;
    return this.#state;
  }

  get tasks(): readonly Task[] {
    this.#tasks ??= this.#book.tasks;
    return this.#tasks;
  }

  /** As `Casebook.stateOfDevice`. */
  stateOfDevice(called: string): State {
    return this.#book.stateOfDevice(called);
  }

  /** As `Casebook.copiedRunsOf`. */
  copiedRunsOf(serial: string): readonly CopiedRun[] {
    return this.#book.copiedRunsOf(serial);
  }

  /** The state without what is not open; see `Casebook.overview`. */
  get overview(): State {
    return this.#book.overview;
  }
}
