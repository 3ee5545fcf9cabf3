import { type Duty, FIRST_STEPS, NO_DECISION } from '@seqwarden/cases/duty';
import type { IncidentState } from '@seqwarden/cases/state';
import { ERRORS } from '@seqwarden/proof';
import { counted } from '@seqwarden/runfolder';
import type { SiteWords } from '../../casework/persons.ts';
import { installedText, ofRegisterText, shortId } from '../../text/case-words.ts';
import { columns } from '../../text/columns.ts';
import { table } from '../../text/facts.ts';
import { oneLine } from '../../text/one-line.ts';
import { putText } from '../../text/put-answer.ts';
import { wrapped } from '../../text/wrapped.ts';
import { type Candidate, type Candidates, windowsOf } from './candidates.ts';
import type { RunHold } from './hold-runs.ts';

export function firstStepsText(): string {
  const steps = FIRST_STEPS.map((step, at) => wrapped(`${at + 1}. `, step));
  return `DO THIS AT ONCE, whatever this command says below:\n${steps.join('')}\n`;
}

const VERIFIED_WORDS: Readonly<Record<Candidate['verified'], string>> = {
  unchanged: 'unchanged since it was sealed',
  changed: 'CHANGED',
  not_checked: 'not verified now: run `verify` on it',
  not_sealed: 'not sealed: nobody can tell',
  cannot_tell: 'nobody can tell whether it was changed',
};

const MOST_SHOWN = 50;

export function candidatesText({ runs, unread }: Candidates): string {
  const rows = runs
    .slice(0, MOST_SHOWN)
    .map(({ id, flowCell, on, verified }) => [
      `  ${oneLine(id ?? 'id unknown')}`,
      oneLine(flowCell ?? ''),
      on ?? 'day unknown',
      VERIFIED_WORDS[verified],
    ]);
  const more = runs.length > MOST_SHOWN ? `  and ${runs.length - MOST_SHOWN} more; --json lists all\n` : '';
  const head =
    'of the same instruments in the time in question (candidates: look at each, none is affected for certain)';
  const missing = unread.map(one => `  could not be read, and may hide some: ${oneLine(one)}\n`).join('');
  return runs.length + unread.length === 0 ? '' : `\n${head}\n${columns(rows)}${more}${missing}`;
}

/** `isAsked`: destinations were named. */
export function holdsText(
  holds: readonly RunHold[],
  withoutName: number,
  isAsked: boolean,
  runs: number,
): string {
  const lines = holds.map(({ folder, hold, places, error }) =>
    hold === null
      ? `  NOT HELD: ${oneLine(folder)}${error === null ? '' : `: ${oneLine(error.message)} [${error.code}]\n    ${ERRORS[error.code].advice}`}\n`
      : `  ${oneLine(folder)}: hold ${shortId(hold)}\n${putText(places).replace(/^/gm, '  ').trimEnd()}\n`,
  );
  if (holds.some(({ hold }) => hold === null))
    lines.push(
      '  The incident is entered: do not open it anew. Put right what stands here, then `seqwarden hold RUN --reason TEXT` with --config or --at, for each of these.\n',
    );
  if (!isAsked && runs > 0)
    lines.push(
      '  NOTHING IS HELD: no destination is named. Run `seqwarden hold RUN --reason TEXT` with --config or --at for each affected run, now.\n',
    );
  if (runs === 0)
    lines.push(
      '  NOTHING IS HELD: no run is named. Find those that are meant, and name each with `seqwarden incident extend INCIDENT --run RUN`, with --config or --at.\n',
    );
  if (isAsked && withoutName > 0)
    lines.push(
      `  NOT HELD: ${counted(withoutName, 'run')} whose folder is not known; name it with \`hold\`\n`,
    );
  return lines.length === 0 ? '' : `\nmust not be deleted\n${lines.join('')}`;
}

export function runsText({ runs }: Pick<IncidentState, 'runs'>): string {
  const rows = runs
    .slice(0, MOST_SHOWN)
    .map(({ id, flowCell, seal }) => [
      `  ${oneLine(id ?? 'id unknown')}`,
      flowCell === null ? 'flow cell unknown' : `flow cell ${oneLine(flowCell)}`,
      seal === null ? 'no seal known here' : `seal ${seal.slice(0, 16)}`,
    ]);
  const more = runs.length > MOST_SHOWN ? `  and ${runs.length - MOST_SHOWN} more; --json lists all\n` : '';
  return runs.length === 0 ? '' : `\naffected runs\n${columns(rows)}${more}`;
}

/** What of the data is at hand; undefined: nothing says what the duty is. */
export type DutyOf = (id: string) => Duty | undefined;

