import { readFileSync } from 'node:fs';
import { errno } from '@seqwarden/agent/host';
import { type JournalReader, readJournal } from '@seqwarden/agent/journal';
import { type AgentConfig, agentStateFolder, loadAgentConfig } from '@seqwarden/agent/service/config';
import { SeqwardenError } from '@seqwarden/proof';
import type { Arguments } from './arguments.ts';

/** Throws CONFIG_UNUSABLE with all that is wrong, by line and key. */
export function agentConfig(path: string): AgentConfig {
  try {
    return loadAgentConfig(readFileSync(path, 'utf8'), path);
  } catch (error) {
    if (error instanceof SeqwardenError) throw error;
    throw new SeqwardenError('CONFIG_UNUSABLE', `${path}: ${errno(error)}`, { cause: error });
  }
}

/** The journal of the agent that `--config` names, or of this account's. undefined: there is none yet. Throws CONFIG_UNUSABLE, JOURNAL_*. */
export function journalOf(args: Arguments, env: NodeJS.ProcessEnv): JournalReader | undefined {
  return readJournal(stateFolderOf(args, env));
}

/** Where the agent that `--config` names, or this account's, keeps what it knows. Throws CONFIG_UNUSABLE. */
export function stateFolderOf(args: Arguments, env: NodeJS.ProcessEnv): string {
  const path = args.text('config');
  return agentStateFolder(path === undefined ? { state: undefined } : agentConfig(path), env);
}
