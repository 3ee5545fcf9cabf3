import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { errno } from '@seqwarden/agent/host';
import { findRuns } from '@seqwarden/agent/seal';
import { SeqwardenError } from '@seqwarden/proof';
import type { RunProblem } from '../../text/audit-answer.ts';
import { addressOf, type WhereRunsLie } from './statements-at.ts';

export interface RunsToAudit {
  /** Paths, by name. */
  readonly runs: readonly string[];
  /** What cannot be looked up. */
  readonly problems: readonly RunProblem[];
}

/** A run on a server; the run at `folder`, or what lies directly below it and is sealed, or looks like a run. Throws RUN_NOT_FOUND where nothing does: a wrong path must not pass for a good answer. */
export function runsToAudit(folder: string, where: WhereRunsLie): RunsToAudit {
  if (addressOf(folder, where) !== undefined) return { runs: [folder], problems: [] };
  if (isSealed(folder)) return { runs: [folder], problems: [] };
  const sealed = foldersIn(folder).filter(isSealed);
  try {
    const { runs, skipped } = findRuns(folder);
    const problems = skipped.flatMap(({ reason }) =>
      reason === 'name'
        ? [
            {
              run: folder,
              number: 0,
              error: new SeqwardenError('RUN_NAME_NOT_UTF8', 'a run in it has a name that is not UTF-8'),
            },
          ]
        : [],
    );
    return { runs: [...new Set([...sealed, ...runs])].sort(), problems };
  } catch (error) {
    if (sealed.length === 0) throw error;
    return { runs: sealed.sort(), problems: [] };
  }
}

function isSealed(folder: string): boolean {
  return existsSync(join(folder, 'Custody'));
}

function foldersIn(folder: string): string[] {
  try {
    return readdirSync(folder, { withFileTypes: true })
      .filter(entry => entry.isDirectory() && !entry.name.startsWith('.'))
      .map(({ name }) => join(folder, name));
  } catch (error) {
    throw new SeqwardenError('RUN_NOT_FOUND', `${folder}: ${errno(error)}`, { cause: error });
  }
}
