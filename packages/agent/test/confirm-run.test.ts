import assert from 'node:assert/strict';
import { readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { decodeDelivery, decodeEnvelope } from '@seqwarden/proof';
import { type ConfirmOptions, confirmRun } from '../src/copy/confirm-run.ts';
import { rejectsWith } from './support/assert-code.ts';
import { LARGE, SMALL_RUN, writeRun } from './support/runs.ts';
import { scratch } from './support/scratch.ts';
import { copy, newSigner, SIGNER, TRUST, trustIn } from './support/sealing.ts';

function confirm(path: string, more: Partial<ConfirmOptions> = {}) {
  const destination = { kind: 'folder' as const, path };
  const now = () => new Date();
  return confirmRun({ destination, run: 'RUN', signer: SIGNER, trust: TRUST, version: '0', now, ...more });
}

test('a second read that finds everything equal is recorded as a delivery of its own', async t => {
  const folder = scratch(t);
  const copied = await copy(writeRun(join(folder, 'source'), 'RUN'), join(folder, 'to'));
  const found = await confirm(join(folder, 'to'));
  assert.deepEqual(
    [found.seal, found.files, found.bytes, found.failed],
    [copied.seal, copied.files, copied.bytes, 0],
  );
  const deliveries = join(folder, 'to', '.seqwarden', 'deliveries', found.seal);
  const checks = await Promise.all(
    readdirSync(deliveries)
      .toSorted()
      .map(async name => {
        const { payload } = await decodeEnvelope(new Uint8Array(readFileSync(join(deliveries, name))));
        return decodeDelivery(payload).predicate.check;
      }),
  );
  assert.deepEqual(checks, ['write-acknowledged', 'second-read']);
});

test('what comes back otherwise, or not at all, is named, and nothing is recorded', async t => {
  const folder = scratch(t);
  const { folder: run, seal } = await copy(writeRun(join(folder, 'source'), 'RUN'), join(folder, 'to'));
  const large = 'Data/Intensities/BaseCalls/L001/C1.1/s_1_1102.bcl';
  writeFileSync(join(run, large), Buffer.from(LARGE).fill('x', 300_000, 300_001));
  rmSync(join(run, 'InterOp'), { recursive: true });
  const { failures, failed } = await confirm(join(folder, 'to'));
  assert.equal(failed, 2);
  assert.deepEqual(failures.map(({ path, code }) => [path, code]).toSorted(), [
    [large, 'DESTINATION_READ_BACK'],
    ['InterOp/TileMetricsOut.bin', 'DESTINATION_READ_BACK'],
  ]);
  assert.equal(readdirSync(join(folder, 'to', '.seqwarden', 'deliveries', seal ?? '')).length, 1);
});

test('without a seal that verifies there is nothing to confirm', async t => {
  const folder = scratch(t);
  const source = writeRun(join(folder, 'source'), 'RUN');
  await copy(source, join(folder, 'to'));
  await rejectsWith('RUN_NOT_FOUND', confirm(join(folder, 'to'), { run: 'ANOTHER' }));
  await rejectsWith('CUSTODY_NOT_OURS', confirm(join(folder, 'to'), { trust: trustIn([newSigner()]) }));
  await rejectsWith('UNSIGNED', confirm(join(folder, 'source')));
});

test('another seal than the expected one is a conflict, however well it verifies, and nothing is recorded', async t => {
  const folder = scratch(t);
  const to = join(folder, 'to');
  const { seal: older } = await copy(writeRun(join(folder, 'source'), 'RUN'), to);
  const newer = await copy(
    writeRun(join(folder, 'later'), 'RUN', { ...SMALL_RUN, 'notes.txt': 'x' }),
    join(folder, 'else'),
  );
  assert.ok(older !== null && newer.seal !== null && newer.seal !== older);
  await rejectsWith('CONFLICT', confirm(to, { seal: newer.seal }));
  assert.deepEqual(readdirSync(join(to, '.seqwarden', 'deliveries', older)), ['0001.intoto.json']);
  assert.equal((await confirm(to, { seal: older })).failed, 0);
});

test('it can be stopped', async t => {
  const folder = scratch(t);
  await copy(writeRun(join(folder, 'source'), 'RUN'), join(folder, 'to'));
  const stopped = AbortSignal.abort();
  await assert.rejects(confirm(join(folder, 'to'), { signal: stopped }), { name: 'AbortError' });
});
