import { isOverIn } from '@seqwarden/cases/reduce';
import { SeqwardenError } from '@seqwarden/proof';
import { caseNamed } from '../../casework/named.ts';
import { DESK_OPTIONS } from '../../casework/options.ts';
import { withDesk } from '../../casework/with-desk.ts';
import { signedWords, wordsOf } from '../../casework/words-of.ts';
import type { Command } from '../../command.ts';
import { shortId } from '../../text/case-words.ts';

export const reopenCase: Command = {
  usage: 'CASE --reason TEXT --signer KEY [OPTION...]',
  summary:
    'Say that a closed case is not over. CASE is its first digits, or what a document of it is called.',
  options: {
    reason: signedWords('why'),
    ...DESK_OPTIONS,
  },
  positionals: { least: 1, most: 1 },
  run: async (args, context) => {
    const reason = wordsOf(args, 'reason');
    const { id, identity, index } = await withDesk(args, context, async desk => {
      const found = caseNamed(desk, args.first());
      const { id } = found;
      if (!isOverIn(found)(desk.log)) throw new SeqwardenError('ACT_REFUSED', 'the case is open');
      const says = { case: id, action: 'reopened', title: null, reason } as const;
      return { id, ...(await desk.enter('case', says)) };
    });
    if (args.flag('json')) context.out(`${JSON.stringify({ case: id, record: identity, index }, null, 2)}\n`);
    else context.err(`opened the case ${shortId(id)} again\n`);
    return 0;
  },
};
