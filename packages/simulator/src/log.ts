import { rta1Time, usDate, usTime, yyyymmdd } from './dates.ts';
import type { SequencingRun } from './run.ts';

/** What an RTA log says when the software ended before the run did; other tools look for these very words. */
export const EXITED_EARLY = 'Application exited before completion';

/**
 * RTA's own log. RTA 1 keeps it as text in `Data/RTALogs`, later versions as tab-separated values in `RTALogs`. What the
 * lines of RTA 1 look like beside their time, and where RTA 3 and 4 log, is not known from a real run.
 */
export function rtaLogPath(run: SequencingRun): string {
  const stamp = `${yyyymmdd(run.started)}-${new Date(run.started).toISOString().slice(11, 16).replace(':', '')}`;
  return asText(run) ? `Data/RTALogs/${stamp}_GlobalLog_00.txt` : `RTALogs/${stamp}_GlobalLog_00.tsv`;
}

export function rtaLogLine(run: SequencingRun, at: number, source: string, message: string): string {
  return asText(run)
    ? `${rta1Time(at)},${source},Info,${message}\r\n`
    : `${usDate(at)}\t${usTime(at)}\t${source}\tInfo\t${message}${NO_TILE}\r\n`;
}

/** Seven columns more: the tile of a message, and how far it has come. */
const NO_TILE = '\t'.repeat(7);

function asText(run: SequencingRun): boolean {
  return run.model.markers === 'rta1';
}
