import { realpathSync } from 'node:fs';
import { join, resolve, sep } from 'node:path';
import { configFolder, TRUST_FILE } from '@seqwarden/agent/config';
import { mergeTrust, parseTrust, SeqwardenError, type Trust } from '@seqwarden/proof';
import type { Arguments } from './arguments.ts';
import { readNamedFile } from './read-named-file.ts';

/** The trust file that an account uses unless told otherwise. */
export function defaultTrustPath(env: NodeJS.ProcessEnv): string {
  return join(configFolder(env), TRUST_FILE);
}

/**
 * What the trust files say that `--trust` names, taken together; without it, the account's own. Throws TRUST_MISSING, TRUST_UNUSABLE (also
 * where they contradict each other), TRUST_WRITABLE if everybody may rewrite one, TRUST_INSIDE_RUN if one lies in the run that it is to judge.
 */
export async function loadTrust(args: Arguments, env: NodeJS.ProcessEnv, run?: string): Promise<Trust> {
  return mergeTrust(await loadTrusts(args, env, run));
}

/** As {@link loadTrust}, each by itself. */
export async function loadTrusts(
  args: Arguments,
  env: NodeJS.ProcessEnv,
  run?: string,
): Promise<[Trust, ...Trust[]]> {
  const [first = defaultTrustPath(env), ...more] = args.texts('trust');
  const trusts: [Trust, ...Trust[]] = [await readTrust(first, run)];
  for (const path of more) trusts.push(await readTrust(path, run));
  return trusts;
}

/** One trust file. Throws as {@link loadTrust}. */
export async function readTrust(path: string, run?: string): Promise<Trust> {
  return parseTrust(readGuarded(path, 'TRUST_MISSING', 'TRUST_UNUSABLE', run));
}

type GuardedCode =
  | 'POLICY_UNUSABLE'
  | 'TLOG_POLICY_MALFORMED'
  | 'PUBLISHER_KEY_UNUSABLE'
  | 'ADVISORY_SOURCE_UNUSABLE';

/** A small file that decides about trust: not writable by everybody, not from inside the run. */
export function readGuarded(
  path: string,
  missing: 'TRUST_MISSING' | GuardedCode,
  unusable: 'TRUST_UNUSABLE' | GuardedCode,
  run?: string,
): Uint8Array<ArrayBuffer> {
  return readNamedFile(path, {
    missing,
    unusable,
    mebibytes: 1,
    check: ({ mode }) => {
      if (run !== undefined && liesIn(realpathSync(path), realRun(run)))
        throw new SeqwardenError('TRUST_INSIDE_RUN', `${path} lies in the run`);
      if (process.platform !== 'win32' && (mode & 0o022) !== 0)
        throw new SeqwardenError('TRUST_WRITABLE', `${path} is writable by everybody`);
    },
  });
}

/** The run without links; where there is none, the name as given: that is for whoever opens the run to report. */
function realRun(run: string): string {
  try {
    return realpathSync(run);
  } catch {
    return resolve(run);
  }
}

function liesIn(path: string, folder: string): boolean {
  return path === folder || path.startsWith(folder + sep);
}
