import type { BytePath } from '@seqwarden/proof';
import { BASE_CALLS, INTENSITIES, laneFolder, locate } from './location.ts';
import { isMarker } from './markers.ts';

export type ContentClass = 'base calls' | 'metadata' | 'markers' | 'other';

/**
 * What a difference in this file is about. `base calls` is everything that lies where base calls, filters and
 * positions lie, so that a stranger's file among them counts as such; `metadata` is what describes the run or
 * measures it; `other` is thumbnails, logs, reports, analysis output.
 */
export function classify(path: BytePath): ContentClass {
  if (path.startsWith(INTENSITIES)) {
    if (laneFolder(path, INTENSITIES.length) !== undefined) return 'base calls';
    if (path.startsWith(BASE_CALLS) && laneFolder(path, BASE_CALLS.length) !== undefined) return 'base calls';
    if (path === `${INTENSITIES}s.locs`) return 'base calls';
  }
  const location = locate(path);
  if (location?.kind === 'base calls') return 'base calls';
  if (isMarker(path)) return 'markers';
  return isMetadata(path) ? 'metadata' : 'other';
}

function isMetadata(path: BytePath): boolean {
  if (/^(?:InterOp|Config|Recipe)\//.test(path)) return true;
  if (/^(?:Data\/)?(?:Intensities\/)?(?:BaseCalls\/)?[^/]+\.(?:xml|cfg)$/i.test(path)) return true;
  return /^[^/]*SampleSheet[^/]*$/i.test(path) || path === 'SoftwareVersionsFile.csv';
}

export type FileClass = 'write-once' | 'append-only' | 'rewritten' | 'other';

/**
 * How the instrument treats a file while the run goes on:
 *
 * - `write-once`: sent once and never again (base calls, filters, positions, indices)
 * - `append-only`: grows; every earlier state is a prefix of the later (InterOp metrics, logs)
 * - `rewritten`: written anew, at the end of the run or by the lab (XML, markers, sample sheets)
 * - `other`: nothing is known
 */
export function fileClass(path: BytePath): FileClass {
  const kind = locate(path)?.kind;
  if (kind === 'interop') return 'append-only';
  if (kind !== undefined && kind !== 'thumbnail') return 'write-once';
  if (/^(?:RTA)?Logs\//.test(path) || /^[^/]+\.log$/.test(path)) return 'append-only';
  if (isMarker(path)) return 'rewritten';
  const rewritten =
    /^(?:RunInfo|RunParameters|RTAConfiguration)\.xml$/i.test(path) ||
    /^Data\/Intensities\/(?:BaseCalls\/)?[^/]+\.xml$/.test(path) ||
    /^[^/]*SampleSheet[^/]*$/i.test(path);
  return rewritten ? 'rewritten' : 'other';
}
