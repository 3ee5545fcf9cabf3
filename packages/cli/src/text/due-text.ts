import type { Missed } from '@seqwarden/agent/casebook';
import type { DueStep } from '@seqwarden/cases/notice';
import type { NoticeState, Task } from '@seqwarden/cases/state';
import type { Delivered } from '../commands/notice/deliver.ts';
import { devicesText, shortId } from './case-words.ts';
import { deliveredJson, deliveredText } from './delivered-text.ts';
import { tasksText } from './tasks-text.ts';

/** What `due` found, and did. */
export interface DueAnswer {
  /** Today at the site. */
  readonly day: string;
  /** Of a dry run. */
  readonly planned: readonly DueStep[];
  /** Of persons to whom no mail can go. */
  readonly byHand: readonly DueStep[];
  readonly sent: readonly Delivered[];
  /** Not acknowledged, and nobody is named who would be told now. */
  readonly unescalated: readonly NoticeState[];
  readonly overdue: readonly Task[];
  /** Ids of notices. */
  readonly uncertain: readonly string[];
  /** May hide notices and tasks. */
  readonly missed: readonly Missed[];
}

export function dueText(
  { day, planned, byHand, sent, unescalated, overdue, uncertain }: DueAnswer,
  nameOf: (recipient: string) => string,
): string {
  const would = planned.map(
    ({ notice, purpose, recipient }) =>
      `would send: ${purpose} of the notice ${shortId(notice.id)} to ${nameOf(recipient)}\n`,
  );
  const hand = byHand.map(
    ({ notice, purpose, recipient }) =>
      `no mail can go to ${nameOf(recipient)}: ${purpose} of the notice ${shortId(notice.id)} by hand\n`,
  );
  const alone = unescalated.map(
    ({ id, released: { says } }) =>
      `nobody is named who could be told that ${nameOf(says.recipient)} does not acknowledge the notice ${shortId(id)}: name \`escalate-to\` for ${devicesText(says.installed)} in the site's file\n`,
  );
  const asked = uncertain.map(
    id => `the notice ${shortId(id)} was perhaps sent: find out, and say so with \`notice resolve\`\n`,
  );
  const late = overdue.length === 0 ? `nothing is overdue, as of ${day}\n` : tasksText(overdue, day, nameOf);
  return [...would, ...hand, sent.length === 0 ? '' : deliveredText(sent), ...alone, ...asked, late].join('');
}

export function dueJson({ planned, byHand, sent, unescalated, ...rest }: DueAnswer): string {
  const { day, overdue, uncertain, missed } = rest;
  const shown = {
    day,
    planned: stepsJson(planned),
    byHand: stepsJson(byHand),
    sent: deliveredJson(sent),
    unescalated: unescalated.map(({ id }) => id),
    overdue,
    uncertain,
    missed,
  };
  return `${JSON.stringify(shown, null, 2)}\n`;
}

/** Whom they are for stands there as in records. */
function stepsJson(steps: readonly DueStep[]): object[] {
  return steps.map(({ notice, purpose, recipient }) => ({ notice: notice.id, purpose, recipient }));
}
