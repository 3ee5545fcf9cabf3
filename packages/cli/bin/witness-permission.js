'use strict';

const { parseArgs } = require('node:util');
const { resolve } = require('node:path');
const { NotExpressible } = require('./permission.js');

/** @typedef {Pick<import('./permission.js').Host, 'programRoots' | 'realPath'>} Host */

/**
 * The flags with which Node 26 runs `seqwarden witness serve`, the only program that listens: it may use the network and read its own program and
 * its state. It can start no process and no thread, load nothing native, and write nothing but through SQLite, which Node's permissions do not
 * know (decision 51). Undefined for everything else. Throws {@link NotExpressible} for a path that Node would take as a pattern.
 *
 * @param {readonly string[]} argv the arguments after `seqwarden`
 * @param {Host} host
 * @returns {string[] | undefined}
 */
function witnessFlags(argv, host) {
  if (argv[0] !== 'witness') return undefined;
  const { values, positionals } = parseArgs({
    args: argv.slice(1),
    strict: false,
    allowPositionals: true,
    options: { state: { type: 'string' }, name: { type: 'string' }, listen: { type: 'string' } },
  });
  if (positionals[0] !== 'serve') return undefined;
  const readable = new Set(host.programRoots);
  if (typeof values.state === 'string' && values.state !== '') {
    readable.add(resolve(values.state));
    readable.add(host.realPath(resolve(values.state)));
  }
  // Node warns that the permission for the network is experimental.
  const flags = ['--permission', '--allow-net', '--disable-warning=ExperimentalWarning'];
  for (const path of readable) {
    if (path.includes('*')) throw new NotExpressible(path);
    flags.push(`--allow-fs-read=${path}`);
  }
  return flags;
}

module.exports = { witnessFlags };
