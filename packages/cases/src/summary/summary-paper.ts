import type { Block, Paper } from '../paper/index.ts';
import { casesOfMatter, titleOf as caseTitle, registersOf } from '../reduce/index.ts';
import type {
  CaseState,
  DutyDecision,
  DutyReport,
  IncidentState,
  NoticeState,
  RecordRef,
  State,
} from '../state/index.ts';
import { byWhom, instrument, personName, short, vulnerabilityName } from './describe.ts';
import { itemBlocks } from './item-blocks.ts';
import type { Observed } from './observed.ts';
import { OUTCOME } from './words.ts';
import { dayIn, type Zone } from './zone.ts';

/** Of which state of a register the records are. */
export interface SummaryHead {
  readonly origin: string;
  readonly size: number;
}

export const SUMMARY_LANGUAGE = 'en';

/** What a quality manager reads of an export. All of it follows from the records in it, but for what `observed` tells. Pure. */
export function summaryPaper(state: State, observed: Observed, heads: readonly SummaryHead[]): Paper {
  const { about, id, exportedAt, zone, simulated } = observed;
  const incidents = state.incidents.filter(one => about === 'incident' && one.id === id);
  const ofCase = new Set(casesOfMatter(state, observed));
  const matters = state.cases.filter(one => ofCase.has(one.id));
  const items = state.items.filter(({ cases }) => cases.some(one => ofCase.has(one)));
  const titles = matters.map(({ openings }) => caseTitle(openings)).filter(one => one !== '');
  const title = titleOf(incidents) || titles[0] || 'Export';
  const asOf = heads.map(({ origin, size }) => `${origin} at ${size} records`);
  return {
    title,
    language: SUMMARY_LANGUAGE,
    running: `${simulated === undefined ? '' : 'SIMULATED: '}${about} ${short(id)}, exported ${dayIn(zone, exportedAt)}`,
    blocks: [
      ...simulatedBlocks(observed),
      { kind: 'facts', facts: factsOf(state, observed, matters) },
      ...matters.flatMap(matter => documents(matter, observed)),
      ...section('Where each installation stands', [
        {
          kind: 'table',
          head: ['Instrument', 'Vulnerability', 'State'],
          rows: items.map(item => [
            instrument(item.installed),
            vulnerabilityName(item.vulnerability),
            item.remediation.replace('_', ' '),
          ]),
        },
      ]),
      ...items.flatMap(item => itemBlocks(item, state, observed)),
      ...notices(
        state.notices.filter(one => ofCase.has(one.case)),
        observed,
      ),
      ...state.incidents.flatMap(one => incidentBlocks(one, state, observed)),
      ...uncounted(state, observed),
      ...limits(observed, asOf),
    ],
  };
}

/** A practice must not be read as what happened. */
function simulatedBlocks({ simulated }: Observed): Block[] {
  return simulated === undefined
    ? []
    : [
        {
          kind: 'paragraph',
          text: `SIMULATED: the simulator made the runs of ${simulated.join(', ')}. What is told of them never happened.`,
          emphasis: 'strong',
        },
      ];
}

/** Of several incidents of one id each has its own. */
function titleOf(incidents: readonly IncidentState[]): string {
  return [...new Set(incidents.flatMap(({ opened }) => opened.says.title ?? []))].join('; ');
}

function factsOf(state: State, observed: Observed, matters: readonly CaseState[]): [string, string][] {
  return [
    ['What', `${observed.about} ${observed.id}`],
    ...matters.flatMap(matter => standingOf(matter, observed)),
    ['About', matters.flatMap(({ vulnerabilities }) => vulnerabilities.map(vulnerabilityName)).join(', ')],
    ...observed.persons.map(({ name, meaning }): [string, string] => [`Signature of ${name}`, meaning]),
    ['Instruments', String(new Set(state.items.map(({ installed }) => installed.serial)).size)],
    ...(observed.zone === undefined ? [] : [clocks(observed.zone)]),
  ];
}

/** Where several registers take part, each opens and closes it for itself, and calls it what it likes. */
function standingOf(matter: CaseState, observed: Observed): [string, string][] {
  const { standing, openIn, openings, history } = matter;
  const isShared = registersOf(matter).length > 1;
  const titles = new Map(openings.map(({ record, title }) => [record.identity, title]));
  const where = isShared && openIn.length > 0 ? ` in the register ${openIn.map(short).join(', ')}` : '';
  return [
    ['Stands', `${standing}${where}`],
    ...history.map(({ record, action, reason }): [string, string] => {
      const why = reason ?? (openings.length > 1 ? titles.get(record.identity) : undefined);
      const by = `${byWhom(observed, record)}${isShared ? `, register ${short(record.log)}` : ''}`;
      return [action, `${by}${why === undefined ? '' : `: ${why}`}`];
    }),
  ];
}

function clocks({ name }: Zone): [string, string] {
  return ['Times', `by the clocks of ${name}, with their offset; records and JSON files have UTC`];
}

