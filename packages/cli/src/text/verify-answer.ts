import type { VerifyResult } from '@seqwarden/agent/verify';
import {
  addendumFolder,
  type Difference,
  displayPath,
  ERRORS,
  type Finding,
  isProofAlone,
  jsonPath,
  keyFingerprint,
  type SealPredicate,
  type TrustedKey,
} from '@seqwarden/proof';
import {
  type ContentClass,
  classify,
  counted,
  describeGroup,
  type Location,
  type LocationGroup,
  LocationTally,
  locate,
} from '@seqwarden/runfolder';
import { factText, table } from './facts.ts';
import { laterLines, logJson, logNote, placeText, registerJson, registerLines } from './log-standing.ts';
import { oneLine } from './one-line.ts';

/** Everything that `verify` has to say, before it is put into words or JSON (FORMATS.md 10). */
export interface Answer {
  readonly result: VerifyResult;
  readonly seal: SealPredicate | undefined;
  readonly key: TrustedKey | undefined;
  readonly byKind: ReadonlyMap<Difference['kind'], readonly Difference[]>;
  readonly byClass: ReadonlyMap<ContentClass, number>;
  readonly groups: readonly LocationGroup[];
}

const MOST_LISTED = 1000;
const MOST_SHOWN = 20;

export function answerOf(result: VerifyResult): Answer {
  const { check, verdict } = result;
  const tally = new LocationTally();
  const byClass = new Map<ContentClass, number>();
  for (const difference of verdict.differences) {
    tally.add(locate(placeOf(difference)));
    const name = classify(placeOf(difference));
    byClass.set(name, (byClass.get(name) ?? 0) + 1);
  }
  return {
    result,
    seal: check.seal,
    key: check.key,
    byKind: Map.groupBy(verdict.differences, one => one.kind),
    byClass,
    groups: tally.groups(),
  };
}

/** A renamed file is told by the place that it was sealed at, an amended one by that of the file that it amends. */
function placeOf(difference: Difference): string {
  return (difference.from ?? difference.path).replace(AMENDED, '');
}

const AMENDED = /^Custody\/addenda\/\d{4}\/files\//;

export function answerJson({ result, seal, key, byKind, byClass, groups }: Answer): object {
  const { verdict, check } = result;
  return {
    answer: verdict.answer,
    exit: verdict.exit,
    codes: verdict.codes,
    unchangedSince: verdict.answer === 'unchanged' ? (seal?.sealedAt ?? null) : null,
    sealedAt: seal?.sealedAt ?? null,
    made: seal?.made ?? null,
    kind: seal?.kind ?? null,
    generation: seal?.generation ?? null,
    previousSeal: seal?.previousSeal ?? null,
    derivedFrom: seal?.derivedFrom ?? null,
    seal: check.identity ?? null,
    key: key ? { keyid: key.keyid, fingerprint: keyFingerprint(key.keyid), label: key.label } : null,
    run: seal ? { id: seal.run.id, instrument: seal.instrument, simulated: seal.simulated } : null,
    completion: seal?.completion ?? null,
    addenda: result.addenda.map(({ number, identity, predicate, key, log }) => ({
      number,
      addendum: identity,
      sealedAt: predicate.sealedAt,
      keyid: key.keyid,
      added: predicate.added,
      amended: predicate.amended,
      ...logJson(log),
    })),
    log: logNote(check.log, result.register),
    ...logJson(check.log),
    register: registerJson(result.register),
    counts: {
      unchanged: result.unchanged,
      unchangedAddenda: result.unchangedAddenda,
      ...Object.fromEntries(KINDS.map(kind => [camelCase(kind), byKind.get(kind)?.length ?? 0])),
      tolerated: verdict.tolerated.length,
      notCarried: result.notCarried,
    },
    byClass: Object.fromEntries(byClass),
    groups,
    differences: verdict.differences.slice(0, MOST_LISTED).map(differenceJson),
    more: Math.max(0, verdict.differences.length - MOST_LISTED),
    tolerated: verdict.tolerated.slice(0, MOST_LISTED).map(differenceJson),
    findings: result.findings.map(({ code, message }) => ({ code, message, advice: ERRORS[code].advice })),
  };
}

const KINDS: readonly Difference['kind'][] = [
  'changed',
  'missing',
  'added',
  'renamed',
  'not a file',
  'unreadable',
];

function camelCase(kind: string): string {
  return kind.replace(/ (\w)/g, (_, letter: string) => letter.toUpperCase());
}

function differenceJson(difference: Difference): object {
  const place = locate(placeOf(difference));
  return {
    kind: difference.kind,
    class: classify(placeOf(difference)),
    ...jsonPath(difference.path),
    ...(difference.from !== undefined && { from: jsonPath(difference.from) }),
    ...(difference.found !== undefined && { found: difference.found }),
    ...(place && locationJson(place)),
  };
}

function locationJson({ lane, cycle, surface, tile }: Location): object {
  return {
    ...(lane !== undefined && { lane }),
    ...(cycle !== undefined && { cycle }),
    ...(surface !== undefined && { surface }),
    ...(tile !== undefined && { tile }),
  };
}

