import { SeqwardenError } from '@seqwarden/proof';
import { FACTS, type Installed } from '@seqwarden/proof/acts';
import type { CaseView } from '../../casework/desk.ts';
import { installedNamed } from '../../casework/named.ts';
import { DESK_OPTIONS } from '../../casework/options.ts';
import { withDesk } from '../../casework/with-desk.ts';
import { wordsOf } from '../../casework/words-of.ts';
import type { Command } from '../../command.ts';
import { oneOf } from './choice-of.ts';
import { EVIDENCE_OPTION, evidenceOf } from './evidence-of.ts';
import { pastDayOf } from './past-day-of.ts';
import { tellEntered } from './tell-entered.ts';

const NAMES = ['regulatoryStatus', 'use', 'retired'] as const;

export const fact: Command = {
  usage: 'SERIAL[/ID] regulatoryStatus|use|retired VALUE --reason TEXT [--on DAY] [--evidence FILE]...',
  summary: `State what no run can tell: ${NAMES.map(one => `${one} (${FACTS[one].join(', ')})`).join('; ')}.`,
  options: {
    reason: {
      type: 'string',
      help: 'where you know it from; signed and kept for ever, so no names of persons',
    },
    on: { type: 'string', help: 'the day from which it is so, as 2023-04-28; default: today in UTC' },
    vendor: { type: 'string', help: 'of the instrument, where two vendors have the same serial' },
    ...EVIDENCE_OPTION,
    ...DESK_OPTIONS,
  },
  positionals: { least: 3, most: 3 },
  run: (args, context) =>
    withDesk(args, context, async desk => {
      const [text = '', named = '', given = ''] = args.positionals;
      const which = oneOf(named, 'the second argument', NAMES);
      const value = oneOf(given, which, FACTS[which]);
      const installed = installedOf(text, args.text('vendor'), which, desk);
      const on = pastDayOf(args, 'on', context);
      const reason = wordsOf(args, 'reason');
      const evidence = await evidenceOf(args, context);
      const entered = await desk.enter('fact', { installed, fact: which, value, on, reason, evidence });
      const told = { kind: 'fact' as const, ...entered };
      tellEntered(desk, context, { json: args.flag('json'), entered: [told], installed });
      return 0;
    }),
};

/** The status is the device's, whatever is booted on it. */
function installedOf(
  text: string,
  vendor: string | undefined,
  which: (typeof NAMES)[number],
  view: Pick<CaseView, 'state'>,
): Installed {
  const installed = installedNamed(view, text, vendor);
  if (which === 'regulatoryStatus' && installed.id !== null)
    throw new SeqwardenError('USAGE', "the regulatory status is the device's: name it by its serial alone");
  return installed;
}
