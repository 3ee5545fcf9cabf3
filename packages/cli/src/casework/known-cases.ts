import { type Casebook, type LogToRead, readCasebook } from '@seqwarden/agent/casebook';
import { reduce } from '@seqwarden/cases/reduce';
import type { State, Task } from '@seqwarden/cases/state';
import { tasksOf } from '@seqwarden/cases/task';
import { ERRORS, type Trust } from '@seqwarden/proof';
import type { Context } from '../context.ts';
import { oneLine } from '../text/one-line.ts';
import { entriesReporter } from '../text/progress.ts';
import type { CaseView } from './desk.ts';

/** Reads all that is known of cases, and tells what could not be read. Throws LOG_*. */
export async function readKnown(own: LogToRead, trust: Trust, context: Context): Promise<Casebook> {
  const progress = entriesReporter(context, 'reading the register');
  try {
    const { env, signal } = context;
    const book = await readCasebook({ own, trust, env, signal, onProgress: progress.update });
    progress.end();
    for (const { what, code, message } of book.missed)
      context.err(`${oneLine(what)}: ${oneLine(message)} [${code}]\n  ${ERRORS[code].advice}\n`);
    return book;
  } finally {
    progress.end();
  }
}

/** What is read amounts to; made when it is first asked for. */
export class KnownCases implements CaseView {
  readonly trust: Trust;
  readonly log: string;
  readonly missed: CaseView['missed'];
  readonly #book: Casebook;
  #state: State | undefined;
  #tasks: readonly Task[] | undefined;

  constructor(book: Casebook, trust: Trust) {
    this.#book = book;
    this.trust = trust;
    this.log = book.log;
    this.missed = book.missed;
  }

  get state(): State {
    this.#state ??= reduce(this.#book.entries);
    return this.#state;
  }

  get tasks(): readonly Task[] {
    this.#tasks ??= tasksOf(this.state);
    return this.#tasks;
  }
}
