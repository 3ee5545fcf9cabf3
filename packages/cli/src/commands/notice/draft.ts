import { randomBytes } from 'node:crypto';
import { DraftStore, type NoticeDraft, renderNotice } from '@seqwarden/agent/notices';
import { knowsYearOf } from '@seqwarden/cases/calendar';
import {
  formPaper,
  type NoticePlan,
  type NoticePlans,
  noticePaper,
  openItems,
  planNotices,
} from '@seqwarden/cases/notice';
import type { CaseState } from '@seqwarden/cases/state';
import { type Installed, installedKey } from '@seqwarden/proof/acts';
import type { Arguments } from '../../arguments.ts';
import type { CaseView } from '../../casework/desk.ts';
import { caseNamed } from '../../casework/named.ts';
import { VIEW_OPTIONS } from '../../casework/options.ts';
import { viewCases } from '../../casework/view-cases.ts';
import { windowsOfCase } from '../../casework/windows-of-case.ts';
import type { Command } from '../../command.ts';
import type { Context } from '../../context.ts';
import { draftedJson, draftedText } from '../../text/notice-drafts-text.ts';
import { adviceOf } from './advice-of.ts';
import { draftsOf } from './drafts-of.ts';
import { exposedOf } from './exposed-of.ts';
import { type AtSite, addressed, SITE_OPTION, siteOf } from './site.ts';

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
    const { plans, unassigned, elsewhere, told } = plansFor(one, view, site);
    const store = DraftStore.at(context.env);
    const drafts = await drafted(one, plans, { args, context, view, site });
    for (const { draft, papers } of drafts) store.write(draft, await renderNotice(...papers));
    const fresh = new Set(drafts.map(({ draft }) => draft.notice));
    for (const older of draftsOf(store, one.id)) if (!fresh.has(older.notice)) store.remove(older.notice);
    const { calendar } = site.directory.site;
    const answer = {
      case: one.id,
      drafts: drafts.map(({ draft }) => ({ draft, folder: store.folderOf(draft.notice) })),
      unassigned,
      elsewhere,
      told,
      notEnrolled: notEnrolled(site, plans, unassigned),
      unknownYears: [...new Set(drafts.map(({ draft }) => draft.acknowledgeBy))]
        .filter(day => !knowsYearOf(day, calendar))
        .map(day => day.slice(0, 4)),
    };
    if (args.flag('json')) context.out(draftedJson(answer));
    else context.out(draftedText(answer, site.nameOf));
    if (unassigned.length > 0 || answer.notEnrolled.length > 0) return 1;
    return view.missed.length > 0 ? 3 : 0;
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

interface Drafting {
  readonly args: Arguments;
  readonly context: Context;
  readonly view: CaseView;
  readonly site: AtSite;
}

interface Drafted {
  readonly draft: NoticeDraft;
  readonly papers: readonly [notice: ReturnType<typeof noticePaper>, form: ReturnType<typeof formPaper>];
}

async function drafted(
  one: CaseState,
  plans: readonly NoticePlan[],
  { args, context, view, site }: Drafting,
): Promise<Drafted[]> {
  if (plans.length === 0) return [];
  const advice = await adviceOf(one, openItems(view.state, one.id), context.env);
  const asked = {
    roots: args.positionals.slice(1),
    inventory: args.text('inventory'),
    verifyRuns: args.flag('verify-runs'),
    trust: args.texts('trust'),
    simulated: args.flag('simulated'),
  };
  const exposed = exposedOf((await windowsOfCase(one, view, asked, context)).windows);
  return plans.map(plan => {
    const notice = randomBytes(16).toString('hex');
    const person = site.directory.personOf(plan.recipient);
    const keys = new Set(plan.regards.map(({ installed }) => installedKey(installed)));
    const matter = {
      notice,
      case: one,
      site: site.directory.site.name,
      to: person === undefined ? plan.recipient : addressed(person),
      today: site.today,
      quotes: advice.quotesFor(plan.items),
      unread: advice.unread,
      exposed: exposed.filter(({ installed }) => keys.has(installedKey(installed))),
    };
    return {
      draft: draftOf(one, notice, plan),
      papers: [noticePaper(plan, matter), formPaper(plan, matter)],
    };
  });
}

function draftOf(one: CaseState, notice: string, plan: NoticePlan): NoticeDraft {
  const { recipient, about, urgency, vulnerabilities, regards, acknowledgeBy, patchBy } = plan;
  const installed = regards.map(regard => regard.installed);
  return {
    case: one.id,
    notice,
    recipient,
    about,
    urgency,
    vulnerabilities,
    installed,
    acknowledgeBy,
    patchBy,
  };
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
