import { tasksOfCase } from '@seqwarden/cases/task';
import { custodyGaps, gapsText } from '../../casework/custody-gaps.ts';
import { caseNamed } from '../../casework/named.ts';
import { VIEW_OPTIONS } from '../../casework/options.ts';
import { personsOf } from '../../casework/persons.ts';
import { viewCases } from '../../casework/view-cases.ts';
import type { Command } from '../../command.ts';
import { caseText } from '../../text/case-text.ts';
import { incidentsOf, itemsOf, noticesOf } from './of-case.ts';

export const showCase: Command = {
  usage: 'CASE [OPTION...]',
  summary:
    'Show all of a case: documents, installations and where each stands, notices, what is to be done. CASE is its first digits, or what a document of it is called.',
  options: VIEW_OPTIONS,
  positionals: { least: 1, most: 1 },
  run: async (args, context) => {
    const view = await viewCases(args, context);
    const { state, tasks, trust, missed, log } = view;
    const found = caseNamed(view, args.first());
    const whole = {
      case: found,
      items: itemsOf(state, found.id),
      notices: noticesOf(state, found.id),
      incidents: incidentsOf(state, found.id),
      tasks: tasksOfCase(tasks, state, found.id),
      uncounted: state.uncounted,
    };
    const custody = custodyGaps(whole.items, view, context);
    if (args.flag('json')) context.out(`${JSON.stringify({ ...whole, custody, missed }, null, 2)}\n`);
    else {
      const site = personsOf(context, trust);
      context.out(caseText({ ...whole, own: log }, site) + gapsText(custody, site));
    }
    return missed.length > 0 ? 3 : 0;
  },
};
