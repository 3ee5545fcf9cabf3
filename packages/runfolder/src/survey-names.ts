import { type BytePath, compareBytePaths } from '@seqwarden/proof';
import { locate } from './location.ts';
import { isMarker, isMarkerAsWritten } from './markers.ts';
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
  /** The files of the root that inspection reads, by lower-case name. */
  readonly root: ReadonlyMap<string, readonly BytePath[]>;
}

const READ_FROM_ROOT = /^(?:RunInfo|RunParameters|RunCompletionStatus)\.xml$/i;

/** The one pass over the names of a run, which may be a million. */
export function surveyNames(run: RunFolder, warnings: Warnings): Names {
  const files = new StructuralFiles();
  const idats: RunFile[] = [];
  const rtaLogs: RunFile[] = [];
  const markers: BytePath[] = [];
  const root = new Map<string, BytePath[]>();
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
      if (READ_FROM_ROOT.test(path)) {
        const key = path.toLowerCase();
        const spelt = root.get(key);
        // A stranger can spell such a name in a million ways.
        if (spelt === undefined) root.set(key, [path]);
        else spelt.push(path);
      }
    }
  }
  for (const paths of root.values()) paths.sort(compareBytePaths);
  markers.sort(compareBytePaths);
  if (idats.length > 0 && root.size > 0) {
    warnings.add('LAYOUT_MIXED', 'IDAT files lie beside the XML of a sequencer');
  }
  return { files, idats, rtaLogs, markers, root };
}
