import { randomBytes } from 'node:crypto';
import { keepUntil as keepUntilFor, lastDay } from '@seqwarden/cases/duty';
import type { Arguments } from '../../arguments.ts';
import { caseNamed } from '../../casework/named.ts';
import { nameOf, signedWords } from '../../casework/words-of.ts';
import type { Command } from '../../command.ts';
import { choiceOf } from '../case/choices.ts';
import { pastDayOf } from '../record/past-day-of.ts';
import { dutiesToDecide } from './added-duties.ts';
import { calendarAtHand } from './calendar-at-hand.ts';
import { dutiesAtHand, dutiesMeant } from './duties-at-hand.ts';
import { NOT_SAID } from './enter-suspicion.ts';
import { followSuspicion } from './follow-suspicion.ts';
import { CANDIDATE_OPTIONS, DUTIES_OPTION, WHAT_OPTIONS } from './incident-options.ts';
import { firstStepsText } from './incident-text.ts';

export const openIncident: Command = {
  usage:
    '--title TEXT [--aware DAY] --run RUN...|--unseen-run NAME...|--from-verify FILE|--alarm FILE|--installation SERIAL/ID|--window FROM/UNTIL --config FILE|--at DEST... [OPTION...]',
  summary:
    'A suspicion that something was tampered with: says what to do at once, enters it, holds the affected runs, lists what may have to be reported. Prints its id. What has to be reported, a person decides.',
  options: {
    title: signedWords('what the matter is called'),
    aware: {
      type: 'string',
      help: 'the day on which somebody became aware of it, as 2023-05-02: periods begin with it; default: today in UTC',
    },
    case: {
      type: 'string',
      help: 'the case that it belongs to: its first digits, or what a document of it is called',
    },
    origin: { type: 'string', help: 'vendor, where the manufacturer said it; default: as the options tell' },
    jurisdiction: {
      type: 'strings',
      help: 'whose duties to report are to be decided, as us; may be given again; default: those of the file of duties, else all that are known',
    },
    ...DUTIES_OPTION,
    ...WHAT_OPTIONS,
    ...CANDIDATE_OPTIONS,
  },
  positionals: { least: 0, most: 0 },
  first: context => context.err(firstStepsText()),
  run: async (args, context) => {
    const said = { title: nameOf(args, 'title'), awareOn: pastDayOf(args, 'aware', context) };
    const origin = choiceOf(args, 'origin', ['vendor'], undefined);
    const meant = dutiesMeant(args, dutiesAtHand(args, context.env));
    return followSuspicion(args, context, said.title, (suspicion, desk, evidence) => {
      const { window } = suspicion;
      const says = {
        ...NOT_SAID,
        ...{ incident: randomBytes(16).toString('hex'), action: 'opened' as const, ...said },
        case: caseIdNamed(args, desk),
        origin: origin ?? suspicion.origin,
        window,
        duties: dutiesToDecide(meant, said.awareOn, calendarAtHand(context, desk.trust)),
        reason: suspicion.reason,
        keepUntil: keepUntilFor(
          meant,
          lastDay(said.awareOn, window === null ? [] : [window]) ?? said.awareOn,
        ),
        evidence,
      };
      return { says, kept: null };
    });
  },
};

function caseIdNamed(args: Arguments, desk: Parameters<typeof caseNamed>[0]): string | null {
  const text = args.text('case');
  return text === undefined ? null : caseNamed(desk, text).id;
}
