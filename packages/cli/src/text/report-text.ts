import type { Check, MonthReport, ReadingOfMonth, RunOfMonth, TroubleOfMonth } from '@seqwarden/agent/report';
import { displayPath, keyFingerprint } from '@seqwarden/proof';
import { counted } from '@seqwarden/runfolder';
import { columns } from './columns.ts';
import { table } from './facts.ts';

/** The report for people, as it is printed and filed. All times are UTC. */
export function reportText(report: MonthReport, version: string): string {
  const isKnown = report.knownFrom !== undefined;
  const { runs } = report;
  const parts = [
    head(report, version),
    ...(isKnown ? [counts(report)] : []),
    ...(isKnown || runs.length > 0 ? [section('Runs', runs.map(runText))] : []),
    ...(isKnown ? [section('Places that could not be used', outageLines(report))] : []),
    ...(isKnown ? [section(`Open at ${minute(report.until)}`, openLines(report))] : []),
    ...(report.checks === undefined ? [] : [checkText(report.checks)]),
  ];
  return parts.join('\n');
}

function head(report: MonthReport, version: string): string {
  const { month, from, until, writtenAt, versions, absences, clockMoves, journalsSetAside } = report;
  const rows: (readonly [string, string])[] = [
    ['from', `${minute(from)} until ${minute(until)}, all times UTC`],
    ['written', `${minute(writtenAt)} by seqwarden ${version}`],
    ['known', knownText(report)],
    ['at work', versions.length === 0 ? 'unknown' : versions.map(one => `seqwarden ${one}`).join(', ')],
    ...absences.map(
      ({ from: gone, until: back, why }) =>
        [
          'not at work',
          `${minute(gone)} to ${minute(back)}  ${WHY.get(why) ?? `ended by an error [${why}]`}`,
        ] as const,
    ),
    ...clockMoves.map(
      ({ at, seconds }) =>
        [
          'clock',
          `${minute(at)}  moved by ${seconds} s, or the machine slept: times before are as they were noted`,
        ] as const,
    ),
    ...journalsSetAside.map(
      at =>
        [
          'journal',
          `${minute(at)}  it was damaged and set aside: what it had of the time before is not in here`,
        ] as const,
    ),
  ];
  return `Copy service, report on ${month}\n\n${table(rows)}`;
}

const WHY: ReadonlyMap<string, string> = new Map([
  ['stopped', 'stopped by somebody'],
  ['unrecorded', 'why is unknown: nothing was recorded'],
]);

function knownText({ isWhole, knownFrom }: MonthReport): string {
  if (isWhole) return 'all of the month';
  return knownFrom === undefined
    ? 'nothing: the journal has no record of this month; which does not say that nothing happened'
    : `from ${minute(knownFrom)} on; what was before is unknown`;
}

function counts({ roots, destinations }: MonthReport): string {
  const ofRoots = roots.map(one => [one.root, one.seen, one.sealed, one.alarmed, one.quarantined, one.stale]);
  const ofPlaces = destinations.map(one => [
    one.root,
    one.destination,
    one.confirmed,
    one.reverified,
    one.failed,
  ]);
  return [
    columns([['runs', 'seen', 'sealed', 'with alarms', 'set aside', 'stale'], ...ofRoots]),
    columns([['runs', 'destination', 'read back', 'read again', 'differed'], ...ofPlaces]),
  ].join('\n');
}

function section(title: string, entries: readonly string[]): string {
  return `${title}\n${entries.length === 0 ? '  none\n' : entries.join('')}`;
}

function runText({ name, root, firstSeen, sealed, troubles, addenda, places }: RunOfMonth): string {
  const rows: (readonly [string, string])[] = [
    ['    seen', minute(firstSeen)],
    ['    sealed', sealedText(sealed)],
    ...troubles.map(one => ['    !', troubleText(one)] as const),
    ...addenda.map(({ at, files }) => ['    later', addendumText(at, files)] as const),
    ...places.flatMap(({ destination, readings }) =>
      readings.map(one => [`    ${destination}`, readingText(one)] as const),
    ),
  ];
  return `  ${displayPath(name)}  (${root})\n${table(rows)}`;
}

