import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { chmodSync, chownSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { account, COMMAND, folderFor, IS_ROOT, ordinaryUser, seqwarden } from '../support/command.ts';
import { writeRun } from '../support/runs.ts';
import { scratch } from '../support/scratch.ts';
import { entries } from '../support/tree.ts';

test('I13: an ordinary user without capabilities makes a key, copies, verifies and seals elsewhere', t => {
  const who = ordinaryUser(t);
  if (who === undefined) return;
  const folder = scratch(t);
  const env = account(folderFor(join(folder, 'home'), chownSync, who));
  const destination = folderFor(join(folder, 'destination'), chownSync, who);
  const custody = folderFor(join(folder, 'custody'), chownSync, who);
  // A source of somebody else, to be read and not to be written.
  const source = writeRun(join(folder, 'source'), 'RUN');
  for (const path of ['', ...entries(source)]) chmodSync(join(source, path), 0o555);

  const run = (...args: string[]) => {
    const { status, stdout, stderr } = seqwarden(args, env, who);
    assert.equal(status, 0, `${args[0]}: ${stderr}`);
    return stdout;
  };
  run('init');
  run('copy', source, '--to', destination);
  assert.match(run('verify', join(destination, 'RUN')), /unchanged since/);
  run('seal', source, '--custody', custody);
  assert.match(run('verify', source, '--custody', custody), /unchanged since/);
  for (const path of ['', ...entries(source)]) chmodSync(join(source, path), 0o755);
});

test('I13: the account of that test has no capability', t => {
  const who = ordinaryUser(t);
  if (who === undefined || process.platform !== 'linux') return;
  const [node] = COMMAND;
  const script = `process.stdout.write(require('node:fs').readFileSync('/proc/self/status', 'latin1'))`;
  const { stdout } = spawnSync(node, ['-e', script], { ...who, encoding: 'utf8' });
  assert.match(stdout, /^CapEff:\t0+$/m);
  assert.equal(/^Uid:\t0\b/m.test(stdout), false);
  assert.equal(IS_ROOT, who.uid !== undefined);
});
