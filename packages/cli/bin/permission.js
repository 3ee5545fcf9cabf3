'use strict';

const { parseArgs } = require('node:util');
const { isAbsolute, join, resolve } = require('node:path');

/**
 * @typedef {object} Host what the flags depend on besides the command line
 * @property {readonly string[]} programRoots absolute paths of what the program itself must read
 * @property {() => string} home the user's home folder, absolute
 * @property {(path: string) => string} realPath the path without links, or the path itself if it does not exist
 */

/**
 * The flags with which Node 26 runs `seqwarden verify`: it may read the program, the run, the trust files, and what
 * --custody and --policy name, and may start workers; nothing is writable, no socket and no process can be opened.
 * Undefined for every other command. Throws {@link NotExpressible} for a path that Node would take as a pattern.
 *
 * A path is granted as it was written and without its links: Node compares the text of a path, and the
 * command may open either. What is granted is the file or the whole folder, never its parent.
 *
 * @param {readonly string[]} argv the arguments after `seqwarden`
 * @param {{ readonly XDG_CONFIG_HOME?: string | undefined }} env
 * @param {Host} host
 * @returns {string[] | undefined}
 */
function verifyFlags(argv, env, host) {
  if (argv[0] !== 'verify') return undefined;
  const { values, positionals } = parseArgs({
    args: argv.slice(1),
    strict: false,
    allowPositionals: true,
    options: {
      trust: { type: 'string', multiple: true },
      custody: { type: 'string' },
      policy: { type: 'string' },
    },
  });

  const named = [...positionals.filter(run => run !== '-'), values.custody, values.policy];
  named.push(...(values.trust === undefined ? [defaultTrustFile(env, host)] : [values.trust].flat()));

  const readable = new Set(host.programRoots);
  for (const path of named) {
    // An empty path would be the working folder; the command refuses it, and a missing value, as wrong usage.
    if (typeof path !== 'string' || path === '') continue;
    readable.add(resolve(path));
    readable.add(host.realPath(resolve(path)));
  }
  const flags = ['--permission', '--allow-worker', '--disable-warning=PERM0006'];
  for (const path of readable) {
    if (path.includes('*')) throw new NotExpressible(path);
    flags.push(`--allow-fs-read=${path}`);
  }
  return flags;
}

/**
 * Where `seqwarden init` puts the trust file.
 *
 * @param {{ readonly XDG_CONFIG_HOME?: string | undefined }} env
 * @param {Host} host
 */
function defaultTrustFile(env, host) {
  // The XDG base directory specification: a relative path is invalid and counts as not set.
  const configured = env.XDG_CONFIG_HOME || '';
  return join(isAbsolute(configured) ? configured : join(host.home(), '.config'), 'seqwarden', 'trust.json');
}

/** A `*` in --allow-fs-read stands for anything, and there is no way to quote it. */
class NotExpressible extends Error {
  /** @param {string} path */
  constructor(path) {
    super(`The path ${JSON.stringify(path)} contains a *, for which access cannot be limited to that path`);
  }
}

module.exports = { NotExpressible, verifyFlags };
