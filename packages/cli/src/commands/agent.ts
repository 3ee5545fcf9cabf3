import { serve } from '@seqwarden/agent/service';
import { agentStateFolder } from '@seqwarden/agent/service/config';
import { agentConfig } from '../agent-config-file.ts';
import type { Command } from '../command.ts';
import { sealingKeys } from './shared.ts';

export const agent: Command = {
  usage: '--config FILE [--trust FILE...]',
  summary: 'The copy service: take over runs while they grow, seal them, read them back.',
  options: {
    config: { type: 'string', help: 'the configuration, TOML; see OPERATING.md' },
    trust: {
      type: 'strings',
      help: 'trust file for a seal that is there already; may be given again; default: your own',
    },
  },
  positionals: { least: 0, most: 0 },
  run: async (args, context) => {
    const config = agentConfig(args.required('config'));
    const destinations = config.destinations.map(({ spec }) => spec);
    await using keys = await sealingKeys(args, context, destinations, true);
    const { signer, trust, log, nextKey } = keys;
    const { version, now, signal } = context;
    const stateFolder = agentStateFolder(config, context.env);
    await serve({ config, stateFolder, signer, trust, log, nextKey, version, now, signal });
    return 0;
  },
};
