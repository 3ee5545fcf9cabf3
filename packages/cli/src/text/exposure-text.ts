import {
  type AskedAdvisory,
  countVerdicts,
  type ExposureAnswer,
  installedProduct,
  localTime,
  runKey,
  type WindowedFinding,
} from '@seqwarden/advisory/answer';
import type { Installation, Instrument } from '@seqwarden/advisory/inventory';
import type { Verdict } from '@seqwarden/advisory/match';
import { counted } from '@seqwarden/runfolder';
import { adviceOn } from './exposure-advice.ts';
import { oneLine } from './one-line.ts';
import { wrapped } from './wrapped.ts';

/** For people: by instrument, the worst first in each. */
export function exposureText(answer: ExposureAnswer, colours: boolean): string {
  const paint: Paint = colours ? (code, text) => `\x1b[${code}m${text}\x1b[0m` : (_, text) => text;
  const told: Told = {
    answer,
    paint,
    findings: Map.groupBy(answer.findings, ({ finding }) => installedProduct(finding).id),
    silent: new Map(answer.unmatched.map(one => [installedProduct(one).id, one.asked.length])),
    rated: new Map(answer.vulnerabilities.map(one => [one.id, one])),
  };
  return [
    advisoriesText(answer.advisories),
    ...answer.inventory.instruments.map(instrument => instrumentText(instrument, told)),
    unreadText(answer),
    summaryText(answer),
  ].join('');
}

/** The answer, by what it is asked for. */
interface Told {
  readonly answer: ExposureAnswer;
  readonly paint: Paint;
  readonly findings: ReadonlyMap<string, readonly WindowedFinding[]>;
  /** Of how many advisories of its vendor an installation is silent about. */
  readonly silent: ReadonlyMap<string, number>;
  readonly rated: ReadonlyMap<string, ExposureAnswer['vulnerabilities'][number]>;
}

type Paint = (code: number, text: string) => string;

const RED = 31;
const GREEN = 32;
const YELLOW = 33;

/** The people's words for a verdict, its colour, in the order in which they are shown. */
const VERDICTS: Readonly<Record<Verdict, readonly [string, number | null]>> = {
  affected: ['AFFECTED', RED],
  review: ['TO DECIDE', YELLOW],
  fixed: ['fixed', GREEN],
  not_affected: ['not affected', GREEN],
  not_listed: ['the advisory says nothing', null],
};
const ORDER: readonly Verdict[] = ['affected', 'review', 'fixed', 'not_affected', 'not_listed'];

const BUILT_IN =
  "This program's own documents, made of the public facts about the two Illumina advisories; they are not the publisher's. Name the originals, or others, with --advisories.";

function advisoriesText(advisories: readonly AskedAdvisory[]): string {
  const own = advisories.some(one => one.builtIn) ? wrapped('  ', BUILT_IN) : '';
  const damaged = advisories.filter(({ advisory }) => advisory.damaged.length > 0).length;
  const flagged =
    damaged > 0
      ? `  ${counted(damaged, 'advisory', 'advisories')} with damaged text, taken in as it is\n`
      : '';
  return `asked: ${counted(advisories.length, 'advisory', 'advisories')}\n${own}${flagged}`;
}

function instrumentText(instrument: Instrument, told: Told): string {
  const { vendor, model, serial, installations } = instrument;
  const device = oneLine(
    [vendor, model].filter(part => part !== null).join(' ') || 'instrument of an unknown model',
  );
  const which = serial === null ? 'serial unknown' : `serial ${oneLine(serial)}`;
  const also = instrument.aliases.length > 0 ? ` (also ${instrument.aliases.map(oneLine).join(', ')})` : '';
  const status =
    instrument.regulatoryStatus === null ? '' : `, ${instrument.regulatoryStatus.value.toUpperCase()} device`;
  const marks = `${status}${instrument.simulated ? ', simulated' : ''}`;
  const doubts = instrument.doubts.map(({ code, text }) =>
    wrapped('  in doubt: ', `${oneLine(text)} [${code}]`),
  );
  const its = installations.map(one => installationText(instrument, one, told));
  return `\n${device}, ${which}${also}${marks}\n${doubts.join('')}${its.join('')}`;
}

