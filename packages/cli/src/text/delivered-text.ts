import type { Delivered } from '../commands/notice/deliver.ts';
import { shortId } from './case-words.ts';
import { oneLine } from './one-line.ts';

const WHAT = { notice: 'the notice', reminder: 'the reminder of', escalation: 'the escalation of' } as const;
const OUTCOMES = {
  sent: 'sent',
  not_sent: 'NOT sent',
  left: 'left for later, since the mail server does not answer; nothing was tried',
  uncertain: 'PERHAPS sent: nobody knows. Find out, and say so with `notice resolve`',
} as const;

export function deliveredText(sent: readonly Delivered[]): string {
  if (sent.length === 0) return 'there is nothing to send\n';
  return sent
    .map(
      ({ notice, purpose, outcome, why }) =>
        `${WHAT[purpose]} ${shortId(notice.id)}: ${OUTCOMES[outcome]}${why === null ? '' : ` [${oneLine(why)}]`}\n`,
    )
    .join('');
}

/** Whom it went to stands there as in records: by key or pseudonym. */
export function deliveredJson(sent: readonly Delivered[]): object[] {
  return sent.map(({ notice, purpose, recipient, outcome, why }) => ({
    notice: notice.id,
    purpose,
    recipient,
    outcome,
    // a message can name a person of the site's file
    why: why === null ? null : (/^[A-Z][A-Z0-9_]*/.exec(why)?.[0] ?? null),
  }));
}

export function isNotSent({ outcome }: Delivered): boolean {
  return outcome === 'not_sent' || outcome === 'left';
}

export function exitOf(sent: readonly Delivered[]): number {
  if (sent.some(isNotSent)) return 1;
  return sent.some(({ outcome }) => outcome === 'uncertain') ? 3 : 0;
}
