import type { IncidentState } from '@seqwarden/cases/state';
import { SeqwardenError } from '@seqwarden/proof';
import type { CaseView } from '../../casework/desk.ts';
import { incidentRegister, incidentToExtend } from '../../casework/named.ts';
import { DESK_OPTIONS } from '../../casework/options.ts';
import { withDesk } from '../../casework/with-desk.ts';
import { signedWords, wordsOf } from '../../casework/words-of.ts';
import type { Command } from '../../command.ts';
import { shortId } from '../../text/case-words.ts';
import { NOT_SAID } from './enter-suspicion.ts';
import { isWaiting, keepUntilOf, requireOpen } from './of-incident.ts';

export const closeIncident: Command = {
  usage: 'INCIDENT --reason TEXT [OPTION...]',
  summary:
    'Say that an incident is over. Refused while a duty to report waits for its decision or its report. Holds stay: `hold --lift` ends them. INCIDENT is its first 8 or more digits.',
  options: {
    reason: signedWords('why it is over'),
    ...DESK_OPTIONS,
  },
  positionals: { least: 1, most: 1 },
  run: async (args, context) => {
    const reason = wordsOf(args, 'reason');
    return withDesk(args, context, async desk => {
      const incident = incidentToExtend(desk, args.first());
      requireOpen(incident);
      requireOpenHere(incident, desk);
      // What another register opened has its duties there.
      const duties = incidentRegister(incident) === desk.log ? incident.duties : [];
      const waiting = duties.filter(isWaiting).map(({ duty }) => duty);
      if (waiting.length > 0)
        throw new SeqwardenError(
          'ACT_REFUSED',
          `a decision or a report is missing of: ${waiting.join(', ')}`,
        );
      const keepUntil = keepUntilOf(incident);
      const { identity, index } = await desk.enter('incident', {
        ...NOT_SAID,
        ...{ incident: incident.id, action: 'closed', case: incident.opened.says.case, reason, keepUntil },
      });
      if (args.flag('json')) {
        const answer = { incident: incident.id, keepUntil, record: identity, index };
        context.out(`${JSON.stringify(answer, null, 2)}\n`);
      } else {
        const keep = keepUntil === null ? '' : `; keep all on it until ${keepUntil} at least`;
        context.err(`closed the incident ${shortId(incident.id)}${keep}; its runs stay held\n`);
      }
      return 0;
    });
  },
};

/** Its register closes an incident, and who extended it closes it for himself. Throws ACT_REFUSED. */
function requireOpenHere(incident: IncidentState, { log }: CaseView): void {
  const register = incidentRegister(incident);
  if (
    register === log ||
    incident.history.some(({ record, says }) => record.log === log && says.action === 'extended')
  )
    return;
  throw new SeqwardenError(
    'ACT_REFUSED',
    `the register ${shortId(register)} opened this incident: its site closes it`,
  );
}