function installationText(instrument: Instrument, installation: Installation, told: Told): string {
  const { id } = installedProduct({ instrument, installation: installation.id });
  const findings = told.findings.get(id) ?? [];
  const silent = told.silent.get(id);
  const dated = installation.runs.flatMap(({ at }) => at ?? []);
  const [first, last] = [dated[0]?.from, dated.at(-1)?.until].map(at => at?.slice(0, 10));
  const span =
    first === undefined || last === undefined ? '' : first === last ? `, ${first}` : `, ${first} to ${last}`;
  const zone = instrument.zone ?? told.answer.zone;
  const groups = Map.groupBy(findings, sameAnswer);
  const sorted = [...groups.values()].sort((a, b) => rank(a) - rank(b));
  return [
    `  ${oneLine(installation.id)}: ${counted(installation.runs.length, 'run')}${span}\n`,
    ...installation.components.flatMap(({ kind, name, states }) => {
      const newest = states.filter(({ current }) => current !== 'no');
      if (kind === 'rta' || newest.length === 0) return [];
      const versions = [...new Set(newest.map(({ version }) => version ?? 'version unknown'))].join(' or ');
      return wrapped('    ', oneLine(`${name ?? NAMES[kind]} ${versions}`));
    }),
    ...sorted.map(group => groupText(group, told, zone)),
    ...(silent === undefined ? [] : [silentText(silent)]),
  ].join('');
}

const NAMES = {
  control: 'control software',
  'universal-copy-service': 'Universal Copy Service',
  'local-run-manager': 'Local Run Manager',
  rta: 'RTA',
  other: 'program',
};

function silentText(asked: number): string {
  return asked === 0
    ? '    no advisory that was asked speaks of this manufacturer\n'
    : `    the advisories say nothing (${counted(asked, 'of this manufacturer was asked', 'of this manufacturer were asked')})\n`;
}

/** What differs in nothing but the vulnerability is told once. */
function sameAnswer({ finding, window }: WindowedFinding): string {
  const { advisory, product, verdict, reasons } = finding;
  return JSON.stringify([advisory.sha256, product, verdict, reasons, window]);
}

function rank([first]: readonly WindowedFinding[]): number {
  return first === undefined ? ORDER.length : ORDER.indexOf(first.finding.verdict);
}

function groupText(
  group: readonly WindowedFinding[],
  { answer, paint, rated }: Told,
  zone: string | null,
): string {
  const [first] = group;
  if (first === undefined) return '';
  const { finding } = first;
  const [word, colour] = VERDICTS[finding.verdict];
  const shown = colour === null ? word : paint(colour, word);
  const ids = group.map(one => oneLine(one.finding.vulnerability) + scoreText(one, rated)).join(', ');
  const own = answer.advisories.some(one => one.builtIn && one.advisory.sha256 === finding.advisory.sha256);
  const source = `${oneLine(finding.advisory.id)}${own ? ' (own document)' : ''}, product ${oneLine(finding.product.name)}`;
  const lines = [`    ${shown}  ${ids}\n`, wrapped('      ', source)];
  if (finding.verdict !== 'not_listed')
    for (const { code, text } of finding.reasons)
      lines.push(wrapped('      why: ', `${oneLine(text)} [${code}]`));
  lines.push(...windowLines(first, zone));
  for (const advice of adviceOn(finding, answer.advisories))
    lines.push(wrapped('      do:  ', oneLine(advice)));
  return lines.join('');
}

function scoreText({ finding }: WindowedFinding, all: Told['rated']): string {
  const rated = all.get(finding.vulnerability);
  const score = rated?.cvss.find(({ advisory }) => advisory === finding.advisory.sha256);
  const points = score?.computed ?? score?.written ?? null;
  const parts = [
    ...(points === null ? [] : [`CVSS ${points.toFixed(1)}`]),
    ...(rated?.epss ? [`EPSS ${(rated.epss.score * 100).toFixed(1)} %`] : []),
    ...(rated?.kev ? ['known to be exploited'] : []),
  ];
  return parts.length === 0 ? '' : ` (${parts.join(', ')})`;
}

const MOST_RUNS_SHOWN = 5;

