import { lstatSync, unlinkSync } from 'node:fs';
import type { CopyTools } from '../engine/copy-file.ts';
import { type FileTable, Outcome } from '../engine/file-table.ts';

/**
 * For a copy that ends without a seal because its source changed: takes away again what it wrote itself and what the source no longer
 * has like that. Otherwise the next copy would find a conflict between two states of one file that nobody ever sealed. What cannot be
 * looked at, or taken away, stays and is that conflict. `markers` are rows that have not got their names.
 */
export function withdrawChanged(tools: CopyTools, files: FileTable, markers: readonly number[]): void {
  const held = new Set(markers);
  for (let row = 0; row < files.count; row++) {
    if (files.outcomes[row] !== Outcome.done || held.has(row)) continue;
    const name = files.name(row);
    try {
      tools.source.enter(files.folder(row));
      const now = lstatSync(tools.source.at(name), { throwIfNoEntry: false });
      if (now !== undefined && files.sameAttributes(row, now)) continue;
      tools.destination.enter(files.folder(row));
      unlinkSync(tools.destination.at(name));
    } catch {
      // see above
    }
  }
}
