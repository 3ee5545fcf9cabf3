import type { MonthReport, RunOfMonth } from '@seqwarden/agent/report';
import { jsonPath } from '@seqwarden/proof';
import { jsonTime } from './json-time.ts';

/** FORMATS.md 17. */
export function reportJson(report: MonthReport, version: string): string {
  const { runs, outages, open, absences, clockMoves } = report;
  const document = {
    month: report.month,
    from: jsonTime(report.from),
    until: jsonTime(report.until),
    writtenAt: jsonTime(report.writtenAt),
    tool: { name: 'seqwarden', version },
    knownFrom: jsonTime(report.knownFrom),
    known: report.isWhole ? 'whole' : report.knownFrom === undefined ? 'nothing' : 'part',
    versions: report.versions,
    notAtWork: absences.map(({ from, until, why }) => ({
      from: jsonTime(from),
      until: jsonTime(until),
      why,
    })),
    clockMoved: clockMoves.map(({ at, seconds }) => ({ at: jsonTime(at), seconds })),
    journalSetAside: report.journalsSetAside.map(jsonTime),
    roots: report.roots,
    destinations: report.destinations,
    runs: runs.map(runJson),
    outages: outages.map(({ of, name, from, until, code }) => ({
      of,
      name,
      from: jsonTime(from),
      until: jsonTime(until),
      code,
    })),
    open: open.map(({ kind, run, root, destination, since, code }) => ({
      kind,
      ...jsonPath(run),
      root,
      destination: destination ?? null,
      since: jsonTime(since),
      code: code ?? null,
    })),
    checks:
      report.checks?.map(({ run, root, destination, verdict, why, code, key, signedReadings }) => ({
        ...jsonPath(run),
        root,
        destination,
        verdict,
        why,
        code: code ?? null,
        keyid: key ?? null,
        signedReadings,
      })) ?? null,
  };
  return `${JSON.stringify(document, null, 2)}\n`;
}

function runJson({
  name,
  root,
  firstSeen,
  sealed,
  isSealedNow,
  troubles,
  addenda,
  places,
}: RunOfMonth): object {
  return {
    ...jsonPath(name),
    root,
    firstSeen: jsonTime(firstSeen),
    sealed: sealed && {
      at: jsonTime(sealed.at),
      thisMonth: isSealedNow,
      seal: sealed.seal ?? null,
      keyid: sealed.key ?? null,
    },
    troubles: troubles.map(({ at, kind, code, destination }) => ({
      at: jsonTime(at),
      kind,
      code: code ?? null,
      destination: destination ?? null,
    })),
    addenda: addenda.map(({ at, files }) => ({ at: jsonTime(at), files: files ?? null })),
    destinations: places.map(({ destination, readings }) => ({
      name: destination,
      readings: readings.map(({ at, kind, code, files }) => ({
        at: jsonTime(at),
        kind,
        equal: code === undefined,
        code: code ?? null,
        files: files ?? null,
      })),
    })),
  };
}
