'use strict';

// Plain CommonJS without recent syntax: this runs on whatever Node a machine has, if only to say that it is too old.

const NEEDED = 26;
const OLDEST_LAUNCHER = 20;
const SIGNALS = /** @type {const} */ (['SIGINT', 'SIGTERM', 'SIGHUP']);
const NO_SIGUSR1 = '--disable-sigusr1';
// Megabytes of room for what is short-lived. V8's own 16 cost 40 MB of memory in a run of a million files and gain no time (decision 2).
const SMALL_NURSERY = '--max-semi-space-size=4';

const major = Number.parseInt(process.versions.node, 10);

/**
 * Prints a failure as the command does (ERRORS in packages/proof holds the same codes and advice; a test compares
 * them) and ends the process with exit code 2.
 *
 * @param {'INTERNAL' | 'NODE_TOO_OLD' | 'USAGE'} code
 * @param {string} message
 * @returns {never}
 */
function fail(code, message) {
  const advice = {
    INTERNAL: 'This is a defect of Seqwarden. Keep the message and report it.',
    NODE_TOO_OLD: 'Install Node 26 or later, or run `npm ci` on a platform for which it is packaged.',
    USAGE: 'See `seqwarden help` for the command and its options.',
  };
  process.stderr.write(`seqwarden: ${message} [${code}]\n  ${advice[code]}\n`);
  process.exit(2);
}

if (major < OLDEST_LAUNCHER) {
  fail('NODE_TOO_OLD', `This is Node ${process.versions.node}; Seqwarden cannot be started with it.`);
}

// A launcher on an old Node cannot be started with --disable-sigusr1, so it takes the signal for itself. A signal that
// came before this line has asked for an inspector, which Node opens on its next turn: it is closed again then.
process.on('SIGUSR1', () => {});
if (major < NEEDED) {
  setImmediate(() => {
    const inspector = require('node:inspector');
    if (inspector.url() !== undefined) inspector.close();
  });
}

/** Whether this process is the one to work in: new enough, and deaf to SIGUSR1 since its start. */
function isReady() {
  return major >= NEEDED && process.execArgv.includes(NO_SIGUSR1);
}

/**
 * The packaged Node 26 of this platform: in this package, beside it where it is installed, or in the clone's own folder. Not in the folders above, where
 * Node's own search goes on: somebody else may write there, such as in /tmp/node_modules, and what is found here gets the keys.
 */
function packagedNode() {
  const { existsSync } = require('node:fs');
  const { basename, dirname, join } = require('node:path');
  const system = process.platform === 'win32' ? 'win' : process.platform;
  const name = `node-${system}-${process.arch}`;
  const own = dirname(__dirname);
  const above = dirname(own);
  const places = [join(own, 'node_modules')];
  if (basename(above) === 'node_modules') places.push(above);
  if (basename(above) === 'packages') places.push(join(dirname(above), 'node_modules'));
  const program = system === 'win' ? 'node.exe' : 'node';
  const found = places.map(place => join(place, name, 'bin', program)).find(path => existsSync(path));
  if (found !== undefined) return found;
  return fail(
    'NODE_TOO_OLD',
    `This is Node ${process.versions.node}, and no Node 26 is installed with Seqwarden for ${process.platform} on ${process.arch}.`,
  );
}

/**
 * Continues under Node 26 with `args` (Node's own flags first), and never returns to the caller's work: the
 * process is replaced where Node can do that, otherwise it waits for the child, hands signals on to it, and ends as
 * it ended, by the same exit code or the same signal. A Ctrl-C reaches the child twice, from the terminal and from here.
 *
 * @param {readonly string[]} args
 * @param {NodeJS.ProcessEnv} [env]
 */
function continueOnNode26(args, env = process.env) {
  const flags = [NO_SIGUSR1, SMALL_NURSERY, ...args];
  if (major >= NEEDED && process.platform !== 'win32' && process.execve !== undefined) {
    process.execve(process.execPath, [process.execPath, ...flags], env);
  }
  const { spawn } = require('node:child_process');
  const command = major >= NEEDED ? process.execPath : packagedNode();
  const child = spawn(command, flags, { stdio: 'inherit', env });
  for (const signal of SIGNALS) process.on(signal, () => child.kill(signal));
  child.on('error', error => {
    // ENOENT although the file is there: its loader is missing, as on a system with musl.
    fail('NODE_TOO_OLD', `The packaged Node 26 cannot run on this system (${error.message}).`);
  });
  child.on('exit', (code, signal) => {
    if (signal === null) {
      process.exitCode = code === null ? 2 : code;
      return;
    }
    for (const name of SIGNALS) process.removeAllListeners(name);
    process.removeAllListeners('SIGUSR1');
    process.kill(process.pid, signal);
    // Where the signal does not end the process (Windows, a parent that ignores it), the shell's convention does.
    setTimeout(() => process.exit(128 + require('node:os').constants.signals[signal]), 100);
  });
}

module.exports = { continueOnNode26, fail, isReady };
