import { resolve } from 'node:path';
import type { DestinationSpec } from '@seqwarden/agent/destinations';
import { serve } from '@seqwarden/agent/service';
import { type AgentConfig, agentStateFolder } from '@seqwarden/agent/service/config';
import { SeqwardenError } from '@seqwarden/proof';
import type { Arguments } from '../arguments.ts';
import type { Context } from '../context.ts';
import { sealingKeys, sourceLabel } from './shared.ts';

/** `copy --watch`: the agent with one root, told of on the command line. Its events go to standard error. */
export async function watchRoot(
  args: Arguments,
  context: Context,
  destinations: readonly DestinationSpec[],
): Promise<number> {
  for (const option of ['incomplete', 'json', 'confirm'])
    if (args.flag(option)) throw new SeqwardenError('USAGE', `--${option} has no meaning with --watch`);
  if (args.text('limit') !== undefined)
    throw new SeqwardenError('USAGE', 'with --watch a limit stands in the configuration of `agent`');
  await using keys = await sealingKeys(args, context, destinations, true);
  const { signer, trust, log, nextKey } = keys;
  const { env, version, now, signal } = context;
  const config = configOf(args, destinations);
  await serve({
    config,
    stateFolder: agentStateFolder(config, env),
    signer,
    trust,
    log,
    nextKey,
    version,
    now,
    signal,
  });
  return 0;
}

function configOf(args: Arguments, destinations: readonly DestinationSpec[]): AgentConfig {
  const quietSeconds = args.number('quiet') ?? 20;
  if (!Number.isInteger(quietSeconds) || quietSeconds < 1 || quietSeconds > 3600)
    throw new SeqwardenError('USAGE', '--quiet takes whole seconds from 1 to 3600');
  const places = destinations.map((spec, at) => ({
    // By its address, since the journal knows by the name what lies there.
    name: spec.kind === 'folder' ? spec.path : (args.texts('to')[at] ?? ''),
    spec,
    reserve: 0,
    reread: args.flag('reread'),
    confirm: true,
    reverifyDays: undefined,
    limits: [],
  }));
  const root = {
    name: 'root',
    path: resolve(args.first()),
    destinations: places.map(({ name }) => name),
    sourceLabel: sourceLabel(args) ?? undefined,
    quietSeconds,
    staleAfterHours: 48,
    unsealedAfterHours: 12,
  };
  const notify = {
    textfile: undefined,
    heartbeat: undefined,
    ca: undefined,
    mail: [],
    webhook: [],
    command: [],
  };
  return { state: undefined, roots: [root], destinations: places, retention: undefined, notify };
}
