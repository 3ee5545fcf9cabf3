import { rta1Time, usDate, usTime, yyyymmdd } from './dates.ts';
import type { SequencingRun } from './run.ts';

/** What an RTA log says when the software ended before the run did; other tools look for these very words. */
export const EXITED_EARLY = 'Application exited before completion';

/**
 * RTA's own log. HiSeq and MiSeq keep it as text in `Data/RTALogs`, later instruments as tab-separated values in
 * `RTALogs`.
 */
export function rtaLogPath(run: SequencingRun): string {
  const stamp = `${yyyymmdd(run.started)}-${new Date(run.started).toISOString().slice(11, 16).replace(':', '')}`;
  return asText(run) ? `Data/RTALogs/${stamp}_GlobalLog_00.txt` : `RTALogs/${stamp}_GlobalLog_00.tsv`;
}

export function rtaLogLine(run: SequencingRun, at: number, source: string, message: string): string {
  return asText(run)
    ? `${rta1Time(at)},${source},Info,${message}\r\n`
    : `${usDate(at)}\t${usTime(at)}\t${source}\tInfo\t${message}\r\n`;
}

function asText(run: SequencingRun): boolean {
  return run.model.layout === 'bcl' || run.model.layout === 'bcl.gz';
}
