#!/usr/bin/env node
'use strict';

const { continueOnNode26, fail, isReady } = require('./node26.js');
const { existsSync, realpathSync, statSync } = require('node:fs');
const { join } = require('node:path');
const { BeginAlike, exposureFlags, NotExpressible, verifyFlags } = require('./permission.js');
const { witnessFlags } = require('./witness-permission.js');

// Node's own exit code for an error that nobody caught is 1, which here would say that a run was altered.
process.on('uncaughtException', error => {
  fail('INTERNAL', String(error instanceof Error ? error.stack : error));
});

const argv = process.argv.slice(2);
// A clone runs its sources; the package, where Node strips no types, runs what was built from them.
const clone = join(__dirname, '..', '..', '..');
// The witness is a program of its own: it alone listens, and nothing else here imports it.
const isWitness = argv[0] === 'witness' || (argv[0] === 'help' && argv[1] === 'witness');
const sources = join(clone, 'packages', isWitness ? 'witness' : 'cli', 'src', 'main.ts');
const built = join(__dirname, '..', 'dist', isWitness ? 'witness.js' : 'seqwarden.js');
const words = isWitness ? (argv[0] === 'help' ? ['help'] : argv.slice(1)) : argv;
// Asked of what those who are confined may read, too.
const isClone = !existsSync(built);

/** @returns {string[] | undefined} */
function flagsOfTheConfined() {
  const programRoots = isClone
    ? [join(clone, 'packages'), join(clone, 'node_modules')]
    : [__dirname, join(__dirname, '..', 'dist'), join(__dirname, '..', 'package.json')];
  try {
    const home = require('node:os').homedir;
    const host = { programRoots, home, realPath, exists: existsSync, isFolder };
    return (
      verifyFlags(argv, process.env, host) ||
      exposureFlags(argv, process.env, host) ||
      witnessFlags(argv, host)
    );
  } catch (error) {
    if (error instanceof NotExpressible || error instanceof BeginAlike) fail('USAGE', error.message);
    throw error;
  }
}

/** @param {string} path */
function isFolder(path) {
  try {
    return statSync(path).isDirectory();
  } catch {
    return false;
  }
}

/** @param {string} path */
function realPath(path) {
  try {
    return realpathSync.native(path);
  } catch {
    return path;
  }
}

const flags = process.execArgv.includes('--permission') ? undefined : flagsOfTheConfined();
if (isReady() && flags === undefined) {
  import(isClone ? sources : built)
    .then(({ main }) => main(words))
    .then(code => {
      process.exitCode = code;
    });
} else {
  // Node's own environment options could widen what they may do.
  const env = { ...process.env };
  if (flags !== undefined) delete env.NODE_OPTIONS;
  continueOnNode26([...(flags || []), __filename, ...argv], env);
}
