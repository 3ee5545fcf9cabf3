import { EvidenceStore } from '@seqwarden/agent/evidence';
import { DraftStore, type NoticeDraft } from '@seqwarden/agent/notices';
import { SeqwardenError } from '@seqwarden/proof';
import type { Arguments } from '../../arguments.ts';
import type { Desk } from '../../casework/desk.ts';
import { caseNamed } from '../../casework/named.ts';
import { DESK_OPTIONS } from '../../casework/options.ts';
import { withDesk } from '../../casework/with-desk.ts';
import type { Command } from '../../command.ts';
import type { Context } from '../../context.ts';
import { shortId } from '../../text/case-words.ts';
import { draftNamed } from './drafts-of.ts';
import { isOwn } from './notices-meant.ts';
import { SITE_OPTION, siteOf } from './site.ts';

export const releaseNotices: Command = {
  usage: 'NOTICE...|--case CASE --signer KEY [OPTION...]',
  summary:
    'Sign that these drafts may go out as they lie there now. Takes the right `notify`. What is released goes into the evidence store, and can then not be changed.',
  options: {
    case: { type: 'string', help: 'all drafts of this case' },
    ...SITE_OPTION,
    ...DESK_OPTIONS,
  },
  positionals: { least: 0, most: Number.POSITIVE_INFINITY },
  run: async (args, context) => {
    requireOneWay(args);
    const released = await withDesk(args, context, async desk => {
      const { today } = siteOf(args, context, desk.trust);
      const store = DraftStore.at(context.env);
      const drafts = draftsMeant(args, desk, store);
      for (const draft of drafts) requireReleasable(draft, desk, today);
      const done: { notice: string; record: string; index: number }[] = [];
      for (const draft of drafts) done.push(...(await release(draft, desk, store, context)));
      return done;
    });
    if (args.flag('json')) context.out(`${JSON.stringify({ released }, null, 2)}\n`);
    else for (const { notice } of released) context.err(`released the notice ${shortId(notice)}\n`);
    return 0;
  },
};

/** Throws USAGE. */
export function requireOneWay(args: Arguments): void {
  if (args.positionals.length > 0 === (args.text('case') !== undefined))
    throw new SeqwardenError('USAGE', 'name notices, or a case with --case');
}

/** Throws CASE_UNKNOWN, NOTHING_WAITS, CASE_INPUT_UNUSABLE. */
function draftsMeant(args: Arguments, desk: Desk, store: DraftStore): NoticeDraft[] {
  const ofCase = args.text('case');
  if (ofCase === undefined) return args.positionals.map(text => draftNamed(store, text));
  const { id } = caseNamed(desk, ofCase);
  // One that cannot be read may be of this case: whom it is for would get nothing, and nobody would hear of it.
  const drafts = store
    .list()
    .map(notice => store.read(notice))
    .filter(draft => draft.case === id);
  if (drafts.length === 0)
    throw new SeqwardenError('NOTHING_WAITS', 'the case has no draft: `notice draft` writes them');
  return drafts;
}

/** Before the first is signed. Throws CASE_UNKNOWN, ACT_REFUSED. */
function requireReleasable(
  { case: of, notice, acknowledgeBy }: NoticeDraft,
  { state }: Desk,
  today: string,
): void {
  if (!state.cases.some(({ id }) => id === of))
    throw new SeqwardenError(
      'CASE_UNKNOWN',
      `the draft ${shortId(notice)} is of a case that is not known here`,
    );
  if (acknowledgeBy < today)
    throw new SeqwardenError(
      'ACT_REFUSED',
      `the day of the draft ${shortId(notice)} has passed: draft it again`,
    );
}

async function release(draft: NoticeDraft, desk: Desk, store: DraftStore, { env, signal }: Context) {
  // A process that died between the two had entered it.
  if (desk.state.notices.some(one => one.id === draft.notice && isOwn(one, desk))) {
    store.remove(draft.notice);
    return [];
  }
  const evidence = EvidenceStore.at(env);
  const files = store.renderings(draft.notice);
  const keep = async (bytes: Uint8Array) => (await evidence.add(bytes, { signal })).sha256;
  const documents = {
    text: await keep(files.text),
    html: await keep(files.html),
    pdf: await keep(files.pdf),
    form: await keep(files.form),
  };
  const { identity, index } = await desk.enter('notice', {
    ...draft,
    action: 'released',
    documents,
    reason: null,
  });
  store.remove(draft.notice);
  return [{ notice: draft.notice, record: identity, index }];
}
