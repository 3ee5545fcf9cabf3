import { NO_DECISION } from '@seqwarden/cases/duty';
import { incidentTasks } from '@seqwarden/cases/task';
import { incidentNamed } from '../../casework/named.ts';
import { VIEW_OPTIONS } from '../../casework/options.ts';
import { personsOf } from '../../casework/persons.ts';
import { viewCases } from '../../casework/view-cases.ts';
import type { Command } from '../../command.ts';
import { inOrder, tasksText } from '../../text/tasks-text.ts';
import { dutiesAtHand, dutiesOfSite } from './duties-at-hand.ts';
import { DUTIES_OPTION } from './incident-options.ts';
import { dutiesText, incidentHead, lackingText, runsText } from './incident-text.ts';
import { keepUntilOf } from './of-incident.ts';

export const showIncident: Command = {
  usage: 'INCIDENT [OPTION...]',
  summary:
    'Show all of an incident: what is affected, each duty to report with the questions that a person answers, what was decided and sent. INCIDENT is its first 8 or more digits.',
  options: { ...DUTIES_OPTION, ...VIEW_OPTIONS },
  positionals: { least: 1, most: 1 },
  run: async (args, context) => {
    const view = await viewCases(args, context);
    const { trust, missed, log } = view;
    const incident = incidentNamed(view, args.first());
    const atHand = dutiesAtHand(args, context.env);
    const { duties } = atHand;
    const dutyOf = (id: string) => duties.find(duty => duty.id === id);
    const own = incidentTasks(incident);
    const keepUntil = keepUntilOf(incident);
    if (args.flag('json')) {
      const data = incident.duties.flatMap(({ duty }) => dutyOf(duty) ?? []);
      const whole = { incident, duties: data, reportability: NO_DECISION, keepUntil, tasks: own, missed };
      context.out(`${JSON.stringify(whole, null, 2)}\n`);
    } else {
      const site = personsOf(context, trust);
      const { day, nameOf } = site;
      const toDo = tasksText(inOrder(own, day), day, nameOf, log);
      context.out(
        incidentHead(incident, keepUntil, site, log) +
          runsText(incident) +
          dutiesText(incident, dutyOf, day) +
          lackingText(incident, dutiesOfSite(atHand)) +
          (own.length === 0 ? '' : `\nto be done\n${toDo}`),
      );
    }
    return missed.length > 0 ? 3 : 0;
  },
};
