import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { type TestContext, test } from 'node:test';
import { decodeDelivery, decodeEnvelope } from '@seqwarden/proof';
import { copyFile } from '../../src/engine/copy-file.ts';
import { rejectsWith } from '../support/assert-code.ts';
import { copyTools, fileNamed, HERE } from '../support/copy-tools.ts';
import { patchWrite } from '../support/patched-fs.ts';
import { LARGE, writeRun } from '../support/runs.ts';
import { scratch } from '../support/scratch.ts';
import { copy } from '../support/sealing.ts';
import { entries } from '../support/tree.ts';

function toolsFor(t: TestContext, reread: boolean) {
  const folder = scratch(t);
  const from = writeRun(folder, 'from', { small: 'small', large: LARGE });
  const to = writeRun(folder, 'to', {});
  return { ...copyTools(t, from, to, reread), to };
}

test('I4: short writes are gone on with until every byte is acknowledged', async t => {
  const { tools, thrown, to } = toolsFor(t, false);
  patchWrite(t, real => (fd, bytes, at, length) => real(fd, bytes, at, Math.min(length, 100_000)));
  await thrown(copyFile(tools, fileNamed('large'), HERE));
  assert.deepEqual(readFileSync(join(to, 'large')), LARGE);
});

test('I4: with --reread a destination that returns other bytes gives no final name', async t => {
  const { tools, thrown, to } = toolsFor(t, true);
  // A disk that acknowledges everything and keeps something else.
  patchWrite(t, real => (fd, _, __, length) => real(fd, Buffer.alloc(length, 'x'), 0, length));
  for (const name of ['small', 'large'])
    await rejectsWith('DESTINATION_READ_BACK', thrown(copyFile(tools, fileNamed(name), HERE)));
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
