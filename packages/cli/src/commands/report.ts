import { readJournal } from '@seqwarden/agent/journal';
import { gatherFacts, type MonthReport, monthReport, parseMonth } from '@seqwarden/agent/report';
import { agentStateFolder } from '@seqwarden/agent/service/config';
import { agentConfig } from '../agent-config-file.ts';
import type { Command } from '../command.ts';
import { reportJson } from '../text/report-json.ts';
import { reportText } from '../text/report-text.ts';

export const report: Command = {
  usage: '--month YYYY-MM [--config FILE] [--json]',
  summary:
    'What befell the runs in a month, for the record. Exit 1: there were alarms, or something is open; 3: part of the month is not known.',
  options: {
    month: { type: 'string', help: 'in UTC; one that is not over is told until now' },
    config: {
      type: 'string',
      help: 'the configuration of the agent; default: the state folder of this account',
    },
    json: { type: 'boolean', help: 'one JSON document on standard output' },
  },
  positionals: { least: 0, most: 0 },
  run: async (args, context) => {
    const now = context.now();
    const month = parseMonth(args.required('month'), now);
    const path = args.text('config');
    const config = path === undefined ? undefined : agentConfig(path);
    const journal = readJournal(agentStateFolder(config ?? { state: undefined }, context.env));
    const facts = gatherFacts(journal, config, month, now);
    journal?.close();
    const found = monthReport(facts);
    context.out(args.flag('json') ? reportJson(found, context.version) : reportText(found, context.version));
    if (isBad(found)) return 1;
    return found.isWhole ? 0 : 3;
  },
};

/** Something went wrong in the month, or waits for a person at its end. */
function isBad({ roots, destinations, open }: MonthReport): boolean {
  return (
    roots.some(({ alarmed, quarantined }) => alarmed + quarantined > 0) ||
    destinations.some(({ failed }) => failed > 0) ||
    open.some(({ kind }) => kind === 'quarantined' || kind === 'differs')
  );
}
