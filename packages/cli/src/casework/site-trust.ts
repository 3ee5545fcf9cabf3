import { configFolder } from '@seqwarden/agent/config';
import { openSite } from '@seqwarden/agent/directory';
import { findOwnLogKey } from '@seqwarden/agent/register';
import { mergeTrust, SeqwardenError, type Trust } from '@seqwarden/proof';
import type { Arguments } from '../arguments.ts';
import type { LeftOut } from '../command.ts';
import type { Context } from '../context.ts';
import { defaultTrustPath, readTrust } from '../keys.ts';
import { oneLine } from '../text/one-line.ts';
import { messageLines } from '../text/report-error.ts';

/**
 * The trust files that count in cases where `--trust` is left out: the account's own, and those of other sites that the site's file names. What of it cannot be read is told and done
 * without, so that nobody else's file keeps this site from its work. Throws TRUST_* for the account's own.
 */
export async function siteTrust(args: Arguments, { env, err }: Context): Promise<LeftOut> {
  const tell = (words: string, error: unknown) => {
    if (!(error instanceof SeqwardenError)) throw error;
    err(`${words} [${error.code}]\n${messageLines(error)}`);
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
  const ours = await readTrust(own);
  const theirs = new Map<string, Trust>();
  let trust = ours;
  for (const path of named) {
    try {
      const one = await readTrust(path);
      trust = mergeTrust([trust, one]);
      theirs.set(path, one);
    } catch (error) {
      tell(`${oneLine(path)}, as the site's file names it: records of this site are left out`, error);
    }
  }
  const silenced = silencedBy(theirs, ours, findOwnLogKey(configFolder(env), env)?.id);
  for (const { path, log } of silenced)
    err(
      `${oneLine(path)}, as the site's file names it, lets the register ${log} have no say in cases, which another file names: its records do not count here either. \`trust cases ${log} ignore\` if you want that; else take it out of the file\n`,
    );
  const isPartial = theirs.size < named.length || silenced.length > 0;
  return { values: [own, ...theirs.keys()], isPartial };
}

/** Registers of which one site's file takes the say away from what our own file, or that of a third site, names; of the own one nothing can. */
function silencedBy(theirs: ReadonlyMap<string, Trust>, ours: Trust, own: string | undefined) {
  return [...theirs].flatMap(([path, trust]) => {
    const others = [ours, ...theirs.values()].filter(one => one !== trust);
    const isNamed = (log: string) => others.some(({ logs }) => logs.some(({ id }) => id === log));
    return (trust.notInCases ?? [])
      .filter(log => log !== own && isNamed(log) && ours.notInCases?.includes(log) !== true)
      .map(log => ({ path, log }));
  });
}
