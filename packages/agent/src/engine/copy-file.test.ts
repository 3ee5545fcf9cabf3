import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type TestContext, test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { SeqwardenError } from '@seqwarden/proof';
import { scratch } from '../../test/support/scratch.ts';
import type { FileSink, StagedFile } from '../destinations/destination.ts';
import { closeRoot, HeldTree, openRoot } from '../host/held-tree.ts';
import { type CopyTools, copyFile } from './copy-file.ts';
import { MemoryShare } from './memory-share.ts';

const SIZE = 6 * 1024;

/** Two places that keep a file in memory until it has its name, and count how many they keep. */
function counting(publish: () => Promise<boolean>) {
  let kept = 0;
  const seen = { most: 0 };
  const sink: FileSink = {
    lanes: 8,
    memoryFor: size => size,
    stage: (): StagedFile => {
      seen.most = Math.max(seen.most, ++kept);
      const end = () => void kept--;
      return {
        write: () => {},
        finish: () => {},
        publish: () => publish().finally(end),
        replace: () => {},
        discard: () => {},
      };
    },
    look: () => undefined,
    hash: () => undefined,
    close: () => {},
  };
  return { seen, sink };
}

async function copyAll(t: TestContext, sink: FileSink, memory: MemoryShare) {
  const folder = scratch(t);
  const root = openRoot(folder);
  t.after(() => closeRoot(root));
  const names = ['a', 'b', 'c', 'd', 'e'];
  for (const name of names) writeFileSync(join(folder, name), Buffer.alloc(SIZE));
  await Promise.all(
    names.map(async (name, row) => {
      const source = new HeldTree(root);
      source.enter('');
      const tools: CopyTools = {
        ...{ source, memory, sinks: [sink, sink], sealed: [undefined, undefined], fresh: 3, reread: false },
        buffer: Buffer.alloc(1024),
        failed: () => {},
      };
      await copyFile(tools, { row, name, path: name }, 3);
      source.close();
    }),
  );
}

for (const [what, publish] of [
  ['get their names', async () => sleep(2, true)],
  ['fail', async () => sleep(2).then(() => Promise.reject(new SeqwardenError('DESTINATION_DOWN', 'down')))],
] as const)
  test(`files that wait in memory until they ${what} keep to one figure, for all places together`, async t => {
    const { seen, sink } = counting(publish);
    const cells = new Int32Array(new SharedArrayBuffer(4));
    await copyAll(t, sink, new MemoryShare(cells, 0, 30));
    assert.equal(seen.most, 4, 'two files at two places');
    assert.equal(cells[0], 0);
  });