function sealedText(sealed: RunOfMonth['sealed']): string {
  if (sealed === undefined) return 'not in this month';
  const when = sealed.at === undefined ? 'before what is kept' : minute(sealed.at);
  const seal = sealed.seal === undefined ? 'unknown' : keyFingerprint(sealed.seal);
  const key = sealed.key === undefined ? 'unknown' : keyFingerprint(sealed.key);
  return `${when}  seal ${seal}, key ${key}`;
}

function addendumText(at: Date, files: number | undefined): string {
  return `${minute(at)}  ${files === undefined ? 'files' : counted(files, 'file')} came after the seal, signed by an addendum`;
}

function troubleText({ at, kind, code, destination }: TroubleOfMonth): string {
  const where = destination === undefined ? '' : ` at ${destination}`;
  return `${minute(at)}  ${TROUBLE[kind]}${where}${code === undefined ? '' : ` [${code}]`}`;
}

const TROUBLE: Readonly<Record<TroubleOfMonth['kind'], string>> = {
  alarm: 'alarm',
  quarantined: 'set aside: a person has to look',
  stale: 'stale: not finished, and nothing was written to it',
  unsealed: 'finished, and still not sealed',
  released: 'released by a person',
};

function readingText({ at, kind, code, files }: ReadingOfMonth): string {
  const what = kind === 'confirmed' ? 'read back after the seal' : 'read again';
  if (code === undefined)
    return `${minute(at)}  ${what}, all ${files === undefined ? '' : `${files} `}files equal`;
  return `${minute(at)}  ${what}: DIFFERS${files === undefined ? '' : `, ${counted(files, 'file')}`} [${code}]`;
}

function outageLines({ outages }: MonthReport): string[] {
  return outages.map(
    ({ of, name, from, until, code }) =>
      `  ${of} ${name}  ${minute(from)} to ${until === undefined ? 'unknown' : minute(until)}  [${code}]\n`,
  );
}

function openLines({ open }: MonthReport): string[] {
  return open.map(({ kind, run, root, destination, since, code }) => {
    const where = destination === undefined ? '' : ` at ${destination}`;
    const when = since === undefined ? '' : ` since ${minute(since)}`;
    return `  ${displayPath(run)}  (${root})  ${OPEN[kind]}${where}${when}${code === undefined ? '' : ` [${code}]`}\n`;
  });
}

const OPEN: Readonly<Record<MonthReport['open'][number]['kind'], string>> = {
  quarantined: 'set aside, waits for a person',
  'not-sealed': 'not sealed',
  differs: 'DIFFERS from what was sealed',
  'not-there': 'sealed, and not there yet',
  'not-read-back': 'sealed, never read back',
};

function checkText(checks: readonly Check[]): string {
  const isAsRecorded = ({ verdict, why }: Check) => verdict === 'agrees' && why !== 'disposed';
  const good = checks.filter(isAsRecorded);
  const lines = checks
    .filter(one => !isAsRecorded(one))
    .map(({ run, root, destination, why, code }) => {
      const codes = code === undefined ? '' : ` [${code}]`;
      return `  ${displayPath(run)}  (${root})  at ${destination}: ${CHECK[why]}${codes}\n`;
    });
  const readings = counted(
    good.reduce((sum, { signedReadings }) => sum + signedReadings, 0),
    'signed reading',
  );
  const all = `  ${counted(good.length, 'copy', 'copies')} as recorded, with ${readings} in this month\n`;
  return section('Compared with what is signed at the destinations', [all, ...lines]);
}

const CHECK: Readonly<Record<Check['why'], string>> = {
  sealed: 'as recorded',
  disposed: 'gone, and a person signed that it was disposed of',
  gone: 'NOT THERE',
  unsealed: 'NO SEAL lies with it',
  doubtful: 'its seal DOES NOT VERIFY',
  'other-seal': 'ANOTHER SEAL lies with it than was recorded',
  'reading-not-signed': 'A RECORDED READING HAS NO SIGNED RECORD',
  unknown: 'cannot tell',
};

function minute(date: Date): string {
  return `${date.toISOString().slice(0, 10)} ${date.toISOString().slice(11, 16)}`;
}
