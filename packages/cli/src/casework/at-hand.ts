import { basename } from 'node:path';
import type { DirectoryOptions } from '@seqwarden/agent/directory';
import { mergeTrust, type Trust } from '@seqwarden/proof';
import type { Arguments } from '../arguments.ts';
import type { Context, TrustFile } from '../context.ts';
import { defaultTrustPath, loadTrust, readTrust } from '../keys.ts';

/** As `loadTrust`; what was read for the command before it began is not read again. */
export async function trustAtHand(
  args: Arguments,
  { env, handed }: Pick<Context, 'env' | 'handed'>,
): Promise<Trust> {
  const [first, ...more] = handed?.trust ?? [];
  return first === undefined
    ? await loadTrust(args, env)
    : mergeTrust([first.trust, ...more.map(({ trust }) => trust)]);
}

/** Each trust file by itself; what was read for the command before it began is not read again. Throws TRUST_*. */
export async function trustFilesAtHand(
  args: Arguments,
  { env, handed }: Pick<Context, 'env' | 'handed'>,
): Promise<readonly TrustFile[]> {
  if (handed?.trust !== undefined) return handed.trust;
  const given = args.texts('trust');
  const files: TrustFile[] = [];
  for (const path of given.length === 0 ? [defaultTrustPath(env)] : given)
    files.push({ name: basename(path), trust: await readTrust(path) });
  return files;
}

/** Where the site's file at `path` (undefined: that of the account) is taken from: the disk, unless it was read for the command before. */
export function siteAtHand(
  path: string | undefined,
  { env, handed }: Pick<Context, 'env' | 'handed'>,
): Pick<DirectoryOptions, 'path' | 'env' | 'site'> {
  const site = handed?.site;
  return site !== undefined && site.path === path ? { path, env, site: site.read } : { path, env };
}
