import { readJournal } from '@seqwarden/agent/journal';
import {
  gatherFacts,
  lookAtPlaces,
  type MonthReport,
  monthReport,
  parseMonth,
  type ReportFacts,
} from '@seqwarden/agent/report';
import { type AgentConfig, agentStateFolder } from '@seqwarden/agent/service/config';
import { SeqwardenError } from '@seqwarden/proof';
import { agentConfig } from '../agent-config-file.ts';
import type { Arguments } from '../arguments.ts';
import type { Command } from '../command.ts';
import type { Context } from '../context.ts';
import { loadTrust } from '../keys.ts';
import { accountLog } from '../register.ts';
import { withRegister } from '../register-at-hand.ts';
import { reportJson } from '../text/report-json.ts';
import { reportText } from '../text/report-text.ts';

export const report: Command = {
  usage: '--month YYYY-MM [--config FILE] [--check [--trust FILE...]] [--json]',
  summary:
    'What befell the runs in a month, for the record. Exit 1: alarms, runs that were set aside, readings that differ; 3: part of it is unknown.',
  options: {
    month: { type: 'string', help: 'in UTC; one that is not over is told until now' },
    config: {
      type: 'string',
      help: 'the configuration of the agent; default: the state folder of this account',
    },
    check: {
      type: 'boolean',
      help: 'compare with the seals and deliveries that are signed at the destinations of the configuration',
    },
    trust: { type: 'strings', help: 'trust file for --check; may be given again; default: your own' },
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
    const found = args.flag('check') ? await checked(facts, config, args, context) : monthReport(facts);
    context.out(args.flag('json') ? reportJson(found, context.version) : reportText(found, context.version));
    if (isBad(found)) return 1;
    const isUnknown = !found.isWhole || found.checks?.some(({ verdict }) => verdict === 'unknown');
    return isUnknown ? 3 : 0;
  },
};

/** With what lies at the destinations, of the runs that the report is about. */
async function checked(
  facts: ReportFacts,
  config: AgentConfig | undefined,
  args: Arguments,
  context: Context,
): Promise<MonthReport> {
  if (config === undefined)
    throw new SeqwardenError('USAGE', '--check needs --config, which names the places');
  const specs = config.destinations.map(({ spec }) => spec);
  const log = await accountLog(context, specs);
  const trust = withRegister(await loadTrust(args, context.env), log);
  const about = new Set(monthReport(facts).runs.map(({ id }) => id));
  const runs = facts.runs.filter(({ id }) => about.has(id));
  const places = new Map(
    [...facts.destinations].flatMap(([slot, { name, id }]) => {
      const spec = config.destinations.find(one => one.name === name)?.spec;
      return spec === undefined ? [] : [[slot, { spec, id }] as const];
    }),
  );
  try {
    return monthReport({ ...facts, looks: await lookAtPlaces(runs, places, trust, context.signal) });
  } finally {
    await log?.close();
  }
}

/** Something went wrong in the month, or waits for a person at its end. */
function isBad({ roots, destinations, open, checks }: MonthReport): boolean {
  return (
    roots.some(({ alarmed, quarantined }) => alarmed + quarantined > 0) ||
    destinations.some(({ failed }) => failed > 0) ||
    open.some(({ kind }) => kind === 'quarantined' || kind === 'differs') ||
    (checks?.some(({ verdict }) => verdict === 'differs') ?? false)
  );
}
