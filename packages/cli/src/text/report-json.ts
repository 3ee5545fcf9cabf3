import type { MonthReport, RunOfMonth } from '@seqwarden/agent/report';
import { jsonPath } from '@seqwarden/proof';

/** FORMATS.md 17. */
export function reportJson(report: MonthReport, version: string): string {
  const { runs, outages, open, absences, clockMoves } = report;
  const document = {
    month: report.month,
    from: time(report.from),
    until: time(report.until),
    writtenAt: time(report.writtenAt),
    tool: { name: 'seqwarden', version },
    knownFrom: time(report.knownFrom),
    known: report.isWhole ? 'whole' : report.knownFrom === undefined ? 'nothing' : 'part',
    versions: report.versions,
    notAtWork: absences.map(({ from, until, why }) => ({ from: time(from), until: time(until), why })),
    clockMoved: clockMoves.map(({ at, seconds }) => ({ at: time(at), seconds })),
    journalSetAside: report.journalsSetAside.map(time),
    roots: report.roots,
    destinations: report.destinations,
    runs: runs.map(runJson),
    outages: outages.map(({ of, name, from, until, code }) => ({
      of,
      name,
      from: time(from),
      until: time(until),
      code,
    })),
    open: open.map(({ kind, run, root, destination, since, code }) => ({
      kind,
      ...jsonPath(run),
      root,
      destination: destination ?? null,
      since: time(since),
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
    firstSeen: time(firstSeen),
    sealed: sealed && {
      at: time(sealed.at),
      thisMonth: isSealedNow,
      seal: sealed.seal ?? null,
      keyid: sealed.key ?? null,
    },
    troubles: troubles.map(({ at, kind, code, destination }) => ({
      at: time(at),
      kind,
      code: code ?? null,
      destination: destination ?? null,
    })),
    addenda: addenda.map(({ at, files }) => ({ at: time(at), files: files ?? null })),
    destinations: places.map(({ destination, readings }) => ({
      name: destination,
      readings: readings.map(({ at, kind, code, files }) => ({
        at: time(at),
        kind,
        equal: code === undefined,
        code: code ?? null,
        files: files ?? null,
      })),
    })),
  };
}

function time(date: Date | undefined): string | null {
  return date?.toISOString() ?? null;
}
