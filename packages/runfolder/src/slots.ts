import { type Place, STRUCTURAL, type Structural } from './structural-files.ts';

/**
 * One kind of expected file over the flow cell: units (a tile, a surface of a lane, a lane, the flow cell) times
 * cycles, one bit each.
 */
export class Slots {
  /** The names that fill a slot; the first is the one that is missed. */
  readonly kinds: readonly [Structural, ...Structural[]];
  /** Whether its absence is missed. Not where it is unsure that the instrument writes them. */
  readonly required: boolean;
  readonly #units: readonly Place[];
  /** 0: not per cycle. */
  readonly #cycles: number;
  readonly #unitOf = new Map<number, number>();
  readonly #filled: Uint8Array;
  filledCount = 0;

  constructor(
    kinds: readonly [Structural, ...Structural[]],
    units: readonly Omit<Place, 'cycle'>[],
    cycles: number,
    required = true,
  ) {
    this.kinds = kinds;
    this.required = required;
    this.#units = units.map(unit => ({ ...unit, cycle: 0 }));
    this.#cycles = cycles;
    this.#units.forEach((unit, at) => void this.#unitOf.set(keyOf(unit), at));
    this.#filled = new Uint8Array(Math.ceil(this.size / 8));
  }

  get size(): number {
    return this.#units.length * Math.max(1, this.#cycles);
  }

  /** False where there is no such slot, or it is filled already. */
  fill(place: Place): boolean {
    const unit = this.#unitOf.get(keyOf(place));
    if (unit === undefined || (this.#cycles === 0) !== (place.cycle === 0) || place.cycle > this.#cycles) {
      return false;
    }
    const slot = unit * Math.max(1, this.#cycles) + Math.max(0, place.cycle - 1);
    const bit = 1 << (slot & 7);
    const byte = this.#filled[slot >>> 3] ?? 0;
    if ((byte & bit) !== 0) return false;
    this.#filled[slot >>> 3] = byte | bit;
    this.filledCount++;
    return true;
  }

  /** Unit by unit, each by cycle. */
  *empty(): Generator<Place> {
    if (this.filledCount === this.size) return;
    const columns = Math.max(1, this.#cycles);
    for (let slot = 0; slot < this.size; slot++) {
      if (((this.#filled[slot >>> 3] ?? 0) & (1 << (slot & 7))) !== 0) continue;
      const unit = this.#units[Math.floor(slot / columns)];
      if (unit !== undefined) yield { ...unit, cycle: this.#cycles === 0 ? 0 : (slot % columns) + 1 };
    }
  }
}

function keyOf({ lane, surface, tile }: Omit<Place, 'cycle'>): number {
  return (lane * 16 + surface) * 2 ** 17 + tile;
}

/** The slots for each kind of structural file. */
export function slotsByKind(all: readonly Slots[]): (Slots | undefined)[] {
  return STRUCTURAL.map(kind => all.find(slots => slots.kinds.includes(kind)));
}