function documents({ documents, expected, replies }: CaseState, observed: Observed): Block[] {
  const rows = documents.map(({ says, subject, record }) => [
    says.receivedOn,
    says.channel,
    says.publisher,
    [says.what, says.reference, says.advisory && `${says.advisory.id} version ${says.advisory.version}`]
      .filter(one => one !== null)
      .join(', '),
    subject,
    byWhom(observed, record),
  ]);
  const others = [
    ...replies.map(
      ({ says, record }) => `Answered: ${says.to} on ${says.sentOn} (${byWhom(observed, record)})`,
    ),
    ...expected.map(
      ({ what, publisher, by, standing }) =>
        `Expected: ${what} of ${publisher}${by === null ? '' : ` by ${by}`}: ${standing}`,
    ),
  ];
  if (rows.length === 0 && others.length === 0) return [];
  return section('Documents received', [
    { kind: 'table', head: ['Day', 'Way', 'Sender', 'What', 'SHA-256', 'Taken in by'], rows },
    ...(others.length === 0 ? [] : [{ kind: 'list', ordered: false, items: others } as const]),
    {
      kind: 'paragraph',
      emphasis: 'small',
      text: 'Whether the publisher signed a document is not recorded with it.',
    },
  ]);
}

function notices(all: readonly NoticeState[], observed: Observed): Block[] {
  const rows = all.map(one => {
    const { id, released, standing, attempts, acknowledged } = one;
    const { recipient, acknowledgeBy } = released.says;
    const answeredAt = acknowledged?.record.statedAt ?? observed.exportedAt;
    const isLate = dayIn(observed.zone, answeredAt) > acknowledgeBy;
    const answer = acknowledged === null ? 'nobody yet' : byWhom(observed, acknowledged.record);
    return [
      `${short(id)}${isTwice(one, all) ? `, register ${short(released.record.log)}` : ''}`,
      recipient.length === 64 ? personName(observed.persons, recipient) : 'a person without a key',
      [
        standing,
        ...attempts.map(({ outcome, intended }) => `${intended.says.purpose} ${OUTCOME[outcome]}`),
      ].join(', '),
      acknowledgeBy,
      `${answer}${isLate && standing === 'released' ? ': DEADLINE MISSED' : ''}`,
    ];
  });
  const head = ['Notice', 'To', 'Released and sent', 'To be acknowledged by', 'Acknowledged'];
  return section('Notices', [{ kind: 'table', head, rows }]);
}

/** Two registers may each have one under one id. */
function isTwice({ id }: { readonly id: string }, all: readonly { readonly id: string }[]): boolean {
  return all.filter(other => other.id === id).length > 1;
}

function incidentBlocks(one: IncidentState, { incidents }: State, observed: Observed): Block[] {
  const { id, standing, opened, history, runs, installed, duties } = one;
  const beside = ({ log }: RecordRef) => (log === opened.record.log ? '' : `register ${short(log)}: `);
  const answerOf = ({ record, answer, reason }: DutyDecision) =>
    `${beside(record)}${answer === 'report' ? 'report' : 'do not report'}: ${reason} (${byWhom(observed, record)})`;
  const sentOf = ({ record, sentOn, document }: DutyReport) =>
    `${beside(record)}sent ${sentOn}, ${short(document)}`;
  const decided = duties.map(({ duty, decideBy, decision, reported, elsewhere }) => [
    duty,
    decideBy ?? '',
    [decision === null ? 'NOT DECIDED' : answerOf(decision), ...elsewhere.decisions.map(answerOf)].join('; '),
    [...(reported === null ? [] : [reported]), ...elsewhere.reported].map(sentOf).join('; '),
  ]);
  return section(`Incident ${short(id)}: ${opened.says.title ?? ''}`, [
    {
      kind: 'facts',
      facts: [
        ['Stands', standing],
        ...(isTwice(one, incidents) ? [['Register', opened.record.log] as const] : []),
        ['Aware on', opened.says.awareOn ?? 'unknown'],
        ['Runs', runs.map(run => run.id ?? run.flowCell ?? short(run.seal ?? '')).join(', ')],
        ['Instruments', installed.map(instrument).join('; ')],
      ],
    },
    {
      kind: 'list',
      ordered: false,
      items: history.map(
        ({ says, record }) => `${beside(record)}${says.action}: ${says.reason} (${byWhom(observed, record)})`,
      ),
    },
    { kind: 'table', head: ['Duty', 'To be decided by', 'Decision of a person', 'Report'], rows: decided },
  ]);
}

function uncounted({ uncounted: all }: State, observed: Observed): Block[] {
  const items = all.map(
    ({ identity, kind, signer, why, by }) =>
      `${short(identity)}, ${kind ?? 'unreadable'}, ${signer === null ? 'nobody' : personName(observed.persons, signer)}: ${why}${by === null ? '' : `, by record ${short(by)}`}`,
  );
  return items.length === 0
    ? []
    : section('Records that do not count', [{ kind: 'list', ordered: false, items }]);
}

function limits({ missing, unread }: Observed, asOf: readonly string[]): Block[] {
  const gone = missing.map(({ sha256, code }) => `NOT IN THIS EXPORT: the file ${sha256} [${code}]`);
  return section('Limits', [
    ...[...gone, ...unread].map((text): Block => ({ kind: 'paragraph', text, emphasis: 'strong' })),
    {
      kind: 'list',
      ordered: false,
      items: [
        `All of this is as of these registers: ${asOf.join('; ')}. What was recorded later is not in it.`,
        'That no record was left out is not proven by this export: only the register shows it, to whoever reads it as a whole.',
        'It is made of signed records, which are in the folder records. Days and times are what their makers stated; a register shows their order alone.',
        'Windows of exposure, the runs in them, and whether copies go on, are no records: they are what was found when this was exported.',
        'Notices themselves name persons and are not in it; their digests are in the records.',
      ],
    },
  ]);
}

export function section(text: string, blocks: readonly Block[]): Block[] {
  const full = blocks.filter(one => one.kind !== 'table' || one.rows.length > 0);
  return full.length === 0 ? [] : [{ kind: 'heading', level: 1, text }, ...full];
}
