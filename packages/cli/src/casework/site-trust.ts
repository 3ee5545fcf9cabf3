import { basename } from 'node:path';
import { type Missed, withoutPath } from '@seqwarden/agent/casebook';
import { configFolder } from '@seqwarden/agent/config';
import { openSite } from '@seqwarden/agent/directory';
import { findOwnLogKey } from '@seqwarden/agent/register';
import { mergeTrust, SeqwardenError, type Trust } from '@seqwarden/proof';
import type { Arguments } from '../arguments.ts';
import type { LeftOut } from '../command.ts';
import type { Context, HandedOn } from '../context.ts';
import { defaultTrustPath, readTrust } from '../keys.ts';
import { oneLine } from '../text/one-line.ts';
import { messageLines } from '../text/report-error.ts';

/**
 * The trust files that count in cases where `--trust` is left out: the account's own, and those of other sites that the site's file names. What of it cannot be read is told and done
 * without, so that nobody else's file keeps this site from its work. Throws TRUST_* for the account's own.
 */
export async function siteTrust(args: Arguments, { env, err }: Context): Promise<LeftOut> {
  const missed: Missed[] = [];
  const tell = (one: Pick<Missed, 'part' | 'what'>, words: string, error: unknown, say: Say) => {
    if (!(error instanceof SeqwardenError)) throw error;
    err(`${words} [${error.code}]\n${messageLines(error)}`);
    missed.push({ ...one, index: null, code: error.code, message: say(error.message) });
  };
  const site = readOnce(args.text('site'), env);
  let named: readonly string[] = [];
  try {
    named = site.read()?.otherSites ?? [];
  } catch (error) {
    const why = 'cannot be read: records of other sites that it may name are left out';
    // What is wrong with its lines can name a person.
    tell({ part: 'site_file', what: "the site's file" }, `the site's file ${why}`, error, () => why);
    return { values: [], missed, handed: { site, trust: undefined } };
  }
  const own = defaultTrustPath(env);
  if (named.length === 0) return { values: [], missed, handed: { site, trust: undefined } };
  const ours = await readTrust(own);
  const theirs = new Map<string, Trust>();
  const nameOf = new Map(named.map((path, at) => [path, `other-sites.trust[${at + 1}] (${basename(path)})`]));
  let trust = ours;
  for (const path of named) {
    try {
      const one = await readTrust(path);
      trust = mergeTrust([trust, one]);
      theirs.set(path, one);
    } catch (error) {
      const what = nameOf.get(path) ?? basename(path);
      const words = `${oneLine(path)}, as the site's file names it: records of this site are left out`;
      tell({ part: 'trust_file', what }, words, error, said => withoutPath(said, path, what));
    }
  }
  const silenced = silencedBy(theirs, ours, findOwnLogKey(configFolder(env), env)?.id);
  for (const { path, log } of silenced) {
    const message = `lets the register ${log} have no say in cases, which another file names: its records do not count here either`;
    err(
      `${oneLine(path)}, as the site's file names it, ${message}. \`trust cases ${log} ignore\` if you want that; else take it out of the file\n`,
    );
    const what = nameOf.get(path) ?? basename(path);
    missed.push({ part: 'register', what, index: null, code: 'REGISTER_SILENCED', message });
  }
  const files = [...theirs].map(([path, one]) => ({ name: nameOf.get(path) ?? basename(path), trust: one }));
  const handed = { site, trust: [{ name: basename(own), trust: ours }, ...files] };
  return { values: [own, ...theirs.keys()], missed, handed };
}

type Say = (message: string) => string;

/** The site's file, read now and not again: what is wrong with it is thrown each time. */
function readOnce(path: string | undefined, env: NodeJS.ProcessEnv): NonNullable<HandedOn['site']> {
  try {
    const site = openSite({ path, env });
    return { path, read: () => site };
  } catch (error) {
    return {
      path,
      read: () => {
        throw error;
      },
    };
  }
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
