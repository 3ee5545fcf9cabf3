import { tally } from '../base-calls.ts';
import { joined } from '../bytes.ts';
import type { Clock } from '../clock.ts';
import type { Tile } from '../flow-cell.ts';
import type { LaneCycle } from '../layouts/file.ts';
import type { SequencingRun } from '../run.ts';
import type { Step } from '../step.ts';
import { correctedIntensityHeader, correctedIntensityRecord } from './corrected-intensity.ts';
import { qualityHeader, qualityRecord } from './quality.ts';
import { clusterRecords, readRecords, tileHeader } from './tile.ts';

type Name = 'TileMetricsOut' | 'QMetricsOut' | 'CorrectedIntMetricsOut';

/**
 * The run's InterOp files. Records are collected while cycles pass; `flush` writes what is new, so that a run that
 * flushes after every cycle ends with the same bytes as one that flushes once.
 */
export class InterOp {
  readonly #run: SequencingRun;
  readonly #fresh: Record<Name, Uint8Array[]>;
  readonly #written = new Set<Name>();

  constructor(run: SequencingRun) {
    const { interop, qualityBins } = run.model;
    this.#run = run;
    this.#fresh = {
      TileMetricsOut: [tileHeader(interop.tile, run.clusters)],
      QMetricsOut: [qualityHeader(interop.quality, qualityBins ?? [])],
      CorrectedIntMetricsOut: [correctedIntensityHeader(interop.corrected)],
    };
  }

  addCalls({ cycle, tiles }: LaneCycle): void {
    const { interop, qualityBins } = this.#run.model;
    for (const { tile, calls, passing } of tiles) {
      const counts = tally(calls, passing);
      this.#fresh.QMetricsOut.push(qualityRecord(interop.quality, qualityBins ?? [], tile, cycle, counts));
      this.#fresh.CorrectedIntMetricsOut.push(
        correctedIntensityRecord(interop.corrected, tile, cycle, counts),
      );
    }
  }

  addClusters(passingByTile: ReadonlyMap<Tile, Uint8Array>): void {
    for (const [tile, passing] of passingByTile) {
      const count = passing.reduce((sum, passes) => sum + passes, 0);
      this.#fresh.TileMetricsOut.push(
        clusterRecords(this.#run.model.interop.tile, tile, passing.length, count),
      );
    }
  }

  addRead(read: number): void {
    for (const tile of this.#run.tiles) {
      this.#fresh.TileMetricsOut.push(readRecords(this.#run.model.interop.tile, tile, read));
    }
  }

  *flush(clock: Clock): Generator<Step> {
    for (const name of ['TileMetricsOut', 'QMetricsOut', 'CorrectedIntMetricsOut'] as const) {
      const bytes = joined(this.#fresh[name].splice(0));
      if (bytes.length === 0) continue;
      const path = `InterOp/${name}.bin`;
      yield this.#written.has(name) ? clock.append(path, bytes) : clock.write(path, bytes);
      this.#written.add(name);
    }
  }
}
