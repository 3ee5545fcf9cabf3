import { lstatSync } from 'node:fs';
import type { BytePath } from '@seqwarden/proof';
import { isMarker } from '@seqwarden/runfolder';
import { type CopyTools, compareFile, publishStaged, type Staged, stageFile } from '../engine/copy-file.ts';
import { type FileTable, Outcome } from '../engine/file-table.ts';
import { fsError } from '../host/fs-error.ts';

/** A completion marker, hashed and written, that waits for its name until `Custody/` stands. */
export interface StagedMarker {
  readonly row: number;
  readonly folder: BytePath;
  readonly name: BytePath;
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

/** Reads and writes all markers, publishes none. Throws as `stageFile`; then no marker is left behind. */
export function stageMarkers(tools: CopyTools, table: FileTable, rows: readonly number[]): StagedMarker[] {
  const staged: StagedMarker[] = [];
  try {
    for (const row of rows) {
      const folder = table.folder(row);
      const name = table.name(row);
      enter(tools, folder);
      const taken = lstatSync(tools.destination.at(name), { throwIfNoEntry: false }) !== undefined;
      const marker = taken
        ? compareFile(tools, name, table.path(row))
        : stageFile(tools, name, table.path(row));
      staged.push({ row, folder, name, staged: marker });
      table.setAttributes(row, marker.before);
      table.setDigestHex(row, marker.sha256);
    }
    return staged;
  } catch (error) {
    discardMarkers(tools, staged);
    throw error;
  }
}

/** Markers get their names in the order of their modification times, as the instrument wrote them. */
export function publishMarkers(tools: CopyTools, table: FileTable, staged: readonly StagedMarker[]): void {
  const inOrder = [...staged].sort(
    (a, b) => a.staged.before.mtimeMs - b.staged.before.mtimeMs || a.row - b.row,
  );
  for (const marker of inOrder) {
    enter(tools, marker.folder);
    table.outcomes[marker.row] = publishStaged(tools, marker.staged, marker.name, table.path(marker.row));
  }
}

/** After a failure. What cannot be removed now is a leftover that the next copy removes. */
export function discardMarkers(tools: CopyTools, staged: readonly StagedMarker[]): void {
  for (const marker of staged) {
    try {
      tools.destination.enter(marker.folder);
      marker.staged.file?.discard();
    } catch {
      // the failure that brought us here says more than this one
    }
  }
}

function enter(tools: CopyTools, folder: BytePath): void {
  try {
    tools.source.enter(folder);
  } catch (error) {
    throw fsError(error, 'source', folder);
  }
  try {
    tools.destination.enter(folder);
  } catch (error) {
    throw fsError(error, 'destination', folder);
  }
}
