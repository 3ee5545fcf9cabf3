import { SeqwardenError } from '@seqwarden/proof';
import { DESK_OPTIONS } from '../../casework/options.ts';
import { withDesk } from '../../casework/with-desk.ts';
import { signedWords, wordsOf } from '../../casework/words-of.ts';
import type { Command } from '../../command.ts';
import { shortId } from '../../text/case-words.ts';
import { ownNotice } from './notices-meant.ts';

export const withdrawNotice: Command = {
  usage: 'NOTICE --reason TEXT --signer KEY [OPTION...]',
  summary:
    'Withdraw a released notice: it is sent no more, and nobody is reminded of it. Takes the right `notify`. Who has it already is to be told by you.',
  options: {
    reason: signedWords('why'),
    ...DESK_OPTIONS,
  },
  positionals: { least: 1, most: 1 },
  run: async (args, context) => {
    const reason = wordsOf(args, 'reason');
    const { notice, record, index, sent } = await withDesk(args, context, async desk => {
      const one = ownNotice(desk, args.first());
      if (one.standing === 'withdrawn')
        throw new SeqwardenError('ACT_REFUSED', 'the notice is withdrawn already');
      const { statedAt: _, tool: __, ...says } = one.released.says;
      const { identity, index } = await desk.enter('notice', { ...says, action: 'withdrawn', reason });
      const wasSent = one.attempts.some(({ outcome }) => outcome === 'sent' || outcome === 'uncertain');
      return { notice: one.id, record: identity, index, sent: wasSent };
    });
    if (args.flag('json')) context.out(`${JSON.stringify({ notice, record, index }, null, 2)}\n`);
    else
      context.err(
        `withdrew the notice ${shortId(notice)}${sent ? '; it was sent, or perhaps was: tell the person' : ''}\n`,
      );
    return 0;
  },
};
