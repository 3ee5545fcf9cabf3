import { SeqwardenError } from '@seqwarden/proof';
import { DOCUMENT_KINDS } from '@seqwarden/proof/acts';
import { dayNamed } from '../../casework/day-of.ts';
import { caseNamed } from '../../casework/named.ts';
import { DESK_OPTIONS, neededToSign } from '../../casework/options.ts';
import { withDesk } from '../../casework/with-desk.ts';
import { nameOf, wordsOf } from '../../casework/words-of.ts';
import type { Command } from '../../command.ts';
import { shortId } from '../../text/case-words.ts';
import { choiceOf } from './choices.ts';

export const expect: Command = {
  usage: 'CASE --what KIND --publisher NAME [--by DAY | --withdraw --reason TEXT] [OPTION...]',
  summary:
    'Say that a document should come, or should have come: what others got and you did not. It is a task until a document of that kind and publisher is received, or a person withdraws it.',
  options: {
    what: { type: 'string', help: DOCUMENT_KINDS.join(', ') },
    publisher: { type: 'string', help: 'who should send it, named as `case receive` will name it' },
    by: { type: 'string', help: 'the day by which it should be there, as 2026-11-22' },
    withdraw: { type: 'boolean', help: 'it is no longer expected' },
    reason: { type: 'string', help: 'with --withdraw: why; signed and kept for ever' },
    ...DESK_OPTIONS,
  },
  positionals: { least: 1, most: 1 },
  run: async (args, context) => {
    args.requireAll(
      'what',
      'publisher',
      ...(args.flag('withdraw') ? ['reason'] : []),
      ...neededToSign(context),
    );
    const what = choiceOf(args, 'what', DOCUMENT_KINDS, undefined);
    if (what === undefined) throw new SeqwardenError('USAGE', '--what is missing');
    const publisher = nameOf(args, 'publisher');
    const isWithdrawn = args.flag('withdraw');
    const by = dayNamed(args, 'by') ?? null;
    if (isWithdrawn && by !== null) throw new SeqwardenError('USAGE', '--by does not go with --withdraw');
    if (!isWithdrawn && args.text('reason') !== undefined)
      throw new SeqwardenError('USAGE', '--reason goes with --withdraw');
    const says = isWithdrawn
      ? ({ action: 'withdrawn', by: null, reason: wordsOf(args, 'reason') } as const)
      : ({ action: 'expected', by, reason: null } as const);
    const done = await withDesk(args, context, async desk => {
      const { id } = caseNamed(desk, args.first());
      return { case: id, ...(await desk.enter('expected', { case: id, what, publisher, ...says })) };
    });
    const { identity: record, index } = done;
    if (args.flag('json')) context.out(`${JSON.stringify({ case: done.case, record, index }, null, 2)}\n`);
    else
      context.err(
        `the ${what} of ${publisher} is ${isWithdrawn ? 'no longer ' : ''}expected in case ${shortId(done.case)}\n`,
      );
    return 0;
  },
};
