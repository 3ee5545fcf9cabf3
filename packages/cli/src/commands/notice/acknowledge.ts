import { type Directory, openDirectory } from '@seqwarden/agent/directory';
import { EvidenceStore } from '@seqwarden/agent/evidence';
import type { NoticeState } from '@seqwarden/cases/state';
import { SeqwardenError } from '@seqwarden/proof';
import type { Arguments } from '../../arguments.ts';
import { siteAtHand } from '../../casework/at-hand.ts';
import type { Desk } from '../../casework/desk.ts';
import { noticeNamed } from '../../casework/named.ts';
import { DESK_OPTIONS } from '../../casework/options.ts';
import { withDesk } from '../../casework/with-desk.ts';
import type { Command } from '../../command.ts';
import type { Context } from '../../context.ts';
import { shortId } from '../../text/case-words.ts';
import { isOwn } from './notices-meant.ts';
import { SITE_OPTION } from './site.ts';

export const acknowledgeNotice: Command = {
  usage: 'NOTICE [--not-mine] [--form FILE --for PERSON] --signer KEY [OPTION...]',
  summary:
    'Sign that you read the notice that went to you. For somebody without a key: take in the form that came back, signed. An answer by mail proves nothing, and counts for nothing.',
  options: {
    'not-mine': { type: 'boolean', help: 'the instruments in it are not in the charge of this person' },
    form: {
      type: 'string',
      help: 'file of the form that came back, as a scan or a photograph; it is kept as evidence',
    },
    for: {
      type: 'string',
      help: "with --form: whose it is, by the name in [person.NAME] of the site's file, or the first 8 or more digits that `notice show` gives",
    },
    ...SITE_OPTION,
    ...DESK_OPTIONS,
  },
  positionals: { least: 1, most: 1 },
  run: async (args, context) => {
    if ((args.text('form') === undefined) !== (args.text('for') === undefined))
      throw new SeqwardenError('USAGE', '--form and --for go together');
    const answer = args.flag('not-mine') ? 'not_mine' : 'read';
    const { notice, identity, index } = await withDesk(args, context, async desk => {
      const one = noticeNamed(desk, args.first());
      const { recipient } = one.released.says;
      const form = await formOf(args, one, desk, context);
      const by = form === null ? 'recipient' : 'form';
      const says = { case: one.case, notice: one.id, recipient, by, answer, form } as const;
      const abroad = isOwn(one, desk) ? {} : { release: one.released.record.identity };
      return { notice: one.id, ...(await desk.enter('acknowledgement', { ...says, ...abroad })) };
    });
    if (args.flag('json'))
      context.out(`${JSON.stringify({ notice, answer, record: identity, index }, null, 2)}\n`);
    else
      context.err(
        `recorded: the notice ${shortId(notice)} ${answer === 'read' ? 'was read' : 'is not theirs'}\n`,
      );
    return 0;
  },
};

/** The digest of the form; null: the recipient signs himself. Throws ACT_REFUSED where it is another person's notice, CASE_INPUT_UNUSABLE. */
async function formOf(
  args: Arguments,
  notice: NoticeState,
  desk: Desk,
  context: Context,
): Promise<string | null> {
  const { recipient } = notice.released.says;
  const [form, person] = [args.text('form'), args.text('for')];
  if (form === undefined || person === undefined) {
    if (recipient === desk.signer) return null;
    throw new SeqwardenError(
      'ACT_REFUSED',
      'the notice went to somebody else: only that key acknowledges it, or a form',
    );
  }
  if (!isOwn(notice, desk))
    throw new SeqwardenError(
      'ACT_REFUSED',
      'another register released the notice: its site takes in the forms that come back',
    );
  const keys = desk.trust.personKeys.map(({ keyid }) => keyid);
  const directory = openDirectory({ ...siteAtHand(args.text('site'), context), keys, makeSecret: false });
  if (!isTheirs(person, recipient, directory))
    throw new SeqwardenError('ACT_REFUSED', 'the notice went to another person than --for names');
  return (await EvidenceStore.at(context.env).add(form, { signal: context.signal })).sha256;
}

function isTheirs(person: string, recipient: string, directory: Directory | undefined): boolean {
  if (directory?.personOf(recipient)?.handle === person) return true;
  return /^[0-9a-f]{8,64}$/.test(person) && recipient.startsWith(person);
}
