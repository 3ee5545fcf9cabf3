import {
  countVerdicts,
  type ExposureAnswer,
  installedProduct,
  type WindowedFinding,
} from '@seqwarden/advisory/answer';
import type { Installation, Instrument } from '@seqwarden/advisory/inventory';
import type { Verdict } from '@seqwarden/advisory/match';
import { counted } from '@seqwarden/runfolder';
import { adviceOn } from './exposure-advice.ts';
import { advisoriesText } from './exposure-asked-text.ts';
import { silenceText } from './exposure-silence.ts';
import { windowLines } from './exposure-window-text.ts';
import { oneLine } from './one-line.ts';
import { passedOverText } from './passed-over-text.ts';
import { wrapped } from './wrapped.ts';

/** For people: by instrument, the worst first in each. */
export function exposureText(answer: ExposureAnswer, colours: boolean): string {
  const paint: Paint = colours ? (code, text) => `\x1b[${code}m${text}\x1b[0m` : (_, text) => text;
  const told: Told = {
    answer,
    paint,
    findings: Map.groupBy(answer.findings, ({ finding }) => installedProduct(finding).id),
    silent: new Map(
      answer.unmatched.flatMap(one =>
        one.findings === 0 ? [[installedProduct(one).id, one.asked.length]] : [],
      ),
    ),
    rated: new Map(answer.vulnerabilities.map(one => [one.id, one])),
  };
  return [
    advisoriesText(answer.advisories),
    ...answer.inventory.instruments.map(instrument => instrumentText(instrument, told)),
    silenceText(answer),
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
  const shownWindows = new Set<string>();
  const advice = new Set(
    sorted.flatMap(([one]) => (one === undefined ? [] : adviceOn(one.finding, told.answer.advisories))),
  );
  return [
    `  ${oneLine(installation.id)}: ${counted(installation.runs.length, 'run')}${span}\n`,
    ...installation.components.flatMap(({ kind, name, states }) => {
      const newest = states.filter(({ current }) => current !== 'no');
      if (kind === 'rta' || newest.length === 0) return [];
      const versions = [...new Set(newest.map(({ version }) => version ?? 'version unknown'))].join(' or ');
      return wrapped('    ', oneLine(`${name ?? NAMES[kind]} ${versions}`));
    }),
    ...sorted.map(group => groupText(group, told, zone, shownWindows)),
    ...(silent === undefined ? [] : [silentText(silent, instrument.vendor)]),
    ...[...advice].map(one => wrapped('    do: ', oneLine(one))),
  ].join('');
}

const NAMES = {
  control: 'control software',
  'universal-copy-service': 'Universal Copy Service',
  'local-run-manager': 'Local Run Manager',
  rta: 'RTA',
  other: 'program',
};

function silentText(asked: number, vendor: string | null): string {
  if (vendor === null)
    return '    its manufacturer is not known, and no advisory that was asked names what is installed\n';
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
  shownWindows: Set<string>,
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
  const overlay = overlayLines(group);
  if (finding.verdict !== 'not_listed' && overlay.length > 0)
    lines.push(wrapped('      read with: ', overlay.join(', ')));
  const window = JSON.stringify(first.window);
  if (first.window !== null && EXPOSED.includes(finding.verdict)) {
    lines.push(
      ...(shownWindows.has(window)
        ? ['      time: as above\n']
        : windowLines(first.window, first.proofs, zone)),
    );
    shownWindows.add(window);
  }
  return lines.join('');
}

function scoreText({ finding }: WindowedFinding, all: Told['rated']): string {
  const rated = all.get(finding.vulnerability);
  const score = rated?.cvss.find(({ advisory }) => advisory === finding.advisory.sha256);
  const points = score?.computed ?? score?.written ?? null;
  const isWrittenOtherwise = (score?.written ?? points) !== points;
  const parts = [
    ...(points === null
      ? []
      : [
          `CVSS ${points.toFixed(1)}${isWrittenOtherwise ? `, written as ${score?.written?.toFixed(1)}` : ''}`,
        ]),
    ...(rated?.epss ? [`EPSS ${(rated.epss.score * 100).toFixed(1)} %`] : []),
    ...(rated?.kev ? ['known to be exploited'] : []),
  ];
  return parts.length === 0 ? '' : ` (${parts.join(', ')})`;
}

/** Of these the time is told: elsewhere it is of no use to people. */
const EXPOSED: readonly Verdict[] = ['affected', 'review', 'fixed'];

const MOST_UNREAD_SHOWN = 20;

function unreadText({ unread, inventory, passedOver }: ExposureAnswer): string {
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
  const passed = passedOverText(passedOver);
  return [
    lines.length === 0 ? '' : `\nnot taken in, so not answered:\n${lines.join('')}`,
    simulated,
    passed === '' ? '' : `\n${passed}`,
  ].join('');
}

function summaryText({ findings, unmatched, inventory }: ExposureAnswer): string {
  const counts = countVerdicts(findings);
  const parts = ORDER.filter(verdict => counts[verdict] > 0).map(
    verdict => `${counts[verdict]} ${VERDICTS[verdict][0]}`,
  );
  const alone = unmatched.filter(one => one.findings === 0).length;
  const silent = alone > 0 ? [`${counted(alone, 'system')} of which nobody says anything`] : [];
  const told = [...parts, ...silent];
  const what = told.length === 0 ? 'nothing found' : told.join(', ');
  return `\n${counted(inventory.instruments.length, 'instrument')}, ${counted(findings.length, 'finding')}: ${what}\n`;
}

/** Ids of our own lines that took part in what is said of the product. */
function overlayLines(group: readonly WindowedFinding[]): readonly string[] {
  const ids = group.flatMap(({ finding }) =>
    finding.evidence.flatMap(({ product, overlay }) => (product.id === finding.product.id ? overlay : [])),
  );
  return [...new Set(ids)].sort();
}
