import { keepUntil, lastDay, laterDay, NO_DECISION, reportDay } from '@seqwarden/cases/duty';
import { SeqwardenError } from '@seqwarden/proof';
import { incidentToExtend } from '../../casework/named.ts';
import { DESK_OPTIONS, neededToSign } from '../../casework/options.ts';
import { withDesk } from '../../casework/with-desk.ts';
import { wordsOf } from '../../casework/words-of.ts';
import type { Command } from '../../command.ts';
import { EVIDENCE_OPTION, evidenceOf } from '../record/evidence-of.ts';
import { pastDayOf } from '../record/past-day-of.ts';
import { calendarAtHand } from './calendar-at-hand.ts';
import { windowsOf } from './candidates.ts';
import { dutiesAtHand, dutyNamed } from './duties-at-hand.ts';
import { NOT_SAID } from './enter-suspicion.ts';
import { DUTIES_OPTION } from './incident-options.ts';
import { besideText, dutyOfIncident, keepUntilOf, requireOpen } from './of-incident.ts';

export const decideIncident: Command = {
  usage:
    'INCIDENT --duty ID --report|--do-not-report --reason TEXT [--aware DAY] [--evidence FILE]... [OPTION...]',
  summary:
    'Sign whether a duty to report applies, with the reasons. It is your decision: the software makes none. INCIDENT is its first 8 or more digits.',
  options: {
    duty: { type: 'string', help: 'which, as `incident show` calls it' },
    report: { type: 'boolean', help: 'it has to be, or will be, reported' },
    'do-not-report': { type: 'boolean', help: 'it will not be reported' },
    reason: {
      type: 'string',
      help: 'the deliberations; signed and kept for ever, so no names of persons; whole ones go into a file, as evidence',
    },
    aware: {
      type: 'string',
      help: 'the day on which somebody became aware of what this duty is about, as 2023-05-02; default: that of the incident',
    },
    ...DUTIES_OPTION,
    ...EVIDENCE_OPTION,
    ...DESK_OPTIONS,
  },
  positionals: { least: 1, most: 1 },
  run: async (args, context) => {
    args.requireAll('duty', 'reason', ...neededToSign(context));
    const id = args.required('duty');
    const isReport = args.flag('report');
    if (isReport === args.flag('do-not-report'))
      throw new SeqwardenError('USAGE', 'say --report or --do-not-report');
    if (!isReport && args.text('aware') !== undefined)
      throw new SeqwardenError('USAGE', '--aware goes with --report');
    const reason = wordsOf(args, 'reason');
    const given = args.text('aware') === undefined ? undefined : pastDayOf(args, 'aware', context);
    const duty = dutyNamed(dutiesAtHand(args, context.env), id);
    return withDesk(args, context, async desk => {
      const incident = incidentToExtend(desk, args.first());
      requireOpen(incident);
      dutyOfIncident(incident, id);
      const aware = given ?? incident.opened.says.awareOn;
      if (aware === null) throw new SeqwardenError('USAGE', '--aware is missing: the incident has no day');
      const reportBy = isReport ? reportDay(duty, aware, calendarAtHand(context, desk.trust)) : null;
      const evidence = await evidenceOf(args, context);
      const entered = await desk.enter('incident', {
        ...NOT_SAID,
        ...{ incident: incident.id, action: 'decided', case: incident.opened.says.case, reason, evidence },
        decision: { duty: id, answer: isReport ? 'report' : 'do_not_report', reportBy },
        keepUntil: laterDay(
          keepUntilOf(incident),
          keepUntil([duty], lastDay(aware, windowsOf(incident)) ?? aware),
        ),
      });
      const { identity, index } = entered;
      if (args.flag('json')) {
        const answer = { incident: incident.id, duty: id, reportBy, record: identity, index };
        context.out(`${JSON.stringify({ ...answer, reportability: NO_DECISION }, null, 2)}\n`);
      } else {
        const told = toldText(id, isReport, aware, reportBy);
        context.err(`${told}${besideText(incident, desk.log)}${NO_DECISION}\n`);
      }
      return 0;
    });
  },
};

function toldText(id: string, isReport: boolean, aware: string, reportBy: string | null): string {
  if (!isReport) return `recorded your decision on ${id}: not to be reported\n`;
  const by = reportBy === null ? 'no day is set' : `by ${reportBy}, counted from ${aware}`;
  return `recorded your decision on ${id}: to be reported, ${by}\nnext: seqwarden incident draft\n`;
}
