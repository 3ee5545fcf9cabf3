import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  rmSync,
  statSync,
  symlinkSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { SeqwardenError } from '@seqwarden/proof';
import { EvidenceStore } from './evidence-store.ts';

const folder = mkdtempSync(join(tmpdir(), 'evidence-store-'));
after(() => rmSync(folder, { recursive: true, force: true }));

let stores = 0;
function newStore(): { readonly store: EvidenceStore; readonly at: string } {
  const at = join(folder, `store-${stores++}`, 'evidence');
  return { store: new EvidenceStore(at), at };
}

function file(name: string, content: string | Uint8Array): string {
  const path = join(folder, name);
  writeFileSync(path, content);
  return path;
}

function place(at: string, sha256: string): string {
  return join(at, sha256.slice(0, 2), sha256);
}

function code(expected: string) {
  return (error: unknown) => error instanceof SeqwardenError && error.code === expected;
}

async function collected(chunks: AsyncIterable<Uint8Array>): Promise<Buffer> {
  const parts: Uint8Array[] = [];
  for await (const chunk of chunks) parts.push(chunk.slice());
  return Buffer.concat(parts);
}

test('what is added is there under its digest, for this account alone, and comes back as it was', async () => {
  const { store, at } = newStore();
  const content = Buffer.alloc(3 * 2 ** 20 + 17, 'screenshot ');
  const added = await store.add(file('large.png', content));
  assert.deepEqual(added, {
    sha256: createHash('sha256').update(content).digest('hex'),
    sha512: createHash('sha512').update(content).digest('hex'),
    bytes: content.length,
  });
  assert.ok((await collected(store.read(added.sha256))).equals(content));
  assert.equal(statSync(place(at, added.sha256)).mode & 0o777, 0o600);
  for (const one of [at, join(at, added.sha256.slice(0, 2))]) assert.equal(statSync(one).mode & 0o777, 0o700);
  assert.deepEqual(readdirSync(at), [added.sha256.slice(0, 2)], 'nothing half-written is left');
});

test('the same bytes twice, also at the same time, are one file', async () => {
  const { store } = newStore();
  const bytes = Buffer.from('the same');
  const all = await Promise.all(Array.from({ length: 5 }, () => store.add(bytes)));
  assert.equal(new Set(all.map(({ sha256 }) => sha256)).size, 1);
  assert.deepEqual(store.list(), [all[0]?.sha256]);
});

test('a store that nobody added to is empty, and looking makes no folder', async () => {
  const { store, at } = newStore();
  const absent = 'ab'.repeat(32);
  assert.deepEqual(store.list(), []);
  assert.equal(store.has(absent), false);
  await assert.rejects(collected(store.read(absent)), code('EVIDENCE_MISSING'));
  assert.equal(existsSync(at), false);
});

test('a changed file is found when it is read, and neither replaced nor taken for good when it is added again', async () => {
  const { store, at } = newStore();
  const { sha256 } = await store.add(Buffer.from('as it was'));
  writeFileSync(place(at, sha256), 'as it were');
  await assert.rejects(collected(store.read(sha256)), code('EVIDENCE_DAMAGED'));
  await assert.rejects(store.add(Buffer.from('as it was')), code('EVIDENCE_DAMAGED'));
  assert.equal(statSync(place(at, sha256)).size, 'as it were'.length);
  assert.deepEqual(readdirSync(at), [sha256.slice(0, 2)]);
});

test('a link or a folder under a digest is damage, whatever it leads to', async () => {
  const { store, at } = newStore();
  const { sha256 } = await store.add(Buffer.from('linked'));
  rmSync(place(at, sha256));
  symlinkSync(file('linked', 'linked'), place(at, sha256));
  assert.equal(store.has(sha256), false);
  await assert.rejects(collected(store.read(sha256)), code('EVIDENCE_DAMAGED'));
  rmSync(place(at, sha256));
  mkdirSync(place(at, sha256));
  await assert.rejects(collected(store.read(sha256)), code('EVIDENCE_DAMAGED'));
});

