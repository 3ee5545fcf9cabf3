import { DraftStore, type NoticeDraft, renderNotice } from '@seqwarden/agent/notices';
import { knowsYearOf } from '@seqwarden/cases/calendar';
import { type NoticePlan, type NoticePlans, planNotices } from '@seqwarden/cases/notice';
import type { CaseState } from '@seqwarden/cases/state';
import type { Installed } from '@seqwarden/proof/acts';
import type { CaseView } from '../../casework/desk.ts';
import { caseNamed } from '../../casework/named.ts';
import { VIEW_OPTIONS } from '../../casework/options.ts';
import { viewCases } from '../../casework/view-cases.ts';
import type { Command } from '../../command.ts';
import { draftedJson, draftedText } from '../../text/notice-drafts-text.ts';
import { composeDrafts } from './compose-drafts.ts';
import { draftsOf } from './drafts-of.ts';
import { isEscalated, keysThatCannotAnswer } from './recipients-of.ts';
import { type AtSite, SITE_OPTION, siteOf } from './site.ts';

export const draftNotices: Command = {
  usage: 'CASE [ROOT...] [OPTION...]',
  summary:
    'Write the notices of a case as drafts, one for each person: as text, HTML and PDF, with a form. Nothing is sent. ROOTs are folders of runs; without, the register tells of them. Earlier drafts of the case are replaced.',
  options: {
    ...SITE_OPTION,
    'verify-runs': {
      type: 'boolean',
      help: 'hash the runs in the time of exposure again; takes as long as reading them',
    },
    inventory: { type: 'string', help: 'file of stated facts, as `exposure` takes it' },
    simulated: { type: 'boolean', help: 'take runs of the simulator in' },
    ...VIEW_OPTIONS,
  },
  positionals: { least: 1, most: Number.POSITIVE_INFINITY },
  run: async (args, context) => {
    const view = await viewCases(args, context);
    const one = caseNamed(view, args.first());
    const site = siteOf(args, context, view.trust, true);
    const { plans, unassigned, elsewhere, told, declined } = plansFor(one, view, site);
    const store = DraftStore.at(context.env);
    const { drafts, unread } = await composeDrafts(one, plans, { args, context, view, site });
    for (const { draft, papers } of drafts) store.write(draft, await renderNotice(...papers));
    const fresh = new Set(drafts.map(({ draft }) => draft.notice));
    for (const older of draftsOf(store, one.id)) if (!fresh.has(older.notice)) store.remove(older.notice);
    const answer = {
      case: one.id,
      drafts: drafts.map(({ draft }) => ({ draft, folder: store.folderOf(draft.notice) })),
      unassigned,
      elsewhere,
      told,
      declined,
      unread,
      cannotAnswer: keysThatCannotAnswer(plans, view.trust.personKeys),
      unescalated: plans.filter(plan => !isEscalated(plan, site)),
      notEnrolled: notEnrolled(site, plans, unassigned),
      unknownYears: unknownYears(
        drafts.map(({ draft }) => draft),
        site,
      ),
      missed: view.missed,
    };
    if (args.flag('json')) context.out(draftedJson(answer));
    else context.out(draftedText(answer, site.nameOf));
    if (unassigned.length + declined.length + answer.notEnrolled.length > 0) return 1;
    return view.missed.length + unread.length > 0 ? 3 : 0;
  },
};

function plansFor(one: CaseState, { state, log }: CaseView, { directory, today }: AtSite): NoticePlans {
  const { calendar, deadlines } = directory.site;
  return planNotices(state, {
    case: one.id,
    log,
    today,
    calendar,
    acknowledge: deadlines.acknowledge,
    patch: deadlines.patch,
    recipientsOf: installed =>
      directory.responsibleFor(installed).flatMap(person => directory.recipientOf(person) ?? []),
  });
}

/** Of days that are set, and of which the site's file has no holiday. */
function unknownYears(drafts: readonly NoticeDraft[], { directory }: AtSite): string[] {
  const days = drafts.flatMap(({ acknowledgeBy, patchBy }) => [
    acknowledgeBy,
    ...(patchBy === null ? [] : [patchBy]),
  ]);
  const unknown = days.filter(day => !knowsYearOf(day, directory.site.calendar));
  return [...new Set(unknown.map(day => day.slice(0, 4)))].sort();
}

/** Handles of persons who are responsible and whose key the register does not know: they get nothing. */
function notEnrolled(
  { directory }: AtSite,
  plans: readonly NoticePlan[],
  unassigned: readonly Installed[],
): string[] {
  const concerned = [
    ...plans.flatMap(({ regards }) => regards.map(({ installed }) => installed)),
    ...unassigned,
  ];
  const persons = concerned.flatMap(one => directory.responsibleFor(one));
  return [
    ...new Set(persons.filter(one => directory.recipientOf(one) === undefined).map(({ handle }) => handle)),
  ].sort();
}
