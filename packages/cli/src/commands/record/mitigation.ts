import type { MitigationState, State } from '@seqwarden/cases/state';
import { SeqwardenError } from '@seqwarden/proof';
import { MEASURES, type MitigationPredicate } from '@seqwarden/proof/acts';
import type { Arguments } from '../../arguments.ts';
import type { CaseView } from '../../casework/desk.ts';
import { recordNamed } from '../../casework/named.ts';
import { DESK_OPTIONS } from '../../casework/options.ts';
import { withDesk } from '../../casework/with-desk.ts';
import { wordsOf } from '../../casework/words-of.ts';
import type { Command } from '../../command.ts';
import { choiceOf } from './choice-of.ts';
import { EVIDENCE_OPTION, evidenceOf } from './evidence-of.ts';
import { pastDayOf } from './past-day-of.ts';
import { TARGET_OPTIONS, targetOf } from './target.ts';
import { tellEntered } from './tell-entered.ts';

export const mitigation: Command = {
  usage:
    'SERIAL/ID --measure KIND --vulnerability CVE...|--case CASE --text TEXT [--on DAY] [--evidence FILE]... | --end RECORD --text TEXT [--on DAY]',
  summary:
    'Record what makes an exposure smaller until it is fixed (an account without rights, a firewall, no remote access), or that it ended.',
  options: {
    measure: { type: 'string', help: `one of ${MEASURES.join(', ')}` },
    text: {
      type: 'string',
      help: 'what was done, in your words; signed and kept for ever, so no names of persons',
    },
    on: { type: 'string', help: 'the day, as 2023-04-28; default: today in UTC' },
    end: { type: 'string', help: 'the record of the measure that ended, by its first 8 or more digits' },
    ...TARGET_OPTIONS,
    ...EVIDENCE_OPTION,
    ...DESK_OPTIONS,
  },
  positionals: { least: 0, most: 1 },
  run: (args, context) =>
    withDesk(args, context, async desk => {
      const on = pastDayOf(args, 'on', context);
      const text = wordsOf(args, 'text');
      const says = args.text('end') === undefined ? begun(args, desk) : ended(args, desk);
      const evidence = await evidenceOf(args, context);
      const entered = await desk.enter('mitigation', { ...says, on, text, evidence });
      const told = { kind: 'mitigation' as const, ...entered };
      tellEntered(desk, context, { json: args.flag('json'), entered: [told], installed: says.installed });
      return 0;
    }),
};

type Measure = Pick<MitigationPredicate, 'installed' | 'vulnerabilities' | 'action' | 'measure' | 'ends'>;

function begun(args: Arguments, desk: CaseView): Measure {
  const measure = choiceOf(args, 'measure', MEASURES);
  const { installed, vulnerabilities } = targetOf(args, desk);
  return { installed, vulnerabilities, action: 'begun', measure, ends: null };
}

function ended(args: Arguments, desk: CaseView): Measure {
  const other = ['measure', 'vulnerability', 'case', 'vendor'].find(option => args.texts(option).length > 0);
  if (other !== undefined || args.positionals.length > 0)
    throw new SeqwardenError('USAGE', '--end names the record of the measure, which says all the rest');
  const { identity } = recordNamed(desk, args.required('end'));
  const found = mitigationsOf(desk.state).find(({ record }) => record.identity === identity);
  if (found === undefined || found.says.action !== 'begun')
    throw new SeqwardenError('CASE_UNKNOWN', `${identity.slice(0, 16)} is no record of a measure`);
  if (found.endedOn !== null)
    throw new SeqwardenError('ACT_REFUSED', `the measure ended on ${found.endedOn} already`);
  const { installed, vulnerabilities, measure } = found.says;
  return { installed, vulnerabilities, action: 'ended', measure, ends: identity };
}

function mitigationsOf({ items }: State): readonly MitigationState[] {
  return items.flatMap(item => item.mitigations);
}
