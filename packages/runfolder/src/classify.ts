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
 * How the instrument treats a file while the run goes on. Letter case does not count, since a share may change it.
 *
 * - `write-once`: sent once and never again: base calls, filters, positions, indices. The log of a NextSeq's copy service names each of its
 *   632 bgzf and bgzf.bci, 4 filter, locs and bci files once
 * - `append-only`: grows; every earlier state is a prefix of the later: InterOp metrics (hourly states of one MiSeq run), logs
 * - `rewritten`: written anew, at the end of the run or by the lab: XML (the same NextSeq log: twice each), markers, sample sheets
 * - `other`: nothing is known, as of what else RTA 1 leaves beside base calls (`.stats`, `.control`), pictures, onboard analyses
 */
export function fileClass(path: BytePath): FileClass {
  if (WRITE_ONCE.test(path)) return 'write-once';
  if (REWRITTEN.test(path) || isMarker(path)) return 'rewritten';
  return APPEND_ONLY.test(path) ? 'append-only' : 'other';
}

const WRITE_ONCE =
  /^data\/intensities\/(?:.*\/)?[^/]+\.(?:bcl|bcl\.gz|bcl\.bgzf|bci|cbcl|filter|locs|clocs)$|^[^/]+\.idat(?:\.gz)?$/is;

/** IndexMetricsOut.bin counts the indices of samples: it is made anew by each demultiplexing (BCL Convert, "Index Metrics Out File"). */
const REWRITTEN =
  /^(?:runinfo|runparameters|rtaconfiguration)\.xml$|^data\/intensities\/(?:basecalls\/)?[^/]+\.xml$|^[^/]*samplesheet[^/]*$|^interop\/indexmetricsout\.bin$/i;

const APPEND_ONLY =
  /^interop\/(?:c[1-9]\d{0,3}\.1\/)?[^/]+out\.bin$|^(?:data\/)?(?:rta)?logs\/(?:.*\/)?[^/]+\.(?:log|tsv|txt)$|^[^/]+\.log$/is;
