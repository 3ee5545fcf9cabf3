import { type SpawnSyncReturns, spawnSync } from 'node:child_process';
import { chmodSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import type { TestContext } from 'node:test';
import { missing, ROOT } from '../../../../scripts/testing/needs.ts';

export const COMMAND = [process.execPath, join(ROOT, 'packages', 'cli', 'bin', 'seqwarden.js')] as const;

/** An account of its own for the command: keys and state below `folder`. */
export function account(folder: string): NodeJS.ProcessEnv {
  const { PATH, NODE_V8_COVERAGE } = process.env;
  return {
    ...(PATH !== undefined && { PATH }),
    ...(NODE_V8_COVERAGE !== undefined && { NODE_V8_COVERAGE }),
    XDG_CONFIG_HOME: join(folder, 'config'),
    XDG_STATE_HOME: join(folder, 'state'),
    HOME: folder,
  };
}

export interface Who {
  readonly uid?: number;
  readonly gid?: number;
}

/** Runs the real command to its end. */
export function seqwarden(
  args: readonly string[],
  env: NodeJS.ProcessEnv,
  who: Who = {},
): SpawnSyncReturns<string> {
  const [node, ...start] = COMMAND;
  return spawnSync(node, [...start, ...args], { env, encoding: 'utf8', ...who });
}

export const IS_ROOT = process.getuid?.() === 0;
const NOBODY = 65534;

/**
 * Whom to run a command as so that it has no privilege: ourselves, unless we are root. undefined, and the test is skipped, where that
 * account cannot reach the program.
 */
export function ordinaryUser(t: TestContext): Who | undefined {
  if (!IS_ROOT) return {};
  const who = { uid: NOBODY, gid: NOBODY };
  const [node, bin] = COMMAND;
  const reached = spawnSync(node, ['-e', `require('node:fs').readFileSync(process.argv[1])`, bin], who);
  if (reached.status === 0) return who;
  return missing(t, 'a checkout that other accounts can read');
}

/** A folder that `who` owns. */
export function folderFor(
  path: string,
  chown: (path: string, uid: number, gid: number) => void,
  who: Who,
): string {
  mkdirSync(path, { recursive: true });
  chmodSync(path, 0o755);
  if (who.uid !== undefined) chown(path, who.uid, who.gid ?? who.uid);
  return path;
}
