import { readStatus } from '@seqwarden/agent/service/status';
import { journalOf, stateFolderOf } from '../agent-config-file.ts';
import type { Command } from '../command.ts';
import { oneLine } from '../text/one-line.ts';
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
      const folder = stateFolderOf(args, context.env);
      const report = readStatus(folder, journal);
      const isThere = journal !== undefined;
      if (args.flag('json')) {
        const answer = { ...statusJson(report), stateFolder: folder, journal: isThere };
        context.out(`${JSON.stringify(answer, null, 2)}\n`);
      } else {
        const head = `state folder: ${oneLine(folder)}`;
        context.out(
          isThere
            ? `${head}\n${statusText(report, context.now())}`
            : `${head}: no journal there\nNo agent has worked with this state folder yet; --config names that of another one.\n`,
        );
      }
      return 0;
    } finally {
      journal?.close();
    }
  },
};
