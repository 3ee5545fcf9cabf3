import type { MitigationState, PatchState, State } from '@seqwarden/cases/state';
import { SeqwardenError } from '@seqwarden/proof';
import type { Arguments } from '../../arguments.ts';
import type { Desk } from '../../casework/desk.ts';
import { recordNamed } from '../../casework/named.ts';
import { DESK_OPTIONS } from '../../casework/options.ts';
import { withDesk } from '../../casework/with-desk.ts';
import { wordsOf } from '../../casework/words-of.ts';
import type { Command } from '../../command.ts';
import { EVIDENCE_OPTION, evidenceOf } from './evidence-of.ts';
import { tellEntered } from './tell-entered.ts';

export const check: Command = {
  usage: 'RECORD --confirm|--refute --reason TEXT [--no-run-because TEXT] [--evidence FILE]...',
  summary:
    'Say as a second person that a patch or a measure is, or is not, as it was recorded. RECORD is its first 8 or more digits.',
  options: {
    confirm: { type: 'boolean', help: 'it is as it was recorded' },
    refute: { type: 'boolean', help: 'it is not' },
    reason: { type: 'string', help: 'what you looked at; signed and kept for ever, so no names of persons' },
    'no-run-because': {
      type: 'string',
      help: 'with --confirm: why no later run can show the fix, as where a patch leaves the version as it was',
    },
    ...EVIDENCE_OPTION,
    ...DESK_OPTIONS,
  },
  positionals: { least: 1, most: 1 },
  run: (args, context) =>
    withDesk(args, context, async desk => {
      const { record, says, isPatch } = checkable(args, desk);
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
      const told = { kind: 'check' as const, ...entered };
      tellEntered(desk, context, { json: args.flag('json'), entered: [told], installed });
      return 0;
    }),
};

/** What is checked. Throws CASE_UNKNOWN, and ACT_REFUSED for what the same person recorded, before anything is taken in. */
function checkable(args: Arguments, { state, signer }: Desk) {
  const { identity } = recordNamed({ state }, args.first());
  const found = checkableIn(state).find(({ record }) => record.identity === identity);
  if (found === undefined)
    throw new SeqwardenError('CASE_UNKNOWN', `${identity.slice(0, 16)} is no record of a patch or a measure`);
  if (found.record.signer === signer)
    throw new SeqwardenError('ACT_REFUSED', 'you recorded it yourself: another person has to check it');
  return found;
}

function checkableIn({ items }: State) {
  const of = (one: PatchState | MitigationState, isPatch: boolean) => ({
    ...{ record: one.record, says: one.says, isPatch },
  });
  return items.flatMap(({ patches, mitigations }) => [
    ...patches.map(one => of(one, true)),
    ...mitigations.map(one => of(one, false)),
  ]);
}

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
