import type { CopiedRun } from '@seqwarden/cases/gap';
import type { ReadEntry } from '@seqwarden/log/reading';

/** Collects from a log's entries which runs arrived when: the seals that were made while their runs were copied. One that was made later over what lay there tells nothing of copies. */
export class CopiedRuns {
  readonly #log: string;
  readonly #runs: CopiedRun[] = [];

  /** @param log id of the log */
  constructor(log: string) {
    this.#log = log;
  }

  /** Is told every entry, in order, and what is wrong with it; what does not count says nothing. */
  take({ index, statement }: ReadEntry, problem: Error | undefined): void {
    if (problem !== undefined || statement?.kind !== 'seal') return;
    const { kind, made, generation, run, instrument, sealedAt } = statement.predicate;
    const serial = instrument.serial.value;
    if (kind !== 'run' || made !== 'at-copy' || generation !== 1 || serial === null) return;
    this.#runs.push({
      ...{ log: this.#log, index, run: run.id.value, vendor: instrument.vendor.value, serial },
      ...{ mode: instrument.mode.value, sealedAt },
    });
  }

  get runs(): readonly CopiedRun[] {
    return this.#runs;
  }
}
