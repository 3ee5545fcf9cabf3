import { SeqwardenError } from '@seqwarden/proof';
import { recordNamed } from '../../casework/named.ts';
import { DESK_OPTIONS } from '../../casework/options.ts';
import { withDesk } from '../../casework/with-desk.ts';
import { wordsOf } from '../../casework/words-of.ts';
import type { Command } from '../../command.ts';
import { tellEntered } from './tell-entered.ts';

export const correction: Command = {
  usage: 'RECORD --reason TEXT [--replacement RECORD]',
  summary:
    'Say that a record was wrong: it no longer counts, and stays where it is. RECORD is its first 8 or more digits.',
  options: {
    reason: { type: 'string', help: 'what was wrong; signed and kept for ever, so no names of persons' },
    replacement: { type: 'string', help: 'the record that says it rightly, entered before' },
    ...DESK_OPTIONS,
  },
  positionals: { least: 1, most: 1 },
  run: (args, context) =>
    withDesk(args, context, async desk => {
      const of = recordNamed(desk, args.first()).identity;
      const named = args.text('replacement');
      const replacement = named === undefined ? null : recordNamed(desk, named).identity;
      if (replacement === of)
        throw new SeqwardenError('USAGE', 'a record does not take its own place: leave out --replacement');
      const reason = wordsOf(args, 'reason');
      const entered = await desk.enter('correction', { of, replacement, reason }, of);
      const told = { kind: 'correction' as const, ...entered };
      tellEntered(desk, context, { json: args.flag('json'), entered: [told], installed: null });
      return 0;
    }),
};
