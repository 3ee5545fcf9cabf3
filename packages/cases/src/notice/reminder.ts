import type { Paper } from '../paper/index.ts';
import type { NoticeState } from '../state/index.ts';
import type { DueStep } from './due-steps.ts';
import { LANGUAGE, REMINDER } from './words.ts';

export interface ReminderMatter {
  readonly purpose: DueStep['purpose'];
  readonly notice: Pick<NoticeState, 'id' | 'released'>;
  /** The title of the notice, as it was released. */
  readonly title: string;
  readonly site: string;
  /** Whose notice it is, by name and role. */
  readonly of: string;
  /** The day at the site. */
  readonly today: string;
}

/** What goes out with a notice that was not acknowledged: to the same person, or to who is told then. Pure. */
export function reminderPaper({ purpose, notice, title, site, of, today }: ReminderMatter): Paper {
  const { acknowledgeBy, patchBy } = notice.released.says;
  const facts: (readonly [string, string])[] = [
    [REMINDER.notice, `${title} (${notice.id.slice(0, 8)})`],
    [REMINDER.of, of],
    [REMINDER.acknowledgeBy, acknowledgeBy],
    ...(patchBy === null ? [] : [[REMINDER.patchBy, patchBy] as const]),
  ];
  return {
    title: REMINDER.title(purpose, notice.id),
    language: LANGUAGE,
    running: `${site}, ${today}`,
    blocks: [
      { kind: 'paragraph', text: REMINDER.lead(purpose, acknowledgeBy, today), emphasis: 'strong' },
      { kind: 'facts', facts },
      { kind: 'paragraph', text: REMINDER.how },
      { kind: 'verbatim', text: `seqwarden notice acknowledge ${notice.id.slice(0, 8)}` },
    ],
  };
}
