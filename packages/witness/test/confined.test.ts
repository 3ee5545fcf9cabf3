import assert from 'node:assert/strict';
import { readFileSync, symlinkSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { test } from 'node:test';
import { ROOT } from '../../../scripts/testing/needs.ts';
import { newState, scratch, serving } from './support/witness-process.ts';

const skip = process.platform !== 'linux' && 'looks into /proc';

test('what listens may read its program and its state, and write, start or load nothing', {
  skip,
}, async t => {
  const { state } = newState(t, []);
  const link = join(scratch(t), 'link');
  symlinkSync(dirname(state), link);
  const reached = join(link, basename(state));
  const { child } = await serving(t, reached);
  const args = readFileSync(`/proc/${child.pid}/cmdline`, 'utf8').split('\0');
  const flags = args.slice(
    1,
    args.findIndex(arg => arg.endsWith('seqwarden.js')),
  );
  const expected = [
    '--permission',
    '--allow-net',
    `--allow-fs-read=${join(ROOT, 'packages')}`,
    `--allow-fs-read=${join(ROOT, 'node_modules')}`,
    `--allow-fs-read=${reached}`,
    `--allow-fs-read=${state}`,
  ];
  assert.deepEqual(
    flags.filter(flag => /permission|allow/.test(flag)),
    expected,
  );
});
