import type { DestinationStatus, RunStatus, StatusReport, Wait } from '@seqwarden/agent/service/status';
import { displayPath, ERRORS } from '@seqwarden/proof';
import { counted } from '@seqwarden/runfolder';
import { columns } from './columns.ts';
import { oneLine } from './one-line.ts';
import { humanBytes } from './progress.ts';

/** For people: a line for each run and all destinations where it stands the same, then what waits for a person and what they can do. */
export function statusText({ agent, runs }: StatusReport, now: Date): string {
  const head = agentText(agent, now);
  if (runs.length === 0) return `${head}no runs yet\n`;
  const lines = columns([
    ['run', 'at', 'state', 'files', 'bytes', 'a second', 'left', 'waits for'],
    ...runs.flatMap(runRows),
  ]);
  const todo = runs.flatMap(todoText);
  return `${head}\n${lines}${todo.length === 0 ? '' : `\n${todo.join('')}`}`;
}

function agentText(
  { atWork, startedAt, turnAt, isStateFull, register }: StatusReport['agent'],
  now: Date,
): string {
  const turn =
    turnAt === undefined ? 'unknown' : `${minute(turnAt)} (${span(now.getTime() - turnAt.getTime())} ago)`;
  const words = {
    yes: 'at work',
    no: 'not at work',
    unknown: 'perhaps at work, on another machine or in a container',
  };
  const since = atWork === 'yes' && startedAt !== undefined ? ` since ${minute(startedAt)}` : '';
  const full =
    isStateFull === true ? `the state folder is full [STATE_FULL]: ${ERRORS.STATE_FULL.advice}\n` : '';
  const log = register === undefined ? '' : `the register [${register}]: ${ERRORS[register].advice}\n`;
  return `agent: ${words[atWork]}${since}; last turn: ${turn}\n${full}${log}`;
}

/** Destinations of which there is the same to say share a line. */
function runRows({ record, expected, waits, destinations }: RunStatus): string[][] {
  const lack =
    expected !== undefined && expected.present < expected.expected
      ? [`${expected.expected - expected.present} of ${expected.expected} expected files`]
      : [];
  const ofRun = [...waits.map(waitText), ...lack];
  const name = displayPath(record.name) || '.';
  if (destinations.length === 0) return [[name, '', record.state, '', '', '', '', ofRun.join(', ')]];
  const same = Map.groupBy(destinations, one => JSON.stringify([...cells(one), ...one.waits.map(waitText)]));
  return [...same.values()].map((group, at) => {
    const [first] = group;
    const names = group.map(one => oneLine(one.name)).join(', ');
    const all = [...(at === 0 ? ofRun : []), ...(first?.waits.map(waitText) ?? [])];
    return [at === 0 ? name : '', names, ...(first === undefined ? [] : cells(first)), all.join(', ')];
  });
}

function cells({ state, done, all, bytesPerSecond, secondsLeft }: DestinationStatus): string[] {
  const isDone = state === 'sealed' || state === 'confirmed' || state === 'quarantined';
  return [
    state,
    of(done?.files, all?.files, String),
    of(done?.bytes, all?.bytes, humanBytes),
    isDone ? '' : bytesPerSecond === undefined ? '?' : humanBytes(bytesPerSecond),
    isDone ? '' : secondsLeft === undefined ? '?' : span(secondsLeft * 1000),
  ];
}

/** `37 of 50`; one figure where both are the same, `?` for what is unknown. */
function of(done: number | undefined, all: number | undefined, text: (value: number) => string): string {
  if (done !== undefined && done === all) return text(done);
  return `${done === undefined ? '?' : text(done)} of ${all === undefined ? '?' : text(all)}`;
}

function waitText({ why, code, detail, files }: Wait): string {
  switch (why) {
    case 'person':
      return `a person: ${code ?? detail ?? 'unknown'}`;
    case 'not-over':
      return `its end: ${detail ?? 'unknown'}`;
    case 'source':
      return `its source: ${code ?? detail ?? 'unknown'}`;
    case 'register':
      return `the register: ${code ?? detail ?? 'unknown'}`;
    case 'quiet':
      return `${counted(files ?? 0, 'file')} to be quiet and copied`;
    case 'late':
      return 'late files';
    case 'analysis':
      return 'late files: the end of an onboard analysis';
    case 'limit':
      return 'the hours of its limit';
    case 'no-room':
      return 'free space';
    case 'state-folder':
      return 'free space where the state folder lies';
    case 'lock':
      return 'the lock of the run, which another holds';
    case 'proof':
      return `the proof of its seal: ${code ?? 'unknown'}`;
    case 'disposed':
      return 'nothing: disposed of';
    case 'destination-down':
      return `the destination: ${code ?? detail ?? 'unknown'}`;
  }
}

function todoText({ record, waits, destinations }: RunStatus): string[] {
  const all = [...waits, ...destinations.flatMap(one => one.waits)].filter(({ why }) => why === 'person');
  if (all.length === 0) return [];
  const name = displayPath(record.name) || '.';
  const why = all.map(({ code, since }) => {
    const when = since === undefined ? '' : ` since ${minute(since)}`;
    return `  ${code === undefined ? 'set aside' : `[${code}]`}${when}. ${code === undefined ? '' : ERRORS[code].advice}\n`;
  });
  return [
    `${name} waits for a person:\n${[...new Set(why)].join('')}  Then: seqwarden release ${forShell(name)}\n`,
  ];
}

/** Instruments choose names, and people paste commands. */
function forShell(name: string): string {
  return /^[\w.-]+$/.test(name) ? name : `'${name.replaceAll("'", `'\\''`)}'`;
}

function minute(date: Date): string {
  return `${date.toISOString().slice(0, 16)}Z`;
}

/** `5 s`, `3 min`, `2 h 5 min`, `4 d 3 h`. */
function span(ms: number): string {
  const seconds = Math.max(0, Math.round(ms / 1000));
  if (seconds < 60) return `${seconds} s`;
  const minutes = Math.round(seconds / 60);
  if (minutes < 60) return `${minutes} min`;
  const hours = Math.floor(minutes / 60);
  if (hours < 48) return `${hours} h ${minutes % 60} min`;
  return `${Math.floor(hours / 24)} d ${hours % 24} h`;
}
