import { EvidenceStore } from '@seqwarden/agent/evidence';
import { SeqwardenError } from '@seqwarden/proof';
import { incidentToExtend } from '../../casework/named.ts';
import { DESK_OPTIONS, neededToSign } from '../../casework/options.ts';
import { withDesk } from '../../casework/with-desk.ts';
import { wordsOf } from '../../casework/words-of.ts';
import type { Command } from '../../command.ts';
import { EVIDENCE_OPTION, evidenceOf } from '../record/evidence-of.ts';
import { pastDayOf } from '../record/past-day-of.ts';
import { NOT_SAID } from './enter-suspicion.ts';
import { besideText, dutyOfIncident, reportByOf, requireOpen } from './of-incident.ts';

export const reportIncident: Command = {
  usage: 'INCIDENT FILE --duty ID --sent DAY [--evidence FILE]... [OPTION...]',
  summary:
    'Record that a person sent a report: FILE is the document as it was sent, whose copy is kept; acknowledgements are evidence. Nothing is sent by it. INCIDENT is its first 8 or more digits.',
  options: {
    duty: { type: 'string', help: 'which, as `incident show` calls it' },
    sent: { type: 'string', help: 'the day on which it was sent, as 2023-05-12' },
    reason: {
      type: 'string',
      help: 'how it was sent, in your words; signed and kept for ever, so no names of persons',
    },
    ...EVIDENCE_OPTION,
    ...DESK_OPTIONS,
  },
  positionals: { least: 2, most: 2 },
  run: async (args, context) => {
    args.requireAll('duty', 'sent', ...neededToSign(context));
    const id = args.required('duty');
    const sentOn = pastDayOf(args, 'sent', context);
    const reason = args.text('reason') === undefined ? 'sent by a person' : wordsOf(args, 'reason');
    return withDesk(args, context, async desk => {
      const incident = incidentToExtend(desk, args.first());
      requireOpen(incident);
      const reportBy = reportByOf(dutyOfIncident(incident, id));
      if (reportBy === undefined)
        throw new SeqwardenError(
          'ACT_REFUSED',
          'nobody decided that it is to be reported: `incident decide` says so, with the reasons',
        );
      const [, path = ''] = args.positionals;
      const store = EvidenceStore.at(context.env);
      const { sha256: document } = await store.add(path, { signal: context.signal });
      const evidence = await evidenceOf(args, context);
      const { identity, index } = await desk.enter('incident', {
        ...NOT_SAID,
        ...{ incident: incident.id, action: 'reported', case: incident.opened.says.case, reason, evidence },
        report: { duty: id, document, sentOn },
      });
      const isLate = reportBy !== null && sentOn > reportBy;
      if (args.flag('json')) {
        const answer = { incident: incident.id, duty: id, document, sentOn, isLate, record: identity, index };
        context.out(`${JSON.stringify(answer, null, 2)}\n`);
      } else {
        const late = isLate ? `; LATE: it was due by ${reportBy}` : '';
        context.err(
          `recorded the report on ${id}, sent on ${sentOn}${late}\n${besideText(incident, desk.log)}`,
        );
      }
      return isLate ? 1 : 0;
    });
  },
};
