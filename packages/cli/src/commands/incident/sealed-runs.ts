import { hash } from 'node:crypto';
import { basename, join, resolve } from 'node:path';
import { readWholeFile } from '@seqwarden/agent/host';
import { readingOfSeal } from '@seqwarden/agent/inventory';
import { dayText } from '@seqwarden/cases/calendar';
import type { ReadEntry } from '@seqwarden/log/reading';
import type { SealPredicate } from '@seqwarden/proof';
import type { Arguments } from '../../arguments.ts';
import type { Context } from '../../context.ts';
import { openNamedLog } from '../log/named-log.ts';
import { readThrough } from '../log/read-through.ts';

/** A run as a seal in the register tells it. */
export interface SealedRun {
  /** Identity of the seal. */
  readonly seal: string;
  readonly id: string | null;
  readonly flowCell: string | null;
  readonly instrument: InstrumentSeen;
  readonly software: readonly string[];
  /** When it was made; null: its name does not tell. */
  readonly at: { readonly from: string; readonly until: string } | null;
  /** The day that was meant by that; both ends, where it took longer. */
  readonly on: string | null;
  readonly sealedAt: string;
}

export interface InstrumentSeen {
  readonly vendor: string | null;
  readonly model: string | null;
  readonly serial: string | null;
  readonly mode: string | null;
}

/** The runs that the account's register has seals of, so that they are found by what people call them. */
export class SealedRuns {
  readonly #now: Date;
  readonly #runs = new Map<string, SealedRun>();

  constructor(now: Date) {
    this.#now = now;
  }

  /** Is told every entry, in order; what does not count there says nothing. */
  take({ file, statement }: ReadEntry, problem: Error | undefined): void {
    if (problem !== undefined || statement?.kind !== 'seal' || statement.predicate.kind !== 'run') return;
    const seal = hash('sha256', file, 'hex');
    this.#runs.set(seal, sealedRun(seal, statement.predicate, this.#now));
  }

  get all(): readonly SealedRun[] {
    return [...this.#runs.values()];
  }

  bySeal(seal: string): SealedRun | undefined {
    return this.#runs.get(seal);
  }

  /** The last seal of this id. */
  byId(id: string): SealedRun | undefined {
    return this.all.findLast(run => run.id === id);
  }

  /** By its folder, its id or the first digits of its seal. undefined: the register knows no such run, or several by these digits. */
  named(text: string): SealedRun | undefined {
    if (/^[0-9a-f]{8,64}$/.test(text)) {
      const [one, another] = this.all.filter(({ seal }) => seal.startsWith(text));
      if (one !== undefined) return another === undefined ? one : undefined;
    }
    return this.bySeal(sealIn(text) ?? '') ?? this.byId(basename(resolve(text)));
  }
}

/** A seal is below 64 KiB, in base64. */
const LARGEST = 2 ** 17;

/** Identity of what lies there as a seal; what it is worth tells the register that has it. */
function sealIn(folder: string): string | undefined {
  try {
    const bytes = readWholeFile(join(folder, 'Custody', 'seal.intoto.json'), { limit: LARGEST });
    return bytes && hash('sha256', bytes, 'hex');
  } catch {
    // An id, a folder that is gone or was never sealed, or one that cannot be read: then its name is all there is.
    return undefined;
  }
}

function sealedRun(seal: string, predicate: SealPredicate, now: Date): SealedRun {
  const { run, instrument, software, sealedAt } = predicate;
  const { vendor, model, serial, mode } = instrument;
  const { at } = readingOfSeal(seal, predicate, { now });
  const { control, universalCopyService, localRunManager } = software;
  return {
    ...{ seal, id: run.id.value, flowCell: run.flowCell.value, sealedAt },
    instrument: { vendor: vendor.value, model: model.value, serial: serial.value, mode: mode.value },
    software: [
      ...programText(control.name.value ?? 'control software', control.version.value),
      ...programText('Universal Copy Service', universalCopyService.value),
      ...programText('Local Run Manager', localRunManager.value),
    ],
    at,
    on: at === null ? null : dayText(at),
  };
}

function programText(name: string, version: string | null): string[] {
  return version === null ? [] : [`${name} ${version}`];
}

/** Throws LOG_*, TRUST_*, and the signal's reason. */
export async function readSealedRuns(args: Arguments, context: Context): Promise<SealedRuns> {
  const sealed = new SealedRuns(context.now());
  const register = await openNamedLog(args, context, undefined);
  await readThrough(
    register,
    'reading which runs are sealed',
    (entry, problem) => sealed.take(entry, problem),
    context,
  );
  return sealed;
}
