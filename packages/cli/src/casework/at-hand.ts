import type { DirectoryOptions } from '@seqwarden/agent/directory';
import type { Trust } from '@seqwarden/proof';
import type { Arguments } from '../arguments.ts';
import type { Context } from '../context.ts';
import { loadTrust } from '../keys.ts';

/** As `loadTrust`; what was read for the command before it began is not read again. */
export async function trustAtHand(
  args: Arguments,
  { env, handed }: Pick<Context, 'env' | 'handed'>,
): Promise<Trust> {
  return handed?.trust ?? (await loadTrust(args, env));
}

/** Where the site's file at `path` (undefined: that of the account) is taken from: the disk, unless it was read for the command before. */
export function siteAtHand(
  path: string | undefined,
  { env, handed }: Pick<Context, 'env' | 'handed'>,
): Pick<DirectoryOptions, 'path' | 'env' | 'site'> {
  return handed !== undefined && handed.site.path === path
    ? { path, env, site: handed.site.read }
    : { path, env };
}
