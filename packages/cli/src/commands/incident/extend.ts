import { SeqwardenError } from '@seqwarden/proof';
import { incidentToExtend } from '../../casework/named.ts';
import type { Command } from '../../command.ts';
import { addedDuties } from './added-duties.ts';
import { calendarAtHand } from './calendar-at-hand.ts';
import { dutiesAtHand, dutiesMeant } from './duties-at-hand.ts';
import { NOT_SAID } from './enter-suspicion.ts';
import { followSuspicion } from './follow-suspicion.ts';
import { CANDIDATE_OPTIONS, DUTIES_OPTION, WHAT_OPTIONS } from './incident-options.ts';
import { keptLonger } from './kept-longer.ts';
import { takeUpDuties } from './take-up-duties.ts';

/** Any of these says that more is affected. */
const WHAT = ['run', 'unseen-run', 'from-verify', 'alarm', 'installation', 'window'] as const;

export const extendIncident: Command = {
  usage:
    'INCIDENT --reason TEXT --run RUN...|--unseen-run NAME...|--from-verify FILE|--alarm FILE|--installation SERIAL/ID|--window FROM/UNTIL --config FILE|--at DEST... | --jurisdiction NAME... [OPTION...]',
  summary:
    'Add runs, instruments or a time to an incident; the runs are held. Or add the duties of a jurisdiction that it was not opened with. A closed one is open again. INCIDENT is its first 8 or more digits.',
  options: {
    jurisdiction: {
      type: 'strings',
      help: 'whose duties to report are to be decided too, as ch; may be given again; their days are counted from becoming aware',
    },
    ...DUTIES_OPTION,
    ...WHAT_OPTIONS,
    ...CANDIDATE_OPTIONS,
  },
  positionals: { least: 1, most: 1 },
  run: (args, context) => {
    if (args.text('reason') === undefined) throw new SeqwardenError('USAGE', '--reason is missing');
    const isAsked = args.texts('jurisdiction').length > 0;
    const isLonger = isAsked || args.text('window') !== undefined;
    // Runs alone are held also where the file of duties cannot be read.
    const data = isLonger ? dutiesAtHand(args, context.env) : undefined;
    const atHand = data?.duties ?? [];
    const meant = isAsked && data !== undefined ? dutiesMeant(args, data) : [];
    if (isAsked && WHAT.every(name => args.texts(name).length === 0))
      return takeUpDuties(meant, atHand, args, context);
    return followSuspicion(args, context, '', ({ window, reason }, desk, evidence) => {
      const incident = incidentToExtend(desk, args.first());
      const about = { incident: incident.id, action: 'extended', case: incident.opened.says.case } as const;
      const duties = isAsked ? addedDuties(incident, meant, calendarAtHand(context, desk.trust)) : [];
      const kept = keptLonger(incident, { meant, window, atHand });
      const { keepUntil } = kept;
      return { says: { ...NOT_SAID, ...about, window, reason, evidence, duties, keepUntil }, kept };
    });
  },
};
