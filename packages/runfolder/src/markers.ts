import type { BytePath } from '@seqwarden/proof';

/**
 * Files that say by their presence that something is finished (RTA 1 to 4, copy service, MiSeq Reporter, Local Run
 * Manager, onboard analysis). Matched without regard to letter case: a share may have changed it, labs write
 * `copycomplete.txt`, and whoever starts on one must find everything else in place.
 */
const PATTERN = `^(?:${[
  'RTAComplete\\.(?:txt|xml)',
  'RTARead\\d{1,2}Complete\\.txt',
  '(?:ImageAnalysis|Basecalling)_Netcopy_complete(?:_Read\\d{1,2})?\\.txt',
  'Sequenc(?:e|ing)Complete\\.txt',
  'RunCompletionStatus\\.xml',
  'CopyComplete\\.txt',
  'QueuedForAnalysis\\.txt',
  'CompletedJobInfo\\.xml',
  'Analysis/\\d{1,6}/CopyComplete\\.txt',
  'Analysis/\\d{1,6}/(?:Data/)?Secondary_Analysis_Complete\\.txt',
].join('|')})$`;
const MARKER = new RegExp(PATTERN, 'i');
const MARKER_AS_WRITTEN = new RegExp(PATTERN);

/** Whether the name is a completion marker: these are published last, after everything else and its seal. */
export function isMarker(path: BytePath): boolean {
  return path.length <= 64 && MARKER.test(path);
}

/** Whether it is also in the letter case in which instruments write it. */
export function isMarkerAsWritten(path: BytePath): boolean {
  return path.length <= 64 && MARKER_AS_WRITTEN.test(path);
}
