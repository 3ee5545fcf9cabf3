import type { BytePath } from '@seqwarden/proof';
import { isMarker } from '@seqwarden/runfolder';
import { type CopyTools, type Staged, stageFile } from '../engine/copy-file.ts';
import { type FileTable, Outcome } from '../engine/file-table.ts';
import { fsError } from '../host/fs-error.ts';

/** A completion marker, hashed and written, that waits for its name at each destination until `Custody/` stands there. */
export interface StagedMarker {
  readonly row: number;
  readonly staged: Staged;
}

/** Takes the markers out of the pool's hands. Returns their rows. */
export function holdBackMarkers(table: FileTable): number[] {
  const rows: number[] = [];
  for (let row = 0; row < table.count; row++) {
    if (!mayHoldMarkers(table.folder(row)) || !isMarker(table.path(row))) continue;
    table.outcomes[row] = Outcome.done;
    rows.push(row);
  }
  return rows;
}

/** Markers lie in the run's root and below `Analysis/`; nearly all files do not. */
function mayHoldMarkers(folder: BytePath): boolean {
  return folder === '' || /^analysis(?:\/|$)/i.test(folder);
}

/**
 * Reads all markers and writes them to the destinations of `live()` (bits), publishes none. Throws SOURCE_*; then no marker is left behind. Those
 * after which no destination was left are not among the result.
 */
export async function stageMarkers(
  tools: CopyTools,
  table: FileTable,
  rows: readonly number[],
  live: () => number,
): Promise<StagedMarker[]> {
  const markers: StagedMarker[] = [];
  try {
    for (const row of rows) {
      const folder = table.folder(row);
      try {
        tools.source.enter(folder);
      } catch (error) {
        throw fsError(error, 'source', folder);
      }
      const staged = await stageFile(tools, { row, name: table.name(row), path: table.path(row) }, live());
      if (staged === undefined) break;
      markers.push({ row, staged });
      table.setAttributes(row, staged.before);
      table.setDigestHex(row, staged.sha256);
    }
    return markers;
  } catch (error) {
    await discardMarkers(markers);
    throw error;
  }
}

/** At one destination markers get their names in the order of their modification times, as the instrument wrote them. */
export async function publishMarkersAt(
  at: number,
  table: FileTable,
  markers: readonly StagedMarker[],
): Promise<void> {
  const inOrder = markers.toSorted(
    (a, b) => a.staged.before.mtimeMs - b.staged.before.mtimeMs || a.row - b.row,
  );
  for (const { row, staged } of inOrder) {
    await staged.copies.publishAt(at, staged.sha256);
    table.held[row] = staged.copies.held;
    table.written[row] = staged.copies.written;
  }
}

/** Those that have no name by then. What cannot be removed now is a leftover that the next copy removes. */
export async function discardMarkers(markers: readonly StagedMarker[]): Promise<void> {
  for (const { staged } of markers) await staged.copies.discard();
}
