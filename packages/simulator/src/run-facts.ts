import type { Tile } from './flow-cell.ts';
import type { Read } from './reads.ts';
import type { ScenarioName } from './scenarios.ts';

/** What a run folder's name is made of. */
export interface FolderNameParts {
  /** Milliseconds since 1970 UTC. */
  readonly started: number;
  readonly serial: string;
  readonly runNumber: number;
  readonly side: string;
  readonly flowCell: string;
  /** Digits that belong to this run alone, for ids of consumables and records. */
  readonly digits: (label: string, length: number) => string;
}

/** What is settled about a sequencing run before its first cycle, as its model's files tell it. */
export interface RunFacts extends FolderNameParts {
  readonly scenario: ScenarioName;
  readonly seed: number;
  /** Also the run's id. */
  readonly folderName: string;
  readonly reads: readonly Read[];
  readonly lanes: number;
  readonly tilesPerSwath: number;
  readonly tiles: readonly Tile[];
  /** Clusters of a tile: the number of its wells on a patterned flow cell, else a mean. */
  readonly clusters: number;
  readonly plannedCycles: number;
  readonly completedCycles: number;
  /** How long the completed cycles take. */
  readonly minutes: number;
}
