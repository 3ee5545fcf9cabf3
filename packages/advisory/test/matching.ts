import assert from 'node:assert/strict';
import { builtinAdvisories } from '../src/builtin/index.ts';
import { readAdvisory } from '../src/document/index.ts';
import { buildInventory, type Installation, type Inventory } from '../src/inventory/index.ts';
import { type Finding, type Matches, matchAdvisories } from '../src/match/index.ts';
import { OVERLAY } from '../src/overlay/index.ts';
import { type AdvisoryParts, advisory } from './make-advisory.ts';
import { type ReadingParts, reading } from './make-reading.ts';

export const BUILT_IN = builtinAdvisories().map(readAdvisory);

/** One device of a maker, with one program of one version. */
export const MAKER: ReadingParts = {
  vendor: 'Maker',
  model: 'Analyser',
  serial: 'X1',
  name: 'Program',
  version: '2.0',
};

export function match(run: ReadingParts | readonly ReadingParts[], parts: AdvisoryParts): Matches {
  const runs = Array.isArray(run) ? run : [run];
  return matchAdvisories(buildInventory(runs.map(reading)), [advisory(parts)], OVERLAY);
}

export function only({ findings }: Matches): Finding {
  const [finding, ...others] = findings;
  assert.ok(finding !== undefined && others.length === 0, `${findings.length} findings`);
  return finding;
}

/** The verdict and the codes of the reasons. */
export function told({ verdict, reasons }: Finding): string {
  return [verdict, ...new Set(reasons.map(({ code }) => code))].join(' ');
}

export function outcome(run: ReadingParts | readonly ReadingParts[], parts: AdvisoryParts): string {
  return told(only(match(run, parts)));
}

/** With every installation as `change` makes it. */
export function changed(
  inventory: Inventory,
  change: (installation: Installation) => Installation,
): Inventory {
  return {
    ...inventory,
    instruments: inventory.instruments.map(instrument => ({
      ...instrument,
      installations: instrument.installations.map(change),
    })),
  };
}
