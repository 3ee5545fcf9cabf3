import { spawnSync } from 'node:child_process';
import { closeSync, mkdirSync, mkdtempSync, openSync, readSync, rmSync, writeSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { SeqwardenError } from '@seqwarden/proof';
import { simulateRun } from '@seqwarden/simulator';
import type { Command } from '../command.ts';
import { launcher } from '../launcher.ts';
import { oneLine } from '../text/one-line.ts';

export const tour: Command = {
  usage: '',
  summary:
    'Show everything once on a simulated run, in a temporary folder: inspect, copy, verify, change one byte, verify.',
  options: {},
  positionals: { least: 0, most: 0 },
  run: async (_, context) => {
    const folder = mkdtempSync(join(tmpdir(), 'seqwarden-tour-'));
    const archive = join(folder, 'archive');
    const say = (text: string) => context.out(text);
    const env = {
      ...context.env,
      XDG_CONFIG_HOME: join(folder, 'config'),
      XDG_STATE_HOME: join(folder, 'state'),
    };
    try {
      mkdirSync(archive);
      say(
        `A tour in ${oneLine(folder)}, which is removed at the end. What you would type stands behind the $.\n`,
      );
      const run = await simulateRun({ model: 'miseq', out: join(folder, 'runs') });
      const name = basename(run.folder);
      const steps: readonly Step[] = [
        {
          why: 'An instrument wrote a run; here the simulator did.',
          args: ['simulate', 'miseq', '--out', 'runs'],
          done: true,
        },
        { why: 'What run is this?', args: ['inspect', `runs/${name}`] },
        { why: 'Once: make a seal key, and the trust file that names it.', args: ['init'] },
        { why: 'Copy it, and seal it while it is read.', args: ['copy', `runs/${name}`, '--to', 'archive'] },
        { why: 'Is it as it was sealed?', args: ['verify', `archive/${name}`] },
        {
          why: 'Now one byte of a base-call file is changed.',
          alter: `${archive}/${name}/Data/Intensities/BaseCalls/L001/C1.1/s_1_1101.bcl`,
        },
        { why: 'And now?', args: ['verify', `archive/${name}`], exit: 1 },
      ];
      for (const step of steps) perform(step, folder, env, say);
      say('\nThat is all. docs/GUIDE.md goes on from here.\n');
      return 0;
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  },
};

type Step = { readonly why: string } & (
  | { readonly args: readonly string[]; readonly exit?: number; readonly done?: boolean }
  | { readonly alter: string }
);

function perform(step: Step, folder: string, env: NodeJS.ProcessEnv, say: (text: string) => void): void {
  say(`\n${step.why}\n`);
  if ('alter' in step) {
    flipByte(step.alter);
    say(`  (byte 100 of ${basename(step.alter)})\n`);
    return;
  }
  say(`\n  $ npx --no seqwarden ${step.args.join(' ')}\n`);
  if (step.done) return;
  const { status, stdout, stderr } = spawnSync(
    process.execPath,
    ['--disable-sigusr1', launcher(), ...step.args],
    { cwd: folder, env, encoding: 'utf8' },
  );
  say(`${`${stdout}${stderr}`.replace(/^/gm, '  ').trimEnd()}\n`);
  say(`  (exit code ${status})\n`);
  if (status !== (step.exit ?? 0))
    throw new SeqwardenError('INTERNAL', `the tour expected exit code ${step.exit ?? 0}`);
}

function flipByte(path: string): void {
  const fd = openSync(path, 'r+');
  const byte = Buffer.alloc(1);
  readSync(fd, byte, 0, 1, 100);
  writeSync(fd, Buffer.from([(byte[0] ?? 0) ^ 1]), 0, 1, 100);
  closeSync(fd);
}
