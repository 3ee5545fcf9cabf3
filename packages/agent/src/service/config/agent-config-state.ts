import { isAbsolute } from 'node:path';
import { SeqwardenError } from '@seqwarden/proof';
import { stateFolder } from '../../config/config-folder.ts';
import type { AgentConfig } from './agent-config.ts';

/**
 * Where the agent keeps its journal: what the configuration says, else systemd's `$STATE_DIRECTORY`, else this account's state folder.
 * Throws CONFIG_UNUSABLE where systemd names several folders or one that is not absolute.
 */
export function agentStateFolder(
  config: Pick<AgentConfig, 'state'>,
  env: NodeJS.ProcessEnv = process.env,
): string {
  if (config.state !== undefined) return config.state;
  const given = env.STATE_DIRECTORY;
  if (given === undefined || given === '') return stateFolder(env);
  // systemd.exec(5): several folders are joined by colons
  if (!isAbsolute(given) || given.includes(':'))
    throw new SeqwardenError('CONFIG_UNUSABLE', 'STATE_DIRECTORY must name one folder by its absolute path');
  return given;
}
