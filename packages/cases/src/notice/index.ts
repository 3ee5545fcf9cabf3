export { formPaper, type NoticeMatter, noticePaper } from './compose.ts';
export { type DueOptions, type DueStep, dueSteps, toldAfter, unescalated } from './due-steps.ts';
export type { Exposed, ExposedRun, RunsKnown } from './exposed.ts';
export {
  type NoticePlan,
  type NoticePlans,
  openItems,
  type PlanOptions,
  planNotices,
} from './plan-notices.ts';
export type { Quote } from './quote.ts';
export { quotedAdvice } from './quoted-advice.ts';
export { type NoticeKind, type ReceivedDocument, type Regard, regardOf, type Urgency } from './regard.ts';
export { type ReminderMatter, reminderPaper } from './reminder.ts';
export { deviceWords, kindWords, sideWords, urgencyWords, vulnerabilityWords } from './words.ts';
