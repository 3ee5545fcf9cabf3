import { configFolder, logFolder } from '@seqwarden/agent/config';
import { loadOwnLogKey, restoreFrom } from '@seqwarden/agent/register';
import type { Command } from '../../command.ts';
import { knownToTrust } from '../../register.ts';
import { oneLine } from '../../text/one-line.ts';
import { requireDestinations } from '../places.ts';

export const restore: Command = {
  usage: '--config FILE | --at DEST... [--json]',
  summary:
    'Bring the register of this account back from where it was published, after its state folder was lost or put back. Stop the agent before.',
  options: {
    config: { type: 'string', help: 'the configuration of the agent: all its destinations are asked' },
    at: { type: 'strings', help: 'instead: a destination, as `copy --to` names it; name all of them' },
    endpoint: { type: 'string', help: 'https address of an S3 store that is not Amazon, for --at' },
    json: { type: 'boolean', help: 'one JSON document on standard output' },
  },
  positionals: { least: 0, most: 0 },
  run: async (args, context) => {
    const { env, now, signal } = context;
    const key = loadOwnLogKey(configFolder(env), env);
    const destinations = requireDestinations(args);
    const restored = await restoreFrom({
      folder: logFolder(env),
      configuration: configFolder(env),
      key,
      destinations,
      others: await knownToTrust(env, key.id),
      now: now(),
      signal,
    });
    if (args.flag('json')) context.out(`${JSON.stringify(restored, null, 2)}\n`);
    else
      context.err(
        `the register was brought back from ${oneLine(restored.label)}\n  it has ${restored.size} records, and goes on after them; what lay here before was renamed and kept\n`,
      );
    return 0;
  },
};
