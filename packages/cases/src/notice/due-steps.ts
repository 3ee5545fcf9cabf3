import type { Installed } from '@seqwarden/proof/acts';
import { type Calendar, workingDaysAfter, workingDaysBefore } from '../calendar/index.ts';
import type { NoticeState } from '../state/index.ts';

/** One mail that is due now. */
export interface DueStep {
  readonly notice: NoticeState;
  readonly purpose: 'reminder' | 'escalation';
  /** Who gets it. */
  readonly recipient: string;
}

export interface DueOptions {
  /** RFC 3339. */
  readonly now: string;
  /** Which day at the site a moment falls on. */
  readonly dayOf: (moment: string) => string;
  readonly calendar: Calendar;
  /** In working days; 0: no reminder before the day. */
  readonly remindBefore: number;
  readonly escalateAfter: number;
  /** Who is told when the responsible person does not answer; undefined: nobody is named. */
  readonly escalatedTo: (installed: Installed) => string | undefined;
}

/**
 * Which reminders and escalations are due: one reminder before the day, one after it, one escalation to each who is named for it; each goes out once, and what was intended counts as
 * gone out unless it certainly did not. A notice that may not have arrived (not sent, uncertain, returned) is for a person, and nothing follows it. Where its own register spoke of it later
 * than now, the clock went back: nothing is due until it has caught up. Pure.
 */
export function dueSteps(notices: readonly NoticeState[], options: DueOptions): DueStep[] {
  return notices.filter(one => isWaiting(one, options.now)).flatMap(notice => stepsOf(notice, options));
}

/** Notices of which somebody else would have been told by now, and for which nobody is named who could be. Pure. */
export function unescalated(notices: readonly NoticeState[], options: DueOptions): NoticeState[] {
  return notices.filter(
    one =>
      isWaiting(one, options.now) &&
      isEscalated(one, options) &&
      toldAfter(one.released.says, options.escalatedTo).size === 0,
  );
}

/** Who is told where a notice is not acknowledged, beside the one who gets it. */
export function toldAfter(
  { installed, recipient }: Pick<NoticeState['released']['says'], 'installed' | 'recipient'>,
  escalatedTo: DueOptions['escalatedTo'],
): ReadonlySet<string> {
  const others = new Set(installed.flatMap(one => escalatedTo(one) ?? []));
  others.delete(recipient);
  return others;
}

function isEscalated(
  { released }: NoticeState,
  { dayOf, calendar, escalateAfter, now }: DueOptions,
): boolean {
  return dayOf(now) >= workingDaysAfter(released.says.acknowledgeBy, escalateAfter, calendar);
}

/** It arrived, and nobody acknowledged it. */
function isWaiting({ standing, acknowledged, attempts, released }: NoticeState, now: string): boolean {
  const ours = attempts.filter(({ intended }) => intended.says.purpose === 'notice');
  return (
    standing === 'released' &&
    acknowledged === null &&
    ours.at(-1)?.outcome === 'sent' &&
    attempts.every(({ intended, said }) =>
      [intended, ...said].every(({ record }) => record.statedAt <= now || record.log !== released.record.log),
    )
  );
}

function stepsOf(notice: NoticeState, options: DueOptions): DueStep[] {
  const { dayOf, calendar, remindBefore, escalatedTo, now } = options;
  const { acknowledgeBy, recipient } = notice.released.says;
  const today = dayOf(now);
  const reminded = gone(notice, 'reminder').map(({ record }) => dayOf(record.statedAt));
  const isLate = today > acknowledgeBy;
  const isNear = remindBefore > 0 && today >= workingDaysBefore(acknowledgeBy, remindBefore, calendar);
  const wantsReminder = isLate
    ? reminded.every(day => day <= acknowledgeBy)
    : isNear && reminded.length === 0;
  const escalated = new Set(gone(notice, 'escalation').map(({ says }) => says.recipient));
  const isTold = isEscalated(notice, options);
  return [
    ...(wantsReminder ? [{ notice, purpose: 'reminder', recipient } as const] : []),
    ...[...toldAfter(notice.released.says, escalatedTo)]
      .filter(one => isTold && !escalated.has(one))
      .sort()
      .map(one => ({ notice, purpose: 'escalation', recipient: one }) as const),
  ];
}

function gone({ attempts }: NoticeState, purpose: DueStep['purpose']) {
  return attempts
    .filter(({ outcome, intended }) => intended.says.purpose === purpose && outcome !== 'not_sent')
    .map(({ intended }) => intended);
}
