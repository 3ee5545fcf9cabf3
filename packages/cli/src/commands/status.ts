import { readStatus } from '@seqwarden/agent/service/status';
import { journalOf, stateFolderOf } from '../agent-config-file.ts';
import type { Command } from '../command.ts';
import { statusJson } from '../text/status-json.ts';
import { statusText } from '../text/status-text.ts';

export const status: Command = {
  usage: '[--config FILE] [--json]',
  summary: 'How the agent and its runs stand: progress, rate, and what waits and why.',
  options: {
    config: {
      type: 'string',
      help: 'the configuration of the agent; default: the state folder of this account',
    },
    json: { type: 'boolean', help: 'one JSON document on standard output' },
  },
  positionals: { least: 0, most: 0 },
  run: async (args, context) => {
    const journal = journalOf(args, context.env);
    try {
      const report = readStatus(stateFolderOf(args, context.env), journal);
      if (args.flag('json')) context.out(`${JSON.stringify(statusJson(report), null, 2)}\n`);
      else context.out(statusText(report, context.now()));
      return 0;
    } finally {
      journal?.close();
    }
  },
};
