import { randomBytes } from 'node:crypto';
import { DESK_OPTIONS, neededToSign } from '../../casework/options.ts';
import { withDesk } from '../../casework/with-desk.ts';
import { nameOf, signedWords } from '../../casework/words-of.ts';
import type { Command } from '../../command.ts';

export const openCase: Command = {
  usage: '--title TEXT --signer KEY [OPTION...]',
  summary:
    'Begin a case: a letter or an advisory that came, and all that follows from it. Prints its id; `case receive` puts documents into it.',
  options: {
    title: signedWords('what the matter is called'),
    ...DESK_OPTIONS,
  },
  positionals: { least: 0, most: 0 },
  run: async (args, context) => {
    args.requireAll('title', ...neededToSign(context));
    const title = nameOf(args, 'title');
    const id = randomBytes(16).toString('hex');
    const says = { case: id, action: 'opened', title, reason: null } as const;
    const { identity, index } = await withDesk(args, context, desk => desk.enter('case', says));
    context.out(
      args.flag('json') ? `${JSON.stringify({ case: id, record: identity, index }, null, 2)}\n` : `${id}\n`,
    );
    return 0;
  },
};
