import { hash } from 'node:crypto';
import type { Reading } from '@seqwarden/advisory/inventory';
import type { ReadEntry } from '@seqwarden/log/reading';
import type { SealPredicate } from '@seqwarden/proof';
import { type DateOptions, headOfRunId, runDate } from '@seqwarden/runfolder';

export interface LogReadingsOptions extends Pick<DateOptions, 'now'> {
  /** The zone of the place where the instrument stands, if somebody stated it. */
  readonly zoneOf?: ((instrument: SealPredicate['instrument']) => string | undefined) | undefined;
}

/**
 * What a log says of the instruments of runs, from its seals alone (docs/FORMATS.md 25): the runs may be long deleted. Of a run that was sealed again the last
 * seal counts, where it is of the same run: a seal cannot say that another run's counts no more. Entries that do not count there say nothing, nor do seals of what was derived from runs.
 */
export class LogReadings {
  readonly #seals = new Map<string, SealPredicate>();

  /** Is told every entry of the log, in its order, and what is wrong with it, as `auditLog` tells. */
  take({ file, statement }: ReadEntry, problem: Error | undefined): void {
    if (problem !== undefined || statement?.kind !== 'seal') return;
    const { predicate } = statement;
    if (predicate.kind !== 'run') return;
    const { previousSeal } = predicate;
    const previous = previousSeal === null ? undefined : this.#seals.get(previousSeal);
    if (previousSeal !== null && previous !== undefined && succeeds(predicate, previous))
      this.#seals.delete(previousSeal);
    this.#seals.set(hash('sha256', file, 'hex'), predicate);
  }

  /** In the order of the log. */
  readings(options: LogReadingsOptions): Reading[] {
    return [...this.#seals].map(([identity, predicate]) => readingOfSeal(identity, predicate, options));
  }
}

/** Chips of an iScan have no run id; the chip and its scanner name them. */
function succeeds(later: SealPredicate, earlier: SealPredicate): boolean {
  if (later.generation <= earlier.generation) return false;
  const same = (of: (predicate: SealPredicate) => string | null) =>
    of(later) !== null && of(later) === of(earlier);
  if (later.run.id.value !== null || earlier.run.id.value !== null) return same(({ run }) => run.id.value);
  return same(({ run }) => run.flowCell.value) && same(({ instrument }) => instrument.serial.value);
}

/** What one seal says. `identity` is the SHA-256 of its statement, hex. */
export function readingOfSeal(
  identity: string,
  { run, simulated, instrument, software }: SealPredicate,
  { now, zoneOf }: LogReadingsOptions,
): Reading {
  const { value, from } = run.id;
  const head = value === null ? undefined : headOfRunId(value);
  const sources = head === undefined || from === null ? [] : [{ text: head, from }];
  const began = runDate(sources, { now, zone: zoneOf?.(instrument) });
  return {
    source: { kind: 'run', runId: value, folder: null, seal: identity },
    flowCell: run.flowCell,
    at: began.at,
    atFrom: began.from,
    simulated,
    instrument,
    software,
  };
}
