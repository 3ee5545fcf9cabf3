import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { type ErrorCode, isErrorCode } from '@seqwarden/proof';
import { errno } from '../../host/fs-error.ts';
import type { JournalReader } from '../../journal/journal-reader.ts';
import { holdsLease } from '../lease/lease-file.ts';
import { hasStateRoom } from '../limits/state-room.ts';
import { type AgentStatus, isAgentStatus, STATUS_FILE } from './agent-status.ts';
import { type RunStatus, runStatus } from './run-status.ts';

export interface StatusReport {
  readonly agent: {
    /** Another machine or container has the lease: nobody can tell from here. */
    readonly atWork: 'yes' | 'no' | 'unknown';
    /** Of the agent at work, or of the last one; undefined: none has left word. */
    readonly startedAt: Date | undefined;
    readonly turnAt: Date | undefined;
    /** There is less room where the state folder lies than the agent needs to go on once it was full (STATE_FULL); undefined: nobody can tell. */
    readonly isStateFull: boolean | undefined;
    /** Of the agent at work: why the log of this account takes nothing, or QUORUM_MISSING where its last proof lacks countersigners. */
    readonly register: ErrorCode | undefined;
  };
  readonly runs: readonly RunStatus[];
}

/** Leases lie here in the state folder; this is the one of the agent that works with the journal. */
export const LEASES = 'leases';
export const JOURNAL_LEASE = 'journal';

/** How the agent and its runs stand. What an agent said that is not at work any more counts for nothing but its times. Throws JOURNAL_UNUSABLE. */
export function readStatus(stateFolder: string, journal: JournalReader | undefined): StatusReport {
  const atWork = holdsLease(join(stateFolder, LEASES), JOURNAL_LEASE);
  const said = agentStatus(stateFolder);
  const live = new Map(atWork === 'yes' ? said?.runs.map(run => [run.run, run]) : []);
  const agent = {
    atWork,
    startedAt: said && new Date(said.startedAt),
    turnAt: said && new Date(said.turnAt),
    isStateFull: isStateFull(stateFolder),
    register: atWork === 'yes' ? codeOf(said?.register) : undefined,
  };
  if (journal === undefined) return { agent, runs: [] };
  const names = journal.destinations();
  const runs = [...journal.runs()].map(record => {
    const deliveries = new Map(journal.deliveries(record.id).map(one => [one.destination, one]));
    const places = Array.from(names, ([slot, name]) => {
      const delivery = deliveries.get(slot);
      const held = delivery?.sealed ?? journal.held(record.id, slot);
      return { slot, name, delivery, held };
    });
    return runStatus(record, places, live.get(record.id));
  });
  return { agent, runs };
}

/** Another version may have written it. */
function codeOf(word: string | undefined): ErrorCode | undefined {
  return word !== undefined && isErrorCode(word) ? word : undefined;
}

function isStateFull(stateFolder: string): boolean | undefined {
  try {
    return !hasStateRoom(stateFolder);
  } catch (error) {
    if (errno(error) === '') throw error;
    return undefined;
  }
}

/** undefined: there is none, or one that this version does not know. */
function agentStatus(stateFolder: string): AgentStatus | undefined {
  try {
    const said: unknown = JSON.parse(readFileSync(join(stateFolder, STATUS_FILE), 'utf8'));
    return isAgentStatus(said) ? said : undefined;
  } catch (error) {
    if (error instanceof SyntaxError || errno(error) !== '') return undefined;
    throw error;
  }
}
