import type { PlacedAct } from '../state/index.ts';
import type { PatchActs } from './item-acts.ts';
import { byTime, compareText, groupBy } from './order.ts';
import type { Placed } from './placed.ts';

interface Closing {
  readonly check: Placed<'check'>;
  /** Identity of the patch that it confirms. */
  readonly patch: string;
}

/** When somebody confirmed patches that are done. In one log the index says what came before; between two logs there is only the time that is stated. */
export class Closings {
  /** Ascending by index. */
  readonly #ofLog: ReadonlyMap<string, readonly Closing[]>;
  /** Ascending by the times that are stated. */
  readonly #byTime: readonly Closing[];
  readonly #ofOtherLogs = new Map<string, readonly Closing[]>();

  constructor(done: readonly PatchActs[]) {
    const all = done.flatMap(({ patch, checks }) =>
      checks
        .filter(({ act }) => act.predicate.result === 'confirmed')
        .map(check => ({ check, patch: patch.identity })),
    );
    this.#byTime = all.sort((a, b) => byTime(a.check, b.check) || compareText(a.patch, b.patch));
    this.#ofLog = groupBy(
      [...all].sort((a, b) => a.check.index - b.check.index || compareText(a.patch, b.patch)),
      ({ check }) => check.log,
    );
  }

  /** The patch that was confirmed last before an act; undefined: none was. */
  before({ log, index, statedAt }: PlacedAct): string | undefined {
    const own = lastWhere(this.#ofLog.get(log) ?? [], ({ check }) => check.index < index);
    return (own ?? lastWhere(this.#notOf(log), ({ check }) => check.statedAt <= statedAt))?.patch;
  }

  /** Whether a patch was confirmed after it. */
  isSince({ log, index, statedAt }: PlacedAct): boolean {
    const own = this.#ofLog.get(log)?.at(-1)?.check.index ?? -1;
    return own > index || (this.#notOf(log).at(-1)?.check.statedAt ?? '') > statedAt;
  }

  #notOf(log: string): readonly Closing[] {
    const known = this.#ofOtherLogs.get(log);
    if (known !== undefined) return known;
    const others = this.#byTime.filter(({ check }) => check.log !== log);
    this.#ofOtherLogs.set(log, others);
    return others;
  }
}

/** The last of those that `is` holds for, which are a beginning of the list. */
function lastWhere(list: readonly Closing[], is: (one: Closing) => boolean): Closing | undefined {
  let [low, high] = [0, list.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    const one = list[middle];
    if (one !== undefined && is(one)) low = middle + 1;
    else high = middle;
  }
  return list[low - 1];
}
