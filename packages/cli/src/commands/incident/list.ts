import type { IncidentState } from '@seqwarden/cases/state';
import { counted } from '@seqwarden/runfolder';
import { incidentRegister } from '../../casework/named.ts';
import { VIEW_OPTIONS } from '../../casework/options.ts';
import { viewCases } from '../../casework/view-cases.ts';
import type { Command } from '../../command.ts';
import { ofRegisterText, shortId } from '../../text/case-words.ts';
import { columns } from '../../text/columns.ts';
import { oneLine } from '../../text/one-line.ts';
import { daysOf, isWaiting, keepUntilOf } from './of-incident.ts';

export const listIncidents: Command = {
  usage: '[OPTION...]',
  summary: 'List the incidents, with what waits for a decision or a report.',
  options: VIEW_OPTIONS,
  positionals: { least: 0, most: 0 },
  run: async (args, context) => {
    const { state, missed, log } = await viewCases(args, context);
    const incidents = state.incidents.map(listed);
    if (args.flag('json')) context.out(`${JSON.stringify({ incidents, missed }, null, 2)}\n`);
    else context.out(incidents.length === 0 ? 'no incident\n' : columns(incidents.map(one => row(one, log))));
    return missed.length > 0 ? 3 : 0;
  },
};

function listed(incident: IncidentState) {
  const { id, standing, opened, runs, duties } = incident;
  const { title, awareOn, case: ofCase } = opened.says;
  const waiting = duties.filter(isWaiting);
  const days = waiting.flatMap(daysOf);
  return {
    ...{
      id,
      register: incidentRegister(incident),
      title,
      standing,
      awareOn,
      case: ofCase,
      runs: runs.length,
    },
    ...{ waiting: waiting.map(({ duty }) => duty), nextDay: days.sort()[0] ?? null },
    keepUntil: keepUntilOf(incident),
  };
}

function row(
  { id, register, title, standing, awareOn, runs, waiting, nextDay }: ReturnType<typeof listed>,
  own: string,
): string[] {
  const next = nextDay === null ? '' : `, next by ${nextDay}`;
  const waits =
    waiting.length === 0 ? 'nothing waits' : `${counted(waiting.length, 'duty', 'duties')} open${next}`;
  const called = `${oneLine(title ?? '')}${ofRegisterText(register, own)}`;
  return [shortId(id), standing, `aware ${awareOn ?? ''}`, counted(runs, 'run'), waits, called];
}
