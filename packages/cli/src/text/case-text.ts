import { isOverIn, titleIn } from '@seqwarden/cases/reduce';
import type {
  CaseState,
  IncidentState,
  ItemState,
  NoticeState,
  Task,
  Uncounted,
} from '@seqwarden/cases/state';
import { counted } from '@seqwarden/runfolder';
import type { SiteWords } from '../casework/persons.ts';
import { installedText, ofRegisterText, shortId, uncountedText, vulnerabilityText } from './case-words.ts';
import { columns } from './columns.ts';
import { table } from './facts.ts';
import { itemText, type NameOf } from './item-text.ts';
import { oneLine } from './one-line.ts';
import { inOrder, tasksText } from './tasks-text.ts';

/** A case with all that belongs to it. */
export interface WholeCase {
  readonly case: CaseState;
  readonly items: readonly ItemState[];
  readonly notices: readonly NoticeState[];
  readonly incidents: readonly IncidentState[];
  readonly tasks: readonly Task[];
  /** Of all cases: what does not count belongs to none for certain. */
  readonly uncounted: readonly Uncounted[];
  /** Id of the register that asks. */
  readonly own: string;
}

export function caseText(whole: WholeCase, site: SiteWords): string {
  const { day, nameOf } = site;
  const { items, notices, incidents, tasks, uncounted, own } = whole;
  return [
    headText(whole.case, site, own),
    section('documents', documentsText(whole.case, own)),
    section('expected', expectedText(whole.case, own)),
    section('installations', items.map(item => itemText(item, site)).join('')),
    section('notices', columns(notices.map(one => noticeRow(one, site, own)))),
    section('incidents', columns(incidents.map(one => incidentRow(one, own)))),
    section(
      'to be done',
      tasksText(inOrder(tasks, day), day, nameOf, own).replace(/^/gm, '  ').trimEnd().concat('\n'),
    ),
    section('records that do not count, of all cases', uncountedLines(uncounted, nameOf)),
  ].join('');
}

function section(title: string, text: string): string {
  return text === '' ? '' : `\n${title}\n${text}`;
}

function headText(one: CaseState, { nameOf, dayOf }: SiteWords, own: string): string {
  const { id, openings, history, vulnerabilities } = one;
  const titles = new Map(openings.map(({ record, title }) => [record.identity, title]));
  const said = history.map(({ record, action, reason }): readonly [string, string] => {
    const why = reason ?? (record.log === own ? undefined : titles.get(record.identity));
    return [
      action === 'reopened' ? 'opened again' : action,
      `${dayOf(record.statedAt)} by ${nameOf(record.signer)}${ofRegisterText(record.log, own)}${why === undefined ? '' : `: ${oneLine(why)}`}`,
    ];
  });
  const about = vulnerabilities.map(vulnerabilityText).join(', ');
  const rows: (readonly [string, string])[] = [
    ['case', `${id} (${standingText(one, own)})`],
    ...said,
    ['about', about],
  ];
  return `${oneLine(titleIn(one, own))}\n${table(rows)}`;
}

/** Whether it is open, to who asks in the register `own`: what is over there may be open in others. */
export function standingText(one: CaseState, own: string): string {
  if (one.standing === 'closed' || !isOverIn(one)(own)) return one.standing;
  return `closed here, open in the register ${one.openIn.map(shortId).join(', ')}`;
}

const WHAT: Readonly<Record<CaseState['expected'][number]['what'], string>> = {
  letter: 'letter of the manufacturer',
  advisory: 'advisory',
  regulator: 'letter of an authority',
  recall: 'entry of a recall',
  other: 'document',
};

/** Each site answers for itself. */
function documentsText({ documents, replies }: CaseState, own: string): string {
  const key = (log: string, document: string) => `${log} ${document}`;
  const answered = new Map(replies.map(({ record, says }) => [key(record.log, says.answers), says]));
  return columns(
    documents.map(({ record, says, subject }) => {
      const reply = answered.get(key(record.log, subject));
      const label = [says.reference, says.advisory && `${says.advisory.id} ${says.advisory.version}`];
      return [
        `  ${says.receivedOn}`,
        WHAT[says.what],
        oneLine(says.publisher),
        oneLine(label.filter(one => one !== null).join(', ')),
        ...(says.recallClass === null ? [] : [`class ${oneLine(says.recallClass)}`]),
        `${shortId(subject)}${ofRegisterText(record.log, own)}`,
        ...(says.replyBy === null && reply === undefined
          ? []
          : [
              reply === undefined
                ? `response form due ${says.replyBy}`
                : `response form sent ${reply.sentOn}`,
            ]),
      ];
    }),
  );
}

const EXPECTED: Readonly<Record<CaseState['expected'][number]['standing'], string>> = {
  open: 'has not come',
  received: 'came',
  withdrawn: 'is no longer expected',
};

function expectedText({ expected }: CaseState, own: string): string {
  return columns(
    expected.map(({ record, what, publisher, by, standing }) => [
      `  ${WHAT[what]}`,
      oneLine(publisher),
      by === null ? '-' : `by ${by}`,
      `${EXPECTED[standing]}${ofRegisterText(record.log, own)}`,
    ]),
  );
}

function noticeRow(
  { id, released, standing, attempts, acknowledged }: NoticeState,
  { nameOf, dayOf }: SiteWords,
  own: string,
): string[] {
  const { recipient, acknowledgeBy, installed } = released.says;
  const last = attempts.at(-1)?.outcome;
  const sent = {
    uncertain: 'perhaps sent',
    sent: 'sent',
    not_sent: 'not sent',
    returned: 'came back',
  } as const;
  const read =
    acknowledged === null
      ? `to be acknowledged by ${acknowledgeBy}`
      : `${acknowledged.says.answer === 'read' ? 'read' : 'is not theirs'}, ${dayOf(acknowledged.record.statedAt)}`;
  return [
    `  ${shortId(id)}`,
    nameOf(recipient),
    counted(installed.length, 'installation'),
    standing === 'withdrawn' ? 'withdrawn' : last === undefined ? 'released' : sent[last],
    `${read}${ofRegisterText(released.record.log, own)}`,
  ];
}

function incidentRow({ id, opened, standing, runs, installed }: IncidentState, own: string): string[] {
  const where = installed.map(installedText).join(', ');
  const title = `${oneLine(opened.says.title ?? '')}${ofRegisterText(opened.record.log, own)}`;
  return [`  ${shortId(id)}`, standing, counted(runs.length, 'run'), where, title];
}

const MOST_UNCOUNTED = 20;

/** What our trust file leaves out comes last: it may be a whole register. */
function uncountedLines(uncounted: readonly Uncounted[], nameOf: NameOf): string {
  const more = uncounted.length - MOST_UNCOUNTED;
  const isLeftOut = ({ why }: Uncounted) => why === 'REGISTER_NOT_COUNTED';
  const rows = [...uncounted.filter(one => !isLeftOut(one)), ...uncounted.filter(isLeftOut)]
    .slice(0, MOST_UNCOUNTED)
    .map(({ identity, kind, signer, why }) => [
      `  ${shortId(identity)}`,
      oneLine(kind ?? 'unreadable'),
      signer === null ? 'nobody' : nameOf(signer),
      uncountedText(why),
    ]);
  return `${columns(rows)}${more > 0 ? `  and ${more} more; --json lists all\n` : ''}`;
}