function windowLines({ finding, window, proofs }: WindowedFinding, zone: string | null): string[] {
  if (window === null || finding.verdict === 'not_affected' || finding.verdict === 'not_listed') return [];
  const from = window.first === null ? 'from an unknown time on' : `from ${moment(window.first, zone)}`;
  const open = window.openStart && window.first !== null ? ', or earlier' : '';
  const until = window.last === null ? 'it goes on' : `until ${moment(window.last, zone)}`;
  const certain = window.runs.filter(run => run.certain).length;
  const doubtful = window.runs.length - certain;
  const runs = `${counted(certain, 'run')} made in this time${doubtful > 0 ? `, ${doubtful} more perhaps` : ''}`;
  return [
    wrapped('      time: ', `${from}${open}; ${until}; ${runs}`),
    ...window.mitigated.map(({ from, until, text }) =>
      wrapped(
        '            ',
        `mitigated from ${moment(from, zone)}${until === null ? ' on' : ` until ${moment(until, zone)}`}: ${oneLine(text)}`,
      ),
    ),
    ...proofLines(window.runs.flatMap(({ source }) => proofs.get(runKey(source)) ?? [])),
    ...runLines(window.runs),
  ];
}

function runLines(runs: NonNullable<WindowedFinding['window']>['runs']): string[] {
  const shown = runs.slice(0, MOST_RUNS_SHOWN).map(({ source, at, certain }) => {
    const name = source.folder ?? source.runId ?? source.seal ?? 'a run without a name';
    const when = at === null ? 'at an unknown time' : at.from.slice(0, 10);
    return `            ${oneLine(name)}, ${when}${certain ? '' : ' (perhaps)'}\n`;
  });
  const more = runs.length - shown.length;
  return more > 0 ? [...shown, `            and ${more} more; --json lists all\n`] : shown;
}

function proofLines(proofs: readonly NonNullable<ReturnType<WindowedFinding['proofs']['get']>>[]): string[] {
  if (proofs.length === 0) return [];
  const count = (which: (proof: (typeof proofs)[number]) => boolean) => proofs.filter(which).length;
  const parts = [
    `${count(one => one.signature === 'good')} with a good signature`,
    `${count(one => one.logEntry !== null)} in the register`,
    `${count(one => one.lastVerified !== null)} read again since`,
    `${count(one => one.signature === 'unsigned')} not sealed`,
    `${count(one => one.signature === 'bad' || one.signature === 'unknown-key')} with a seal that is not good`,
  ];
  const verified = proofs.flatMap(one => one.verified ?? []);
  const answers = (answer: string) => verified.filter(one => one.answer === answer).length;
  if (verified.length > 0)
    parts.push(
      `hashed again now: ${answers('unchanged')} unchanged, ${answers('changed')} CHANGED, of ${answers('cannot_tell')} nobody can tell`,
    );
  return [wrapped('            ', `of these: ${parts.join('; ')}`)];
}

/** UTC, with the site's time beside. */
function moment(at: string, zone: string | null): string {
  const utc = `${at.slice(0, 16).replace('T', ' ')} UTC`;
  return zone === null ? utc : `${utc} (${localTime(at, zone).slice(0, 16).replace('T', ' ')} ${zone})`;
}

const MOST_UNREAD_SHOWN = 20;

function unreadText({ unread, inventory }: ExposureAnswer): string {
  const lines = unread
    .slice(0, MOST_UNREAD_SHOWN)
    .map(({ what, name, code, text }) =>
      wrapped(`  ${what} `, `${oneLine(name)}: ${oneLine(text)} [${code}]`),
    );
  const more = unread.length - lines.length;
  if (more > 0) lines.push(`  and ${more} more; --json lists all\n`);
  const simulated =
    inventory.simulatedLeftOut > 0
      ? `\n${counted(inventory.simulatedLeftOut, 'simulated run')} left out; --simulated takes them in\n`
      : '';
  return (lines.length === 0 ? '' : `\nnot taken in, so not answered:\n${lines.join('')}`) + simulated;
}

function summaryText({ findings, unmatched, inventory }: ExposureAnswer): string {
  const counts = countVerdicts(findings);
  const parts = ORDER.filter(verdict => counts[verdict] > 0).map(
    verdict => `${counts[verdict]} ${VERDICTS[verdict][0]}`,
  );
  const silent =
    unmatched.length > 0 ? [`${counted(unmatched.length, 'system')} of which nobody says anything`] : [];
  const told = [...parts, ...silent];
  const what = told.length === 0 ? 'nothing found' : told.join(', ');
  return `\n${counted(inventory.instruments.length, 'instrument')}, ${counted(findings.length, 'finding')}: ${what}\n`;
}
