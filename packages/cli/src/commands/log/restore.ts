import { configFolder, logFolder } from '@seqwarden/agent/config';
import { parseDestination } from '@seqwarden/agent/destinations';
import { loadOwnLogKey, restoreFrom } from '@seqwarden/agent/register';
import { SeqwardenError } from '@seqwarden/proof';
import { agentConfig } from '../../agent-config-file.ts';
import type { Arguments } from '../../arguments.ts';
import type { Command } from '../../command.ts';
import { knownToTrust } from '../../register.ts';
import { oneLine } from '../../text/one-line.ts';

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
    const destinations = destinationsOf(args);
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

function destinationsOf(args: Arguments) {
  const path = args.text('config');
  const addresses = args.texts('at');
  if (path !== undefined && addresses.length > 0)
    throw new SeqwardenError('USAGE', 'name the destinations with --config or with --at, not with both');
  if (path === undefined && addresses.length === 0)
    throw new SeqwardenError('USAGE', 'name the destinations, with --config or with --at');
  if (path !== undefined) return agentConfig(path).destinations.map(({ spec }) => spec);
  return addresses.map(address => parseDestination(address, args.text('endpoint')));
}