/** `isBrief`: without the questions, so that what is to be done at once stays on the screen. */
export function dutiesText({ duties }: IncidentState, dutyOf: DutyOf, day: string, isBrief = false): string {
  if (duties.length === 0) return '';
  const lines = duties.map(one => {
    const duty = dutyOf(one.duty);
    const head = `  ${oneLine(one.duty)}: ${duty === undefined ? 'what it is stands in a file of duties that is not at hand' : oneLine(duty.title)}`;
    const beside = elsewhereLines(one)
      .map(line => `    ${line}\n`)
      .join('');
    return `${head}\n    ${dutyStanding(one, day)}\n${beside}${duty === undefined || one.decision !== null || isBrief ? '' : dutyHelp(duty)}`;
  });
  return `\nmay have to be reported\n${wrapped('  ', NO_DECISION)}${lines.join('')}`;
}

/** Duties are those of the day on which it was opened: what the site added since is not forgotten. */
export function lackingText({ id, duties }: IncidentState, ofSite: readonly Duty[]): string {
  const known = new Set(duties.map(({ duty }) => duty));
  const lacking = ofSite.filter(duty => !known.has(duty.id));
  if (lacking.length === 0) return '';
  const names = [...new Set(lacking.map(({ jurisdiction }) => jurisdiction))].sort();
  const options = names.map(name => `--jurisdiction ${oneLine(name)}`).join(' ');
  const ids = lacking.map(duty => oneLine(duty.id)).join(', ');
  return wrapped(
    '  ',
    `not asked here, but of the jurisdictions that the site means now: ${ids}; seqwarden incident extend ${shortId(id)} ${options} adds them`,
  );
}

export function dutyStanding(
  { decideBy, decision, reported }: IncidentState['duties'][number],
  day: string,
): string {
  if (decision === null) {
    const late = decideBy !== null && decideBy < day ? ', OVERDUE' : '';
    return decideBy === null
      ? 'a person has to decide it; no day is set'
      : `a person has to decide it; if it is to be reported, by ${decideBy}${late}`;
  }
  const why = oneLine(decision.reason);
  if (decision.answer === 'do_not_report') return `decided not to report: ${why}`;
  const by = decision.reportBy === null ? '' : ` by ${decision.reportBy}`;
  if (reported !== null) {
    const late =
      decision.reportBy !== null && reported.sentOn > decision.reportBy ? `, LATE: it was due${by}` : '';
    return `reported on ${reported.sentOn}${late}; the document is ${reported.document.slice(0, 16)}`;
  }
  const late = decision.reportBy !== null && decision.reportBy < day ? ', OVERDUE' : '';
  return `decided to report${by}${late}: ${why}`;
}

/** What other registers say of it, which ends nothing here. */
function elsewhereLines({ elsewhere }: IncidentState['duties'][number]): string[] {
  const decided = elsewhere.decisions.map(({ record, answer, reportBy, reason }) => {
    const by = reportBy === null ? '' : ` by ${reportBy}`;
    const what = answer === 'report' ? `to report${by}` : 'not to report';
    return `the register ${shortId(record.log)} decided ${what}: ${oneLine(reason)}`;
  });
  const reported = elsewhere.reported.map(
    ({ record, sentOn, document }) =>
      `the register ${shortId(record.log)} reported on ${sentOn}; the document is ${document.slice(0, 16)}`,
  );
  return [...decided, ...reported];
}

function dutyHelp({ obligation, applies, questions, documents, source, isGeneralKnowledge }: Duty): string {
  const doubt = isGeneralKnowledge ? ' (look it up before you rely on it)' : '';
  return [
    wrapped('    ', oneLine(`${obligation}: ${applies}`)),
    ...questions.map(question => wrapped('    - ', oneLine(question))),
    wrapped('    ', oneLine(`to complete and send by a person: ${documents.join('; ')}`)),
    wrapped('    ', oneLine(`source: ${source}${doubt}`)),
  ].join('');
}

export function incidentHead(
  incident: IncidentState,
  keepUntil: string | null,
  { nameOf, dayOf }: SiteWords,
  own: string = incident.opened.record.log,
): string {
  const { id, opened, standing, installed, history } = incident;
  const { says, record } = opened;
  const windows = windowsOf(incident).map(({ from, until }) => `${from ?? '?'} to ${until ?? '?'}`);
  const rows: [string, string][] = [
    ['incident', `${id} (${standing})`],
    ['opened', `${dayOf(record.statedAt)} by ${nameOf(record.signer)}${ofRegisterText(record.log, own)}`],
    ['aware since', says.awareOn ?? 'unknown'],
    ['what was seen', oneLine(says.reason)],
    ...history.flatMap(({ says: one, record: { statedAt, log } }): [string, string][] =>
      one.action === 'extended' || one.action === 'closed'
        ? [[one.action, `${dayOf(statedAt)}${ofRegisterText(log, own)}: ${oneLine(one.reason)}`]]
        : [],
    ),
    ...(windows.length > 0 ? [['may have happened', windows.join('; ')] as [string, string]] : []),
    ...(says.case === null ? [] : [['case', shortId(says.case)] as [string, string]]),
    ...(installed.length > 0
      ? [['instruments', installed.map(installedText).join(', ')] as [string, string]]
      : []),
    ['keep all on it', keepUntil === null ? 'no duty says how long' : `until ${keepUntil} at least`],
  ];
  return `${oneLine(says.title ?? '')}\n${table(rows)}`;
}
