// All tests, or those that are named: `npm test -- [--OPTION...] [FILE...]`. Options go to Node's test runner.
import { spawnSync } from 'node:child_process';
import { availableParallelism } from 'node:os';
import { ROOT } from './testing/needs.ts';

const ALL = ['packages/*/src/**/*.test.ts', 'packages/*/test/**/*.test.ts', 'scripts/**/*.test.ts'];

const args = process.argv.slice(2);
const files = args.some(arg => !arg.startsWith('-')) ? [] : ALL;
// The runner's own default leaves a core idle, which is half of a small machine.
const concurrency = `--test-concurrency=${Math.max(2, availableParallelism())}`;

const { status, signal } = spawnSync(
  process.execPath,
  ['--test', '--test-reporter=spec', concurrency, ...args, ...files],
  { cwd: ROOT, stdio: 'inherit' },
);
if (signal !== null) process.kill(process.pid, signal);
process.exitCode = status ?? 1;
