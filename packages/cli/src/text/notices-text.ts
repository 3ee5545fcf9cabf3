import type { NoticeDraft } from '@seqwarden/agent/notices';
import { kindWords } from '@seqwarden/cases/notice';
import type { NoticeState } from '@seqwarden/cases/state';
import { counted } from '@seqwarden/runfolder';
import type { SiteWords } from '../casework/persons.ts';
import { installedText, ofRegisterText, shortId, vulnerabilityText } from './case-words.ts';
import { columns } from './columns.ts';
import { table } from './facts.ts';
import { oneLine } from './one-line.ts';

const OUTCOMES = {
  uncertain: 'perhaps sent',
  sent: 'sent',
  not_sent: 'not sent',
  returned: 'came back',
} as const;
const PURPOSES = { notice: 'notice', reminder: 'reminder', escalation: 'escalation' } as const;

export interface NoticeWords extends SiteWords {
  /** Id of this site's register. */
  readonly own: string;
}

export function noticesText(
  drafts: readonly NoticeDraft[],
  notices: readonly NoticeState[],
  site: NoticeWords,
): string {
  const { nameOf } = site;
  const rows = [
    ...drafts.map(({ notice, recipient, installed, acknowledgeBy }) => [
      shortId(notice),
      nameOf(recipient),
      counted(installed.length, 'installation'),
      'draft',
      `acknowledge by ${acknowledgeBy}`,
    ]),
    ...notices.map(one => [
      shortId(one.id),
      nameOf(one.released.says.recipient),
      counted(one.released.says.installed.length, 'installation'),
      standingText(one),
      `${acknowledgedText(one, site)}${ofRegisterText(one.released.record.log, site.own)}`,
    ]),
  ];
  return rows.length === 0 ? 'there is no notice\n' : columns(rows);
}

/** One that was released, with all that was said of it. */
export function noticeText(one: NoticeState, site: NoticeWords): string {
  const { nameOf, dayOf, timeOf } = site;
  const { released, attempts } = one;
  const { says, record } = released;
  const facts: (readonly [string, string])[] = [
    ['notice', `${one.id} (${standingText(one)})`],
    ['case', one.case],
    ['to', nameOf(says.recipient)],
    ['recipient', says.recipient],
    ['about', `a ${kindWords(says.about)}, ${says.urgency}`],
    ['matters', says.vulnerabilities.map(vulnerabilityText).join(', ')],
    ['installations', says.installed.map(installedText).join(', ')],
    [
      'released',
      `${dayOf(record.statedAt)} by ${nameOf(record.signer)}${ofRegisterText(record.log, site.own)}`,
    ],
    ['acknowledge', acknowledgedText(one, site)],
    ['patched by', says.patchBy ?? 'no day is set'],
  ];
  const sent = attempts.map(({ attempt, intended, outcome, said }) => [
    `  ${shortId(attempt)}`,
    timeOf(intended.record.statedAt),
    PURPOSES[intended.says.purpose],
    intended.says.channel,
    nameOf(intended.says.recipient),
    OUTCOMES[outcome],
    oneLine(said.at(-1)?.says.why ?? ''),
  ]);
  const files = Object.entries(says.documents).map(([name, digest]) => [`  ${name}`, digest]);
  return `${table(facts)}\nfiles, by their digests in the evidence store\n${columns(files)}${sent.length === 0 ? '' : `\nsent\n${columns(sent)}`}`;
}

function standingText({ standing, attempts }: NoticeState): string {
  if (standing === 'withdrawn') return 'withdrawn';
  const last = attempts.filter(({ intended }) => intended.says.purpose === 'notice').at(-1);
  return last === undefined ? 'released' : OUTCOMES[last.outcome];
}

function acknowledgedText(
  { standing, acknowledged, released }: NoticeState,
  { day, dayOf }: SiteWords,
): string {
  const { acknowledgeBy } = released.says;
  if (acknowledged !== null) {
    const { answer, by } = acknowledged.says;
    const how = by === 'form' ? ', by a form' : '';
    return `${answer === 'read' ? 'read' : 'is not theirs'}, ${dayOf(acknowledged.record.statedAt)}${how}`;
  }
  if (standing === 'withdrawn') return '-';
  return acknowledgeBy < day ? `OVERDUE since ${acknowledgeBy}` : `by ${acknowledgeBy}`;
}
