import { type BytePath, compareBytePaths } from '@seqwarden/proof';
import { locate } from './location.ts';
import { isMarker, isMarkerAsWritten } from './markers.ts';
import { RootNames } from './root-files.ts';
import { isRtaLog } from './rta-log.ts';
import type { RunFile, RunFolder } from './run-folder.ts';
import { StructuralFiles } from './structural-files.ts';
import type { Warnings } from './warnings.ts';

/** A run may have an onboard analysis for each requeue, and a stranger may make any number of names. */
const MAX_MARKERS = 100;
const MAX_RTA_LOGS = 1000;

export interface Names {
  readonly files: StructuralFiles;
  readonly idats: readonly RunFile[];
  readonly rtaLogs: readonly RunFile[];
  /** In byte order; those that an instrument writes into the root are never left out. */
  readonly markers: readonly BytePath[];
  readonly root: RootNames;
}

/** The one pass over the names of a run, which may be a million. */
export function surveyNames(run: RunFolder, warnings: Warnings): Names {
  const files = new StructuralFiles();
  const idats: RunFile[] = [];
  const rtaLogs: RunFile[] = [];
  const markers: BytePath[] = [];
  const root = new RootNames();
  for (const file of run.files()) {
    const { path } = file;
    const location = locate(path);
    if (location === undefined && rtaLogs.length < MAX_RTA_LOGS && isRtaLog(path)) rtaLogs.push(file);
    if (location?.layout === 'idat') idats.push(file);
    else if (location !== undefined || path.startsWith('Data/')) files.add(path, location);
    else if (path.length <= 64) {
      if (isMarker(path)) {
        const ofTheRun = !path.includes('/') && isMarkerAsWritten(path);
        if (ofTheRun || markers.length < MAX_MARKERS) markers.push(path);
      }
      root.add(path);
    }
  }
  markers.sort(compareBytePaths);
  if (idats.length > 0 && root.isThere) {
    warnings.add('LAYOUT_MIXED', 'IDAT files lie beside the XML of a sequencer');
  }
  return { files, idats, rtaLogs, markers, root };
}
