import { randomBytes } from 'node:crypto';
import type { Unread } from '@seqwarden/advisory/answer';
import { draftOf, type NoticeDraft } from '@seqwarden/agent/notices';
import { formPaper, type NoticePlan, noticePaper, openItems } from '@seqwarden/cases/notice';
import { titleIn } from '@seqwarden/cases/reduce';
import type { CaseState } from '@seqwarden/cases/state';
import { installedKey } from '@seqwarden/proof/acts';
import type { Arguments } from '../../arguments.ts';
import type { CaseView } from '../../casework/desk.ts';
import { windowsOfCase } from '../../casework/windows-of-case.ts';
import type { Context } from '../../context.ts';
import { adviceOf } from './advice-of.ts';
import { exposedOf, knownOf } from './exposed-of.ts';
import { isEscalated } from './recipients-of.ts';
import { type AtSite, addressed } from './site.ts';

export interface Drafting {
  readonly args: Arguments;
  readonly context: Context;
  readonly view: CaseView;
  readonly site: AtSite;
}

export interface ComposedDrafts {
  readonly drafts: readonly Drafted[];
  /** What could not be read, and may hide runs. */
  readonly unread: readonly Unread[];
}

export interface Drafted {
  readonly draft: NoticeDraft;
  readonly papers: readonly [notice: ReturnType<typeof noticePaper>, form: ReturnType<typeof formPaper>];
}

/** The papers of each plan. Runs and advisories are read by the confined `exposure`. Throws CASE_INPUT_UNUSABLE, CASE_STORE_UNUSABLE, and the signal's reason. */
export async function composeDrafts(
  one: CaseState,
  plans: readonly NoticePlan[],
  { args, context, view, site }: Drafting,
): Promise<ComposedDrafts> {
  if (plans.length === 0) return { drafts: [], unread: [] };
  const advice = await adviceOf(one, openItems(view.state, one.id), context.env);
  const asked = {
    roots: args.positionals.slice(1),
    inventory: args.text('inventory'),
    verifyRuns: args.flag('verify-runs'),
    trust: args.texts('trust'),
    simulated: args.flag('simulated'),
  };
  const { windows, unread } = await windowsOfCase(one, view, asked, context);
  const exposed = exposedOf(windows);
  const known = knownOf(windows);
  const drafts = plans.map((plan): Drafted => {
    const notice = randomBytes(16).toString('hex');
    const person = site.directory.personOf(plan.recipient);
    const keys = new Set(plan.regards.map(({ installed }) => installedKey(installed)));
    const matter = {
      notice,
      case: { ...one, title: titleIn(one, view.log) },
      site: site.directory.site.name,
      to: person === undefined ? plan.recipient : addressed(person),
      today: site.today,
      quotes: advice.quotesFor(plan.items),
      unread: advice.unread,
      exposed: exposed.filter(({ installed }) => keys.has(installedKey(installed))),
      known: known.filter(({ installed }) => keys.has(installedKey(installed))),
      isEscalated: isEscalated(plan, site),
      missed: unread.length,
    };
    return {
      draft: draftOf({
        ...plan,
        case: one.id,
        notice,
        installed: plan.regards.map(({ installed }) => installed),
      }),
      papers: [noticePaper(plan, matter), formPaper(plan, matter)],
    };
  });
  return { drafts, unread };
}