test('a link that a person names leads to its file; a folder, a fifo, a device and nothing are refused', async () => {
  const { store, at } = newStore();
  const link = join(folder, 'a-link');
  symlinkSync(file('target', 'of a link'), link);
  assert.equal((await store.add(link)).bytes, 9);
  const fifo = join(folder, 'fifo');
  execFileSync('mkfifo', [fifo]);
  for (const path of [folder, fifo, '/dev/zero', join(folder, 'nowhere')])
    await assert.rejects(store.add(path), code('CASE_INPUT_UNUSABLE'), path);
  assert.equal(readdirSync(at).length, 1);
});

test('a file over the limit is refused and leaves nothing, also where its size was not known before', async () => {
  const { store, at } = newStore();
  const path = file('seven', 'seven b');
  await assert.rejects(store.add(path, { limit: 6 }), code('CASE_INPUT_UNUSABLE'));
  await assert.rejects(store.add(Buffer.from('seven b'), { limit: 6 }), code('CASE_INPUT_UNUSABLE'));
  // A file of the kernel's says that it has no bytes.
  await assert.rejects(store.add('/proc/self/status', { limit: 6 }), code('CASE_INPUT_UNUSABLE'));
  assert.deepEqual(existsSync(at) ? readdirSync(at) : [], []);
  assert.equal((await store.add(path, { limit: 7 })).bytes, 7);
});

test('a file that is read whole has at most as many bytes as who reads it has room for', async () => {
  const { store } = newStore();
  const { sha256 } = await store.add(Buffer.from('seven b'));
  assert.equal((await store.readWhole(sha256, 7)).length, 7);
  await assert.rejects(store.readWhole(sha256, 6), code('CASE_INPUT_UNUSABLE'));
});

test('what a killed process left is swept, what another one writes now is not', async () => {
  const { store, at } = newStore();
  await store.add(Buffer.from('first'));
  const left = join(at, '.seqwarden-0123456789abcdef-0.tmp');
  const inUse = join(at, '.seqwarden-fedcba9876543210-0.tmp');
  const strange = join(at, 'notes.txt');
  for (const path of [left, inUse, strange]) writeFileSync(path, 'half');
  const old = new Date(Date.now() - 2 * 60 * 60 * 1000);
  for (const path of [left, strange]) utimesSync(path, old, old);
  await store.add(Buffer.from('second'));
  assert.deepEqual([left, inUse, strange].map(existsSync), [false, true, true]);
  assert.equal(store.list().length, 2);
});

test('whoever stops is heard, and nothing half-written stays', async () => {
  const { store, at } = newStore();
  const stop = new SeqwardenError('INTERRUPTED', 'stopped');
  await assert.rejects(store.add(Buffer.from('x'), { signal: AbortSignal.abort(stop) }), code('INTERRUPTED'));
  assert.deepEqual(readdirSync(at), []);
});

test('a store in which a file cannot get its place says so', async () => {
  const { store, at } = newStore();
  mkdirSync(at, { recursive: true });
  writeFileSync(join(at, createHash('sha256').update('x').digest('hex').slice(0, 2)), 'no folder');
  await assert.rejects(store.add(Buffer.from('x')), code('CASE_STORE_UNUSABLE'));
});

test('a file where the store should be says so', async () => {
  const { store, at } = newStore();
  mkdirSync(join(at, '..'), { recursive: true });
  writeFileSync(at, 'no folder');
  await assert.rejects(store.add(Buffer.from('x')), code('CASE_STORE_UNUSABLE'));
});

test('what is no digest never becomes a path', async () => {
  const { store } = newStore();
  for (const name of ['../../etc/passwd', '', 'AB'.repeat(32), `${'ab'.repeat(32)}/..`])
    assert.throws(() => store.has(name), code('INTERNAL'));
});