export function answerText(answer: Answer): string {
  const { result, seal, key } = answer;
  const rows: [string, string][] = [];
  if (seal) {
    rows.push(['run', `${factText(seal.run.id)}${seal.simulated ? '  (simulated)' : ''}`]);
    rows.push([
      'sealed',
      `${seal.sealedAt}, ${seal.made}, generation ${seal.generation}, run ${seal.completion.state}`,
    ]);
  }
  if (seal?.derivedFrom) rows.push(['source', `the run with the seal ${seal.derivedFrom}`]);
  if (seal?.previousSeal) rows.push(['before', `the seal ${seal.previousSeal}, which this one replaces`]);
  if (key)
    rows.push([
      'key',
      `${keyFingerprint(key.keyid)}  (${oneLine(key.label)}); compare it with your quality manual`,
    ]);
  rows.push(...addendaRows(result));
  if (seal && key)
    for (const line of registerLines(result.check.log, result.register)) rows.push(['register', line]);
  for (const line of result.register ? laterLines(result.register) : []) rows.push(['said', line]);
  return `${headline(answer)}\n${rows.length > 0 ? table(rows) : ''}${findingsText(result.findings)}${differencesText(answer)}`;
}

const MOST_ADDENDA_SHOWN = 20;

/** Amended is no bad news, but always said. The newest ones are shown where there are many. */
function addendaRows({ addenda, check }: VerifyResult): [string, string][] {
  const rows = addenda.slice(-MOST_ADDENDA_SHOWN).flatMap(({ number, predicate, key, log }) => {
    const { added, amended, sealedAt } = predicate;
    const by = key.keyid === check.key?.keyid ? '' : `, by the key ${keyFingerprint(key.keyid)}`;
    const which = `addendum ${addendumFolder(number)} of ${sealedAt}${by}${placeText(log)}`;
    const said = [
      ...(added.files > 0 ? [`added after the seal: ${counted(added.files, 'file')}`] : []),
      ...(amended.files > 0 ? [`amended after the seal: ${counted(amended.files, 'file')}`] : []),
    ];
    if (said.length === 0) said.push('links or folders added after the seal');
    return said.map((what): [string, string] => ['later', `${what}, ${which}`]);
  });
  const more = addenda.length - MOST_ADDENDA_SHOWN;
  return more > 0
    ? [['later', `${counted(more, 'older addendum', 'older addenda')} before these`], ...rows]
    : rows;
}

function headline({ result, seal }: Answer): string {
  const { answer } = result.verdict;
  if (answer === 'unchanged')
    return `unchanged since ${seal?.sealedAt}: ${counted(result.unchanged, 'file')}`;
  if (result.verdict.codes.join() === 'INCOMPLETE') {
    return `unchanged since ${seal?.sealedAt}: ${counted(result.unchanged, 'file')}; but the run was sealed incomplete [INCOMPLETE]`;
  }
  if (isProofAlone(result.verdict, result.check)) {
    const files = `${counted(result.unchanged, 'file')} ${result.unchanged === 1 ? 'is' : 'are'} as sealed on ${seal?.sealedAt}`;
    const codes = `[${result.verdict.codes.join(', ')}]`;
    return answer === 'changed'
      ? `PROOF BAD: ${files}; the proof from the register does not hold ${codes}`
      : `cannot tell: ${files}, but the proof from the register is missing or not enough ${codes}`;
  }
  if (answer === 'changed')
    return `CHANGED: this is not what was sealed [${result.verdict.codes.join(', ')}]`;
  return `cannot tell whether the run was changed [${result.verdict.codes.join(', ')}]`;
}

function findingsText(findings: readonly Finding[]): string {
  return findings
    .map(({ code, message }) => `${oneLine(message)} [${code}]\n  ${ERRORS[code].advice}\n`)
    .join('');
}

function differencesText({ result, byKind, byClass, groups }: Answer): string {
  const { differences, tolerated } = result.verdict;
  const notes = [
    tolerated.length > 0 ? `tolerated by the site policy: ${counted(tolerated.length, 'difference')}\n` : '',
    result.notCarried > 0
      ? `in the seal, but not carried along: ${counted(result.notCarried, 'link or empty folder', 'links or empty folders')}\n`
      : '',
  ].join('');
  if (differences.length === 0) return notes;
  const kinds = KINDS.filter(kind => byKind.has(kind)).map(kind => `${byKind.get(kind)?.length} ${kind}`);
  const classes = [...byClass].map(([name, count]) => `${count} ${name}`);
  const shown = differences
    .slice(0, MOST_SHOWN)
    .map(
      one =>
        `  ${one.kind.padEnd(11)}${displayPath(one.path)}${one.from === undefined ? '' : `  was ${displayPath(one.from)}`}${one.found === undefined ? '' : `  (${one.found})`}\n`,
    );
  const more = differences.length > MOST_SHOWN ? `  and ${differences.length - MOST_SHOWN} more\n` : '';
  return `${kinds.join(', ')}; by class: ${classes.join(', ')}; ${counted(result.unchanged, 'file')} as sealed\n${groups.map(group => `  ${describeGroup(group)}\n`).join('')}${shown.join('')}${more}${notes}`;
}
