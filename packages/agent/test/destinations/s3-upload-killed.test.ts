import assert from 'node:assert/strict';
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { appendFileSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, type TestContext, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { init } from '../../src/config/init.ts';
import { SMALLEST_PART } from '../../src/destinations/s3/part-size.ts';
import { readJournal } from '../../src/journal/open-journal.ts';
import { writeRun } from '../support/runs.ts';
import type { Asked } from '../support/s3/asked.ts';
import { ChecksumBook } from '../support/s3/checksum-book.ts';
import { BUCKET, placeAtS3 } from '../support/s3/place-at-s3.ts';
import { startProxy, type VerifyingProxy } from '../support/s3/verifying-proxy.ts';
import { swiftOrSkip } from '../support/s3/with-swift.ts';
import { scratch } from '../support/scratch.ts';

const CHILD = fileURLToPath(new URL('../support/s3/upload-child.ts', import.meta.url));
const LARGE = 'Data/large.bin';
/** Five parts. */
const BYTES = Buffer.alloc(4 * SMALLEST_PART + 5, 'base calls ');
/** Of which so many are acknowledged when the agent is killed. */
const FINISHED = 3;

let starting: Promise<VerifyingProxy> | undefined;
after(async () => (await starting)?.stop());

const partOf = ({ method, path }: Asked) =>
  method === 'PUT' && path.includes('large.bin') ? Number(/partNumber=(\d+)/.exec(path)?.[1] ?? 0) : 0;
const uploadOf = ({ path }: Asked) => new URL(path, 'http://store').searchParams.get('uploadId') ?? '';

/** An agent that was killed when it sent a part. */
async function killedInTheMiddle(t: TestContext) {
  const store = await swiftOrSkip(t);
  if (store === undefined) return undefined;
  starting ??= startProxy(store.swift, new ChecksumBook());
  const proxy = await starting;
  const place = await placeAtS3(proxy.endpoint, store.account);
  await place.destination.close();
  const folder = scratch(t);
  const config = join(folder, 'config');
  init(config, 'test', new Date('2023-01-01T00:00:00.000Z'));
  mkdirSync(join(folder, 'landing'));
  const run = writeRun(join(folder, 'landing'), 'RUN');
  const large = join(run, LARGE);
  writeFileSync(large, BYTES);

  const agent = async (onStart: (child: ChildProcess) => void = () => {}) => {
    const child = spawn(process.execPath, [CHILD, folder, config, JSON.stringify(place.spec)], {
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    onStart(child);
    let said = '';
    for (const stream of [child.stdout, child.stderr]) stream.on('data', data => (said += data));
    const [, signal] = await once(child, 'close');
    return { signal, said };
  };
  proxy.asked.length = 0;
  const { signal, said } = await agent(child => {
    proxy.faultOf = asked => {
      if (partOf(asked) <= FINISHED) return undefined;
      killWhen(child, () => notedParts(folder) === FINISHED);
      return { kind: 'silent' };
    };
  });
  proxy.faultOf = () => undefined;
  assert.equal(signal, 'SIGKILL', said);
  const before = proxy.asked.splice(0);
  const upload = uploadOf(before.find(asked => partOf(asked) === 1) ?? assert.fail(said));
  const segments = () => store.account.keys(`${BUCKET}+segments`, `${place.spec.prefix}/RUN/`);
  return {
    proxy,
    place,
    agent,
    large,
    upload,
    segments,
    parts: () => proxy.asked.map(partOf).filter(Boolean).toSorted(),
  };
}

/** Parts are on their way at once: a later one may come before an earlier one is noted. */
function killWhen(child: ChildProcess, isTime: () => boolean): void {
  const looking = setInterval(() => {
    if (!isTime()) return;
    clearInterval(looking);
    child.kill('SIGKILL');
  }, 10);
}

function notedParts(folder: string): number {
  const journal = readJournal(join(folder, 'state'));
  const [upload] = journal?.uploads(0) ?? [];
  journal?.close();
  return upload?.parts.length ?? 0;
}

test('an agent that was killed in the middle of a large file sends no finished part twice', async t => {
  const s = await killedInTheMiddle(t);
  if (s === undefined) return;
  const { said } = await s.agent();
  assert.match(said, /"event":"sealed"/);
  assert.deepEqual(s.parts(), [4, 5], said);
  const there = await s.place.elsewhere.read('RUN', LARGE);
  assert.equal(there !== undefined && BYTES.equals(there), true);
  assert.deepEqual(there && readFileSync(s.large).equals(there), true);
});

test('an upload of a file that changed meanwhile is aborted, and nothing of it is used', async t => {
  const s = await killedInTheMiddle(t);
  if (s === undefined) return;
  appendFileSync(s.large, 'and more');
  const { said } = await s.agent();
  assert.match(said, /"event":"sealed"/);
  assert.deepEqual(s.parts(), [1, 2, 3, 4, 5], said);
  const aborted = s.proxy.asked.filter(({ method }) => method === 'DELETE').map(uploadOf);
  assert.ok(aborted.includes(s.upload), said);
  assert.equal((await s.place.elsewhere.read('RUN', LARGE))?.length, BYTES.length + 8);
});

test('an upload that nobody goes on with is aborted when the agent starts again', async t => {
  const s = await killedInTheMiddle(t);
  if (s === undefined) return;
  assert.notDeepEqual(await s.segments(), []);
  rmSync(s.large);
  const { said } = await s.agent();
  const aborted = s.proxy.asked.findIndex(asked => asked.method === 'DELETE' && uploadOf(asked) === s.upload);
  const written = s.proxy.asked.findIndex(({ method, path }) => method === 'PUT' && path.includes('/RUN/'));
  assert.ok(aborted >= 0 && (written < 0 || aborted < written), said);
  assert.deepEqual(await s.segments(), []);
});
