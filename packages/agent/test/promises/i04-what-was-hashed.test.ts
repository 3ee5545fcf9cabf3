import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { type TestContext, test } from 'node:test';
import { decodeDelivery, decodeEnvelope } from '@seqwarden/proof';
import { type CopyTools, copyFile } from '../../src/engine/copy-file.ts';
import { READ_BYTES } from '../../src/engine/read-file.ts';
import { closeRoot, HeldTree, openRoot } from '../../src/host/held-tree.ts';
import { throwsWith } from '../support/assert-code.ts';
import { patchWrite } from '../support/patched-fs.ts';
import { LARGE, writeRun } from '../support/runs.ts';
import { scratch } from '../support/scratch.ts';
import { copy } from '../support/sealing.ts';
import { entries } from '../support/tree.ts';

function tools(t: TestContext, reread: boolean): { tools: CopyTools; to: string } {
  const folder = scratch(t);
  const source = openRoot(writeRun(folder, 'from', { small: 'small', large: LARGE }));
  const to = writeRun(folder, 'to', {});
  const destination = openRoot(to);
  t.after(() => {
    closeRoot(source);
    closeRoot(destination);
  });
  const buffer = Buffer.alloc(READ_BYTES);
  return {
    tools: { source: new HeldTree(source), destination: new HeldTree(destination), buffer, reread },
    to,
  };
}

test('I4: short writes are gone on with until every byte is acknowledged', t => {
  const { tools: short, to } = tools(t, false);
  patchWrite(t, real => (fd, bytes, at, length) => real(fd, bytes, at, Math.min(length, 100_000)));
  copyFile(short, 'large', 'large');
  assert.deepEqual(readFileSync(join(to, 'large')), LARGE);
});

test('I4: with --reread a destination that returns other bytes gives no final name', t => {
  const { tools: reread, to } = tools(t, true);
  // A disk that acknowledges everything and keeps something else.
  patchWrite(t, real => (fd, _, __, length) => real(fd, Buffer.alloc(length, 'x'), 0, length));
  for (const name of ['small', 'large'])
    throwsWith('DESTINATION_READ_BACK', () => copyFile(reread, name, name));
  assert.deepEqual(entries(to), []);
});

test('I4: the delivery says whether bytes were acknowledged or read back', async t => {
  const folder = scratch(t);
  const source = writeRun(folder, 'RUN');
  for (const [reread, check] of [
    [false, 'write-acknowledged'],
    [true, 'reread'],
  ] as const) {
    const destination = join(folder, check);
    const { seal } = await copy(source, destination, { reread });
    const deliveries = join(destination, '.seqwarden', 'deliveries', seal ?? '');
    assert.deepEqual(readdirSync(deliveries), ['0001.intoto.json']);
    const envelope = decodeEnvelope(new Uint8Array(readFileSync(join(deliveries, '0001.intoto.json'))));
    assert.equal(decodeDelivery((await envelope).payload).predicate.check, check);
  }
});
