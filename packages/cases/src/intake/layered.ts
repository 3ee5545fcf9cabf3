import { ordered, programKey } from '@seqwarden/proof/acts';
import type { Observed, ObservedReading } from './observed.ts';

/** Readings in order of time as observations of nothing else, as few as go: a record has one reading of each program. */
export function layered(
  { installed, runs }: Pick<Observed, 'installed' | 'runs'>,
  readings: readonly ObservedReading[],
): Observed[] {
  const layers: ObservedReading[][] = [];
  const depth = new Map<string, number>();
  for (const reading of readings) {
    const key = programKey(reading);
    const at = depth.get(key) ?? 0;
    depth.set(key, at + 1);
    const layer = layers[at];
    if (layer === undefined) layers[at] = [reading];
    else layer.push(reading);
  }
  return layers.map(layer => ({
    installed,
    advisory: null,
    overlay: null,
    readings: ordered(layer, programKey),
    findings: [],
    runs,
  }));
}
