import assert from 'node:assert/strict';
import { mkdirSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { type TestContext, test } from 'node:test';
import { SeqwardenError } from '@seqwarden/proof';
import { confirmRun } from '../../src/copy/confirm-run.ts';
import { copyRun } from '../../src/copy/copy-run.ts';
import { SMALLEST_PART } from '../../src/destinations/s3/part-size.ts';
import { rejectsWith } from '../support/assert-code.ts';
import { LARGE, writeRun } from '../support/runs.ts';
import type { Asked } from '../support/s3/asked.ts';
import { ChecksumBook } from '../support/s3/checksum-book.ts';
import { BUCKET, placeAtS3 } from '../support/s3/place-at-s3.ts';
import { startProxy } from '../support/s3/verifying-proxy.ts';
import { swiftOrSkip } from '../support/s3/with-swift.ts';
import { scratch } from '../support/scratch.ts';
import { SIGNER, TRUST } from '../support/sealing.ts';

const BIG = Buffer.alloc(SMALLEST_PART + 5, 'base calls ');

/** A run, a bucket behind a proxy, and what copying it there takes. */
async function scene(t: TestContext) {
  const store = await swiftOrSkip(t);
  if (store === undefined) return undefined;
  const proxy = await startProxy(store.swift, new ChecksumBook());
  t.after(() => proxy.stop());
  const place = await placeAtS3(proxy.endpoint, store.account);
  await place.destination.close();
  const folder = scratch(t);
  const source = writeRun(join(folder, 'source'), 'RUN', {
    'Data/Intensities/BaseCalls/L001/C1.1/s_1_1101.bcl': LARGE,
    'Data/big.bin': BIG,
    'RTAComplete.txt': 'done',
    'CopyComplete.txt': '',
  });
  const here = join(folder, 'here');
  mkdirSync(here);
  const stop = new AbortController();
  const common = { signer: SIGNER, trust: TRUST, version: '0.0.0-test', now: () => new Date() };
  const copy = (signal?: AbortSignal) =>
    copyRun({ ...common, source, destinations: [{ kind: 'folder', path: here }, place.spec], signal });
  const confirm = (signal: AbortSignal) =>
    confirmRun({ ...common, destination: place.spec, run: 'RUN', signal });
  /** The requests that `when` fits are never answered; with the first a person asks for an end. */
  let askedAt = 0;
  const silence = (when: (asked: Asked) => boolean) => {
    proxy.faultOf = asked => {
      if (!when(asked)) return undefined;
      askedAt ||= performance.now();
      stop.abort(new SeqwardenError('INTERRUPTED', 'enough'));
      return { kind: 'silent' };
    };
  };
  // Whoever did not hear of the end would wait for a minute.
  const msSince = () => performance.now() - askedAt;
  const left = (bucket: string) => store.account.keys(bucket, `${place.spec.prefix}/`);
  return { proxy, place, here, stop, copy, confirm, silence, msSince, left };
}

for (const [what, when] of [
  ['a file', ({ method, path }: Asked) => method === 'PUT' && path.includes('s_1_1101.bcl')],
  ['a part', ({ method, path }: Asked) => method === 'PUT' && path.includes('partNumber=1')],
  ['the list', ({ method, path }: Asked) => method === 'GET' && path.includes('RUN')],
] as const)
  test(`a copy that is interrupted while a store is silent about ${what} ends at once, and leaves neither lock nor upload`, async t => {
    const s = await scene(t);
    if (s === undefined) return;
    s.silence(when);
    await rejectsWith('INTERRUPTED', s.copy(s.stop.signal));
    assert.ok(s.msSince() < 45_000, `${s.msSince()} ms`);
    assert.deepEqual(readdirSync(join(s.here, '.seqwarden', 'locks')), []);
    assert.deepEqual(
      (await s.left(BUCKET)).filter(key => key.includes('/locks/')),
      [],
    );
    const parts = await s.left(`${BUCKET}+segments`);
    assert.deepEqual(
      parts.filter(key => key.includes('/RUN/')),
      [],
    );
    s.proxy.faultOf = () => undefined;
    assert.equal((await s.copy()).outcome, 'sealed');
  });

test('reading back that is interrupted while a store is silent ends at once', async t => {
  const s = await scene(t);
  if (s === undefined) return;
  await s.copy();
  s.silence(({ method, path }) => method === 'GET' && path.includes('big.bin'));
  await rejectsWith('INTERRUPTED', s.confirm(s.stop.signal));
  assert.ok(s.msSince() < 45_000, `${s.msSince()} ms`);
});
