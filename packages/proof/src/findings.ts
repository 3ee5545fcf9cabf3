import { type ErrorCode, SeqwardenError } from './errors.ts';

/** One thing that was found wrong; the message names no value from the files. */
export interface Finding {
  readonly code: ErrorCode;
  readonly message: string;
}

/** Collects what is wrong instead of stopping at the first. */
export class Findings {
  readonly all: Finding[] = [];
  readonly #prefix: string;

  /** `prefix` begins every message: of which part of `Custody/` it is. */
  constructor(prefix = '') {
    this.#prefix = prefix;
  }

  add(code: ErrorCode, message: string): void {
    this.all.push({ code, message: this.#prefix + message });
  }

  /** The result, or undefined after noting what was wrong. */
  async collect<T>(check: () => T | Promise<T>): Promise<T | undefined> {
    try {
      return await check();
    } catch (error) {
      if (!(error instanceof SeqwardenError)) throw error;
      this.add(error.code, error.message);
      return undefined;
    }
  }
}
