import { SeqwardenError } from '@seqwarden/proof';
import type { Arguments } from '../../arguments.ts';
import { noticeNamed } from '../../casework/named.ts';
import { DESK_OPTIONS } from '../../casework/options.ts';
import { withDesk } from '../../casework/with-desk.ts';
import { wordsOf } from '../../casework/words-of.ts';
import type { Command } from '../../command.ts';
import type { Context } from '../../context.ts';
import { shortId } from '../../text/case-words.ts';
import { type Attempt, attemptMeant, ownNotice } from './notices-meant.ts';

const ATTEMPT_OPTIONS = {
  reason: {
    type: 'string',
    help: 'how you know; signed and kept for ever, so no names of persons and no addresses',
  },
  attempt: {
    type: 'string',
    help: 'which one, where several could be meant: its first digits, as `notice show` lists them',
  },
  ...DESK_OPTIONS,
} as const;

export const resolveSending: Command = {
  usage: 'NOTICE --sent|--not-sent --reason TEXT --signer KEY [OPTION...]',
  summary:
    'Say whether a notice went out of which it is uncertain, after you asked who runs the mail server, or the person. One that did not may be sent again.',
  options: {
    sent: { type: 'boolean', help: 'it went out' },
    'not-sent': { type: 'boolean', help: 'it did not' },
    ...ATTEMPT_OPTIONS,
  },
  positionals: { least: 1, most: 1 },
  run: async (args, context) => {
    if (args.flag('sent') === args.flag('not-sent'))
      throw new SeqwardenError('USAGE', 'say --sent or --not-sent');
    const state = args.flag('sent') ? 'sent' : 'not_sent';
    return sayOfAttempt(args, context, state, ({ outcome }) => outcome === 'uncertain');
  },
};

export const noticeReturned: Command = {
  usage: 'NOTICE --reason TEXT --signer KEY [OPTION...]',
  summary:
    'Say that a notice came back: the address is wrong, the person has left. It may then be sent again.',
  options: ATTEMPT_OPTIONS,
  positionals: { least: 1, most: 1 },
  run: (args, context) =>
    sayOfAttempt(args, context, 'returned', ({ outcome }) => outcome === 'sent' || outcome === 'uncertain'),
};

async function sayOfAttempt(
  args: Arguments,
  context: Context,
  state: 'sent' | 'not_sent' | 'returned',
  isMeant: (one: Attempt) => boolean,
): Promise<number> {
  const why = wordsOf(args, 'reason');
  const entered = await withDesk(args, context, async desk => {
    const named = state === 'sent' ? ownNotice : noticeNamed;
    const notice = named(desk, args.first());
    const { attempt, intended } = attemptMeant(args, notice, isMeant);
    const { case: of, recipient, purpose, channel, messageId } = intended.says;
    const said = { case: of, notice: notice.id, recipient, purpose, attempt, channel, messageId, state, why };
    return { notice: notice.id, attempt, state, ...(await desk.enter('sending', said)) };
  });
  const { notice, identity, index } = entered;
  if (args.flag('json'))
    context.out(
      `${JSON.stringify({ notice, attempt: entered.attempt, state, record: identity, index }, null, 2)}\n`,
    );
  else context.err(`recorded of the notice ${shortId(notice)}: ${STATES[state]}\n`);
  return 0;
}

const STATES = { sent: 'it was sent', not_sent: 'it was not sent', returned: 'it came back' } as const;
