import { type DueStep, dueSteps, unescalated } from '@seqwarden/cases/notice';
import { isOverIn, registersOf } from '@seqwarden/cases/reduce';
import type { CaseState, NoticeState, Task } from '@seqwarden/cases/state';
import type { Installed } from '@seqwarden/proof/acts';
import type { Arguments } from '../arguments.ts';
import type { CaseView } from '../casework/desk.ts';
import { DESK_OPTIONS } from '../casework/options.ts';
import { otherSiteOf } from '../casework/own-tasks.ts';
import { viewCases } from '../casework/view-cases.ts';
import { withDesk } from '../casework/with-desk.ts';
import type { Command } from '../command.ts';
import type { Context } from '../context.ts';
import { isNotSent } from '../text/delivered-text.ts';
import { dueJson, dueText } from '../text/due-text.ts';
import { inOrder, isOverdue } from '../text/tasks-text.ts';
import { type Delivered, type Delivery, deliver } from './notice/deliver.ts';
import { deliverAll } from './notice/deliver-all.ts';
import { lockNotices } from './notice/lock-notices.ts';
import { isOwn } from './notice/notices-meant.ts';
import { escalatedTo } from './notice/recipients-of.ts';
import { type AtSite, SITE_OPTION, siteOf } from './notice/site.ts';

export const due: Command = {
  usage: '[--dry-run] [OPTION...]',
  summary:
    "Send what is due of reminders and escalations, each once, and list what is overdue. For a timer; the account's seal key signs. Exit code 1 where something is overdue or was not sent, 3 where something is uncertain or could not be read.",
  options: {
    'dry-run': { type: 'boolean', help: 'say what would be sent, and send nothing' },
    ...SITE_OPTION,
    ...DESK_OPTIONS,
    signer: {
      type: 'string',
      help: "your key: a file, or ssh-agent[:FINGERPRINT]; default: the account's seal key",
    },
  },
  isAnswer: true,
  positionals: { least: 0, most: 0 },
  run: async (args, context) => {
    const isDry = args.flag('dry-run');
    const unlock = isDry ? () => undefined : await lockNotices(context.env);
    try {
      const view = await viewCases(args, context);
      const site = siteOf(args, context, view.trust);
      const { steps, unescalated } = stepsNow(view, site, context);
      const planned = steps.filter(step => !isByHand(step, site));
      const byHand = steps.filter(step => isByHand(step, site));
      const sent = isDry || planned.length === 0 ? [] : await sendAll(args, context);
      const overdue = inOrder(
        view.tasks.filter(task => isOverdue(task, site.today) && otherSiteOf(task, view) === null),
        site.today,
      );
      const answer = {
        day: site.today,
        planned: isDry ? planned : [],
        byHand,
        sent,
        overdue,
        unescalated,
        uncertain: uncertainIn(view),
        missed: view.missed,
      };
      if (args.flag('json')) context.out(dueJson(answer));
      else context.out(dueText(answer, site.nameOf));
      return exitOf(answer, view);
    } finally {
      unlock();
    }
  },
};

/** Of notices of this site in cases that it has not closed. */
function stepsNow(
  view: CaseView,
  { directory, dayOf }: AtSite,
  { now }: Context,
): { readonly steps: DueStep[]; readonly unescalated: NoticeState[] } {
  const isClosed = (one: CaseState) => registersOf(one).includes(view.log) && isOverIn(one)(view.log);
  const closed = new Set(view.state.cases.filter(isClosed).map(({ id }) => id));
  const notices = view.state.notices.filter(one => isOwn(one, view) && !closed.has(one.case));
  const { calendar, deadlines } = directory.site;
  const options = {
    now: now().toISOString(),
    dayOf,
    calendar,
    remindBefore: deadlines.remindBefore,
    escalateAfter: deadlines.escalateAfter,
    escalatedTo: (installed: Installed) => escalatedTo(directory, installed),
  };
  return { steps: dueSteps(notices, options), unescalated: unescalated(notices, options) };
}

/** Who has no address, or all where the site sends no mail. */
function isByHand({ recipient }: DueStep, { directory }: AtSite): boolean {
  const person = directory.personOf(recipient);
  return directory.site.mail === undefined || (person !== undefined && person.mail === undefined);
}

/** Asked again at the desk: what stands in the register then is what counts. */
function sendAll(args: Arguments, context: Context): Promise<Delivered[]> {
  return withDesk(
    args,
    context,
    async desk => {
      const site = siteOf(args, context, desk.trust);
      const steps: Delivery[] = stepsNow(desk, site, context).steps.filter(one => !isByHand(one, site));
      return deliverAll(steps, one => deliver(one, desk, site, context), context.signal);
    },
    { service: true },
  );
}

/** Sendings of which only a person can say what became of them. */
function uncertainIn(view: CaseView): string[] {
  return view.state.notices
    .filter(one => isOwn(one, view))
    .filter(
      ({ standing, attempts }) =>
        standing === 'released' && attempts.some(({ outcome }) => outcome === 'uncertain'),
    )
    .map(({ id }) => id);
}

function exitOf(
  {
    sent,
    overdue,
    uncertain,
  }: { sent: readonly Delivered[]; overdue: readonly Task[]; uncertain: readonly string[] },
  { missed }: CaseView,
): number {
  if (overdue.length > 0 || sent.some(isNotSent)) return 1;
  const isUnknown = uncertain.length > 0 || sent.some(({ outcome }) => outcome === 'uncertain');
  return isUnknown || missed.length > 0 ? 3 : 0;
}
