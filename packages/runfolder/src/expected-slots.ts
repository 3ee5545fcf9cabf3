import type { Layout } from './location.ts';
import type { Family } from './models.ts';
import { Slots } from './slots.ts';
import type { Place, StructuralFiles } from './structural-files.ts';
import type { FlowCell } from './tiles.ts';

/** Far more than the largest run has (HiSeq 4000: 286,000). */
const MAX_EXPECTED = 2_000_000;

/** Filters are written after cycle 26, when the clusters that pass are chosen. */
const FILTER_CYCLE = 26;

type Unit = Omit<Place, 'cycle'>;

export interface LayoutEvidence {
  readonly layout: Layout | 'unknown';
  readonly family: Family | undefined;
  readonly flowCell: FlowCell;
  /** Cycles that the run has, over all reads. */
  readonly cycles: number;
  /** Where there is a choice, what is there decides which positions are expected. */
  readonly files: StructuralFiles;
}

/** Families whose base calls are bcl, compressed or not. */
export function isPerTile(layout: Layout | 'unknown', family: Family | undefined): boolean {
  if (layout === 'bcl' || layout === 'bcl.gz') return true;
  return layout === 'unknown' && (family === 'miseq' || family === 'hiseq-2500');
}

/** The structural files of a run by its layout, or why they cannot be told. */
export function expectedSlots(evidence: LayoutEvidence): readonly Slots[] | string {
  const { layout, family, flowCell } = evidence;
  if (flowCell.laneNumbers.length === 0) return 'RunInfo.xml does not tell lanes and tiles';
  if (layout === 'bgzf') return withinBounds(() => bgzf(evidence));
  if (flowCell.tileList === undefined) return 'RunInfo.xml does not tell the tiles';
  if (flowCell.tileList.length * Math.max(1, evidence.cycles) > MAX_EXPECTED && layout !== 'cbcl')
    return TOO_MANY;
  if (isPerTile(layout, family)) return withinBounds(() => perTile(evidence));
  if (layout === 'cbcl') return withinBounds(() => cbcl(evidence));
  return 'neither file names nor model tell the layout';
}

const TOO_MANY = 'RunInfo.xml makes for more files than any instrument writes';

function withinBounds(make: () => readonly Slots[]): readonly Slots[] | string {
  const slots = make();
  return slots.reduce((sum, { size }) => sum + size, 0) > MAX_EXPECTED ? TOO_MANY : slots;
}

/** MiSeq, HiSeq: a base-call file per tile and cycle. */
function perTile({ layout, family, flowCell, cycles, files }: LayoutEvidence): Slots[] {
  const tiles = tileUnits(flowCell);
  const baseCalls =
    layout === 'bcl' || layout === 'bcl.gz'
      ? new Slots([layout], tiles, cycles)
      : new Slots(['bcl', 'bcl.gz'], tiles, cycles);
  const slots = [baseCalls, new Slots(['filter'], tiles, 0, cycles >= FILTER_CYCLE)];
  const perTileLocs = files.count('locs') + files.count('clocs') > 0;
  if (family === 'hiseq-4000' || (files.count('flow cell locs') > 0 && !perTileLocs)) {
    slots.push(new Slots(['flow cell locs'], [FLOW_CELL], 0));
  } else if (family !== undefined || perTileLocs) {
    slots.push(new Slots(family === 'miseq' ? ['locs', 'clocs'] : ['clocs', 'locs'], tiles, 0));
  }
  return slots;
}

/** NextSeq 500/550, MiniSeq, iSeq: a base-call file per lane and cycle. */
function bgzf({ family, flowCell, cycles, files }: LayoutEvidence): Slots[] {
  const lanes = flowCell.laneNumbers.map(lane => ({ lane, surface: 0, tile: 0 }));
  // Whether an iSeq writes per-cycle indices, and how its filters are named, is not known from a real run.
  const known = family !== 'iseq';
  const slots = [
    new Slots(['bgzf'], lanes, cycles),
    new Slots(['cycle index'], lanes, cycles, known),
    new Slots(['lane index'], lanes, 0),
    new Slots(['lane filter'], lanes, 0, known && cycles >= FILTER_CYCLE),
  ];
  if (!known && flowCell.tileList !== undefined) {
    slots.push(new Slots(['filter'], tileUnits(flowCell), 0, false));
  }
  const single = family === 'iseq' || (family === undefined && files.count('flow cell locs') > 0);
  slots.push(single ? new Slots(['flow cell locs'], [FLOW_CELL], 0) : new Slots(['lane locs'], lanes, 0));
  return slots;
}

/** NovaSeq, NextSeq 1000/2000, i100: a base-call file per lane, surface and cycle, of the surfaces in the list. */
function cbcl({ flowCell, cycles, files }: LayoutEvidence): Slots[] {
  const tiles = tileUnits(flowCell);
  const surfaces = new Map(tiles.map(unit => [unit.lane * 16 + unit.surface, { ...unit, tile: 0 }]));
  const lanes = flowCell.laneNumbers.map(lane => ({ lane, surface: 0, tile: 0 }));
  // The vendor's article on NextSeq 1000/2000 names s_[lane].locs, real runs have one s.locs.
  const perLane = files.count('lane locs') > 0 && files.count('flow cell locs') === 0;
  return [
    new Slots(['cbcl'], [...surfaces.values()], cycles),
    new Slots(['filter'], tiles, 0, cycles >= FILTER_CYCLE),
    perLane ? new Slots(['lane locs'], lanes, 0) : new Slots(['flow cell locs'], [FLOW_CELL], 0),
  ];
}

const FLOW_CELL: Unit = { lane: 0, surface: 0, tile: 0 };

function tileUnits(flowCell: FlowCell): Unit[] {
  return (flowCell.tileList ?? []).map(({ lane, surface, tile }) => ({ lane, surface, tile }));
}
