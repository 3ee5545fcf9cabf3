import { realpathSync } from 'node:fs';
import { basename, dirname, resolve } from 'node:path';
import { errno } from '@seqwarden/agent/host';
import type { RunRecord } from '@seqwarden/agent/journal';
import { type BytePath, bytePathFromText } from '@seqwarden/proof';

/**
 * Which runs of the agent a person means by a run's name as `status` shows it, or by its path in its root, which has a `/`: that means the run there and no other
 * of its name. For a name no disk is asked, which could hang.
 */
export function namedRun(wanted: string): (run: Pick<RunRecord, 'root' | 'name'>) => boolean {
  const path = bytePathFromText(resolve(wanted));
  const called = wanted === '.' ? '' : bytePathFromText(wanted);
  return run => (wanted.includes('/') ? liesAt(run, path) : run.name === called);
}

/** By whatever links the two paths lead to the root; the run itself may be gone. */
function liesAt({ root, name }: Pick<RunRecord, 'root' | 'name'>, path: BytePath): boolean {
  if (name === '') return withoutLinks(root) === withoutLinks(path);
  return name === basename(path) && withoutLinks(root) === withoutLinks(dirname(path));
}

function withoutLinks(path: BytePath): BytePath {
  try {
    return realpathSync(Buffer.from(path, 'latin1'), 'latin1');
  } catch (error) {
    if (errno(error) === '') throw error;
    return path;
  }
}
