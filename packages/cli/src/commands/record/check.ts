import { SeqwardenError } from '@seqwarden/proof';
import type { Arguments } from '../../arguments.ts';
import { DESK_OPTIONS } from '../../casework/options.ts';
import { withDesk } from '../../casework/with-desk.ts';
import { wordsOf } from '../../casework/words-of.ts';
import type { Command } from '../../command.ts';
import { checkableNamed, nameText } from './checkable.ts';
import { EVIDENCE_OPTION, evidenceOf } from './evidence-of.ts';
import { tellEntered } from './tell-entered.ts';

export const check: Command = {
  usage:
    'RECORD|SERIAL/ID [CVE...] --confirm|--refute --reason TEXT [--no-run-because TEXT] [--evidence FILE]...',
  summary:
    'Say as a second person that a patch or a measure is, or is not, as it was recorded. RECORD is its first 8 or more digits; an installation stands for the one record of it that waits to be checked.',
  options: {
    confirm: { type: 'boolean', help: 'it is as it was recorded' },
    refute: { type: 'boolean', help: 'it is not' },
    reason: { type: 'string', help: 'what you looked at; signed and kept for ever, so no names of persons' },
    'no-run-because': {
      type: 'string',
      help: 'with --confirm: why no later run can show the fix, as where a patch leaves the version as it was',
    },
    vendor: { type: 'string', help: 'of the instrument, where two vendors have the same serial' },
    ...EVIDENCE_OPTION,
    ...DESK_OPTIONS,
  },
  positionals: { least: 1, most: 65 },
  run: (args, context) =>
    withDesk(args, context, async desk => {
      const checked = checkableNamed(args, desk);
      const { record, says, isPatch } = checked;
      const result = resultOf(args);
      const reason = wordsOf(args, 'reason');
      const noRunBecause = noRunOf(args, isPatch && result === 'confirmed');
      const evidence = await evidenceOf(args, context);
      const of = record.identity;
      const { installed, vulnerabilities } = says;
      const entered = await desk.enter(
        'check',
        { of, installed, vulnerabilities, result, noRunBecause, reason, evidence },
        of,
      );
      const told = { kind: 'check' as const, ...entered, more: { of } };
      const json = args.flag('json');
      // Who named the installation hears which of its records it was.
      if (!json && !of.startsWith(args.first().toLowerCase())) context.out(`checked ${nameText(checked)}\n`);
      tellEntered(desk, context, { json, entered: [told], installed });
      return 0;
    }),
};

function resultOf(args: Arguments): 'confirmed' | 'refuted' {
  if (args.flag('confirm') === args.flag('refute'))
    throw new SeqwardenError('USAGE', 'say --confirm or --refute');
  return args.flag('confirm') ? 'confirmed' : 'refuted';
}

function noRunOf(args: Arguments, mayBe: boolean): string | null {
  if (args.text('no-run-because') === undefined) return null;
  if (!mayBe) throw new SeqwardenError('USAGE', '--no-run-because goes with --confirm, and with a patch');
  return wordsOf(args, 'no-run-because');
}
