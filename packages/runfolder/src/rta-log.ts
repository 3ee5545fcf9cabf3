import { type BytePath, displayPath, SeqwardenError } from '@seqwarden/proof';
import type { RunFile, RunFolder } from './run-folder.ts';
import type { Warnings } from './warnings.ts';

/**
 * What RTA logs when it ends before the run does; MISO's run scanner calls a run failed by it
 * (miso-lims/runscanner, DefaultIllumina.java). The only trace of a failure where a model records no outcome.
 */
const EXITED = 'Application exited before completion';

/** Last words stand at the end. A log is megabytes, and in parts. */
const TAIL_BYTES = 64 * 1024;
/** One start of RTA 2 has three logs: global, warnings, file copies. */
const MAX_READ = 6;

/**
 * RTA 1 logs to `Data/RTALogs` as text, later versions to `RTALogs` as tab-separated values. In front may stand when RTA
 * was started, at the end the number of the part: `20170609-2057_GlobalLog_06.tsv`, `Log.txt`.
 */
const RTA_LOG = /^((?:Data\/)?RTALogs\/)(?:(\d{8}-\d{4})_)?([^/]*)Log(?:_(\d{1,4}))?\.(?:txt|tsv)$/;

export function isRtaLog(path: BytePath): boolean {
  return path.length <= 128 && RTA_LOG.test(path);
}

/**
 * Whether RTA exited before the run was complete, by the end of its last logs. A log that cannot be read, as while
 * the instrument holds it, says nothing, with a warning.
 */
export async function rtaExitedEarly(
  run: RunFolder,
  logs: readonly RunFile[],
  warnings: Warnings,
): Promise<boolean> {
  for (const log of lastRtaLogs(logs).slice(0, MAX_READ)) {
    try {
      const offset = Math.max(0, log.size - TAIL_BYTES);
      const tail = await run.readRange(log.path, offset, TAIL_BYTES);
      if (tail !== undefined && Buffer.from(tail).includes(EXITED)) return true;
    } catch (error) {
      if (!(error instanceof SeqwardenError) || error.code !== 'RUN_UNREADABLE') throw error;
      warnings.add('RTA_LOG_UNREADABLE', `${displayPath(log.path)} cannot be read`);
    }
  }
  return false;
}

/**
 * The last part of each log of RTA's last start: how RTA ended before it was started again says nothing of the run.
 * In byte order of their names.
 */
export function lastRtaLogs(logs: readonly RunFile[]): RunFile[] {
  const parts = logs.map(file => {
    const [, folder = '', start = '', name = '', part = '0'] = RTA_LOG.exec(file.path) ?? [];
    return { file, start, log: `${folder}${name}`, part: Number(part) };
  });
  const lastStart = parts.reduce((last, { start }) => (start > last ? start : last), '');
  const last = new Map<string, (typeof parts)[number]>();
  for (const one of parts) {
    if (one.start !== '' && one.start !== lastStart) continue;
    const known = last.get(one.log);
    const later =
      known === undefined || one.start > known.start || (one.start === known.start && one.part > known.part);
    if (later) last.set(one.log, one);
  }
  return [...last.values()].toSorted((a, b) => (a.file.path < b.file.path ? -1 : 1)).map(({ file }) => file);
}
