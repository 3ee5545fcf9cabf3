import { openSite } from '@seqwarden/agent/directory';
import { mergeTrust, SeqwardenError } from '@seqwarden/proof';
import type { Arguments } from '../arguments.ts';
import type { LeftOut } from '../command.ts';
import type { Context } from '../context.ts';
import { defaultTrustPath, readTrust } from '../keys.ts';
import { oneLine } from '../text/one-line.ts';

/**
 * The trust files that count in cases where `--trust` is left out: the account's own, and those of other sites that the site's file names. What of it cannot be read is told and done
 * without, so that nobody else's file keeps this site from its work. Throws TRUST_* for the account's own.
 */
export async function siteTrust(args: Arguments, { env, err }: Context): Promise<LeftOut> {
  const tell = (words: string, error: unknown) => {
    if (!(error instanceof SeqwardenError)) throw error;
    err(`${words} [${error.code}]\n  ${oneLine(error.message)}\n`);
  };
  let named: readonly string[] = [];
  try {
    named = openSite({ path: args.text('site'), env })?.otherSites ?? [];
  } catch (error) {
    tell("the site's file cannot be read: records of other sites that it may name are left out", error);
    return { values: [], isPartial: true };
  }
  const own = defaultTrustPath(env);
  if (named.length === 0) return { values: [], isPartial: false };
  const values = [own];
  let trust = await readTrust(own);
  for (const path of named) {
    try {
      trust = mergeTrust([trust, await readTrust(path)]);
      values.push(path);
    } catch (error) {
      tell(`${oneLine(path)}, as the site's file names it: records of this site are left out`, error);
    }
  }
  return { values, isPartial: values.length <= named.length };
}
