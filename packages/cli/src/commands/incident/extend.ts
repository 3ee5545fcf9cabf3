import { SeqwardenError } from '@seqwarden/proof';
import { incidentNamed } from '../../casework/named.ts';
import type { Command } from '../../command.ts';
import { NOT_SAID } from './enter-suspicion.ts';
import { followSuspicion } from './follow-suspicion.ts';
import { CANDIDATE_OPTIONS, DUTIES_OPTION, WHAT_OPTIONS } from './incident-options.ts';

export const extendIncident: Command = {
  usage:
    'INCIDENT --reason TEXT --run RUN...|--from-verify FILE|--alarm FILE|--installation SERIAL/ID|--window FROM/UNTIL --config FILE|--at DEST... [OPTION...]',
  summary:
    'Add runs, instruments or a time to an incident; the runs are held. A closed one is open again. INCIDENT is its first 8 or more digits.',
  options: { ...DUTIES_OPTION, ...WHAT_OPTIONS, ...CANDIDATE_OPTIONS },
  positionals: { least: 1, most: 1 },
  run: (args, context) => {
    if (args.text('reason') === undefined) throw new SeqwardenError('USAGE', '--reason is missing');
    return followSuspicion(args, context, '', ({ window, reason }, desk, evidence) => {
      const { id, opened } = incidentNamed(desk, args.first());
      const about = { incident: id, action: 'extended', case: opened.says.case } as const;
      return { ...NOT_SAID, ...about, window, reason, evidence };
    });
  },
};
