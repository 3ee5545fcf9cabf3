import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { simulateRun } from '@seqwarden/simulator';
import { untilDone, watched } from './watching.ts';

const SMALL = { model: 'miseq', lanes: 1, tiles: 1, cycles: 3, clusters: 20 };

/** What the deliveries of a place say that was checked while it was copied. */
function checksAt(place: string): Set<string> {
  const folder = join(place, '.seqwarden', 'deliveries');
  const files = readdirSync(folder, { recursive: true, withFileTypes: true }).filter(entry => entry.isFile());
  const checks = files.map(({ parentPath, name }) => {
    const { payload } = JSON.parse(readFileSync(join(parentPath, name), 'utf8'));
    return JSON.parse(Buffer.from(payload, 'base64').toString()).predicate.check;
  });
  return new Set(checks.filter(check => check !== 'second-read'));
}

for (const [reread, check] of [
  [['a'], 'write-acknowledged'],
  [['a', 'b'], 'reread'],
] as const) {
  test(`where ${reread.join(' and ')} of two destinations read back, the deliveries say ${check}`, async t => {
    const { folder, root, events, agent } = watched(t, ['a', 'b'], reread);
    await simulateRun({ ...SMALL, out: root });
    await untilDone(agent, () => events.filter(({ event }) => event === 'confirmed').length === 2);
    for (const place of ['a', 'b']) assert.deepEqual(checksAt(join(folder, place)), new Set([check]));
  });
}

test('files that an earlier agent took over are not said to have been read back', async t => {
  const { folder, root, events, agent } = watched(t, ['a'], ['a']);
  await simulateRun({ ...SMALL, out: root });
  await untilDone(agent, () => readdirSync(join(folder, 'a')).some(name => !name.startsWith('.')));
  await untilDone(agent, () => events.some(({ event }) => event === 'confirmed'));
  assert.deepEqual(checksAt(join(folder, 'a')), new Set(['write-acknowledged']));
});
