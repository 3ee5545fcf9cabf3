import assert from 'node:assert/strict';
import { execFileSync, spawnSync } from 'node:child_process';
import {
  linkSync,
  mkdirSync,
  readFileSync,
  symlinkSync,
  truncateSync,
  unlinkSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { type TestContext, test } from 'node:test';
import { gzipSync } from 'node:zlib';
import { toolOrSkip } from '../../../scripts/testing/needs.ts';
import { ByteSource } from '../src/verify/byte-source.ts';
import { readTarRun } from '../src/verify/tar-run.ts';
import { type VerifyResult, verifyTar } from '../src/verify/verify-run.ts';
import { rejectsWith } from './support/assert-code.ts';
import { account, COMMAND, seqwarden } from './support/command.ts';
import { SMALL_RUN, writeRun } from './support/runs.ts';
import { scratch } from './support/scratch.ts';
import { seal, TRUST } from './support/sealing.ts';
import { type Entry, paxHeader, tar } from './support/tar.ts';
import { below } from './support/tree.ts';

/** In chunks of an odd size, as a pipe may give them. */
async function* chunks(bytes: Uint8Array, size = 10_007): AsyncGenerator<Uint8Array> {
  for (let at = 0; at < bytes.length; at += size) yield bytes.subarray(at, at + size);
}

const verifyBytes = (bytes: Uint8Array, size?: number): Promise<VerifyResult> =>
  verifyTar(chunks(bytes, size), { trust: TRUST });

/** A sealed run with names and entries that tar formats treat differently. */
async function oddRun(t: TestContext): Promise<{ folder: string; run: string }> {
  const folder = scratch(t);
  const run = writeRun(join(folder, 'runs'), 'RUN');
  for (const name of ['x'.repeat(200), 'not UTF-8 \xff', 'new\nline', ' blank ', 'y'.repeat(100), '\xc3\xa4'])
    writeFileSync(below(run, name), name);
  mkdirSync(join(run, 'd'.repeat(120), 'e'.repeat(120)), { recursive: true });
  writeFileSync(join(run, 'd'.repeat(120), 'e'.repeat(120), 'f'.repeat(50)), 'deep');
  mkdirSync(join(run, 'Thumbnail_Images'));
  mkdirSync(join(run, 'links only'));
  symlinkSync('z'.repeat(150), join(run, 'links only', 'long link'));
  linkSync(join(run, 'SampleSheet.csv'), join(run, 'the same sheet'));
  await seal(run);
  return { folder, run };
}

const capture = (command: string, ...args: string[]) => execFileSync(command, args, { maxBuffer: 1 << 26 });

test('GNU tar streams of a run, from outside and from inside, verify in each of its formats', async t => {
  if (toolOrSkip(t, 'tar') === undefined) return;
  const { folder, run } = await oddRun(t);
  const streams = [
    capture('tar', '-C', join(folder, 'runs'), '-cf', '-', 'RUN'),
    capture('tar', '-C', run, '-cf', '-', '.'),
    capture('tar', '--format=gnu', '-C', run, '-cf', '-', '.'),
    capture('tar', '--format=posix', '-C', run, '-cf', '-', '.'),
    capture('tar', '--format=posix', '-C', join(folder, 'runs'), '-cf', '-', 'RUN'),
    capture('tar', '--hard-dereference', '--format=gnu', '-C', run, '-cf', '-', '.'),
  ];
  for (const stream of streams) {
    const { verdict, unchanged, notCarried } = await verifyBytes(stream);
    assert.deepEqual([verdict.answer, verdict.codes, unchanged, notCarried], ['unchanged', [], 16, 0]);
  }
  const tiny = await verifyBytes(capture('tar', '-C', run, '-cf', '-', '.'), 1);
  assert.equal(tiny.verdict.answer, 'unchanged', 'also byte by byte');
});

test('GNU ustar streams verify, where the names fit into them', async t => {
  if (toolOrSkip(t, 'tar') === undefined) return;
  const folder = scratch(t);
  const long = `${'d'.repeat(90)}/${'e'.repeat(60)}/${'f'.repeat(90)}`;
  const run = writeRun(join(folder, 'runs'), 'RUN', { ...SMALL_RUN, [long]: 'prefix and name' });
  await seal(run);
  const { verdict, unchanged } = await verifyBytes(
    capture('tar', '--format=ustar', '-C', run, '-cf', '-', '.'),
  );
  assert.deepEqual([verdict.answer, unchanged], ['unchanged', 9]);
});

test('what Python and libarchive write verifies', async t => {
  const { run } = await oddRun(t);
  await t.test('tarfile, in each of its formats', async t => {
    if (toolOrSkip(t, 'python3') === undefined) return;
    for (const format of ['GNU_FORMAT', 'PAX_FORMAT']) {
      const script = `import sys, tarfile
with tarfile.open(fileobj=sys.stdout.buffer, mode='w|', format=tarfile.${format}) as out: out.add(sys.argv[1], arcname='RUN')`;
      const { verdict } = await verifyBytes(capture('python3', '-c', script, run));
      assert.deepEqual([verdict.answer, verdict.codes], ['unchanged', []], format);
    }
  });
  await t.test('bsdtar', async t => {
    if (toolOrSkip(t, 'bsdtar') === undefined) return;
    for (const format of ['pax', 'gnutar']) {
      const { verdict } = await verifyBytes(
        capture('bsdtar', '--format', format, '-C', run, '-cf', '-', '.'),
      );
      assert.deepEqual([verdict.answer, verdict.codes], ['unchanged', []], format);
    }
  });
});

test('a changed, missing, added or renamed file in a stream is told as in a folder', async t => {
  if (toolOrSkip(t, 'tar') === undefined) return;
  const { run } = await oddRun(t);
  writeFileSync(join(run, 'SampleSheet.csv'), 'changed');
  writeFileSync(join(run, 'added'), 'x');
  unlinkSync(join(run, 'InterOp', 'TileMetricsOut.bin'));
  const { verdict } = await verifyBytes(capture('tar', '-C', run, '-cf', '-', '.'));
  assert.deepEqual(
    verdict.differences.map(({ kind, path }) => [kind, path]),
    [
      ['missing', 'InterOp/TileMetricsOut.bin'],
      ['changed', 'SampleSheet.csv'],
      ['added', 'added'],
      // the hard link: the same inode, the same change
      ['changed', 'the same sheet'],
    ],
  );
});

test('a stream that is cut off anywhere, or damaged in a header, is refused', async t => {
  if (toolOrSkip(t, 'tar') === undefined) return;
  const { run } = await oddRun(t);
  const stream = capture('tar', '-C', run, '-cf', '-', '.');
  const end = stream.lastIndexOf(Buffer.from('ustar'));
  for (const length of [0, 1, 511, 513, 5_000, Math.floor(end / 2), end])
    await rejectsWith('TAR_MALFORMED', verifyBytes(stream.subarray(0, length)));
  const damaged = Buffer.from(stream);
  damaged[end - 257 + 10] = 0x41;
  await rejectsWith('TAR_MALFORMED', verifyBytes(damaged));
  await rejectsWith('TAR_MALFORMED', verifyBytes(Buffer.from('a run'.repeat(1000))));
});

test('a sparse file is refused, since its content is not all there', async t => {
  if (toolOrSkip(t, 'tar') === undefined) return;
  const { run } = await oddRun(t);
  writeFileSync(join(run, 'sparse'), 'x');
  truncateSync(join(run, 'sparse'), 1 << 20);
  for (const format of ['gnu', 'posix'])
    await rejectsWith(
      'TAR_MALFORMED',
      verifyBytes(capture('tar', '-S', `--format=${format}`, '-C', run, '-cf', '-', '.')),
    );
});

/** The sealed small run as entries, to be put together otherwise. */
async function sealedEntries(t: TestContext): Promise<Entry[]> {
  const run = writeRun(join(scratch(t), 'runs'), 'RUN', { a: 'a', b: '' });
  await seal(run);
  const custody = ['SHA256SUMS', 'SHA256SUMS.sig', 'seal.intoto.json', 'seal.sigstore.json'];
  return [
    { name: 'RUN/', type: '5' },
    { name: 'RUN/a', content: 'a' },
    { name: 'RUN/b' },
    ...custody.map(name => ({
      name: `RUN/Custody/${name}`,
      content: readFileSync(join(run, 'Custody', name), 'latin1'),
    })),
  ];
}

test('what other programs would read otherwise than we do is refused', async t => {
  const good = await sealedEntries(t);
  assert.equal((await verifyBytes(tar(good))).verdict.answer, 'unchanged');
  const hidden = tar(good).toString('latin1');
  const cases: Readonly<Record<string, readonly Entry[]>> = {
    'a name twice': [...good, { name: 'RUN/a', content: 'other' }],
    'a name twice, by way of ./': [...good, { name: './RUN/a', content: 'other' }],
    'a name that leads up': [...good, { name: 'RUN/../../etc/passwd', content: 'x' }],
    'an absolute name': [...good, { name: '/RUN/c', content: 'x' }],
    'a double slash': [...good, { name: 'RUN//c', content: 'x' }],
    'a file as root, which hides a whole stream in its content': [{ name: './', content: hidden }, ...good],
    'a folder with content': [{ name: 'RUN/c/', type: '5', content: hidden }, ...good],
    'a link with content': [{ name: 'RUN/c', type: '2', link: 'a', content: hidden }, ...good],
    'a hard link with content': [...good, { name: 'RUN/c', type: '1', link: 'RUN/a', content: 'x' }],
    'a hard link to what is not there': [...good, { name: 'RUN/c', type: '1', link: 'RUN/d' }],
    'a file with the name of a folder': [...good.filter(({ name }) => name !== 'RUN/b'), { name: 'RUN/b/' }],
    'a type that nobody knows': [...good, { name: 'RUN/c', type: 'S' }],
    'an entry renamed twice': [
      paxHeader({ path: 'RUN/c' }),
      { name: '././@LongLink', type: 'L', content: 'RUN/d\0' },
      { name: 'RUN/e' },
      ...good,
    ],
    'a global header that renames': [paxHeader({ path: 'RUN/c' }, 'g'), ...good],
    'a renaming to nothing': [paxHeader({ path: '' }), { name: 'RUN/c' }, ...good],
    'a name with NUL': [paxHeader({ path: 'RUN/c\0d' }), { name: 'RUN/c' }, ...good],
    'a size that is no number': [paxHeader({ size: '-1' }), { name: 'RUN/c' }, ...good],
    'a sparse file by pax': [paxHeader({ 'GNU.sparse.major': '1' }), { name: 'RUN/c' }, ...good],
    'a damaged pax header': [{ name: 'x', type: 'x', content: '99 path=x\n' }, ...good],
    'two pax headers before one entry, of which GNU tar believes the last': [
      ...good.slice(0, 1),
      paxHeader({ path: 'RUN/a' }),
      paxHeader({ mtime: '1' }),
      { name: 'RUN/other', content: 'a' },
      ...good.slice(2),
    ],
    'two pax headers, the second empty': [
      ...good,
      paxHeader({ path: 'RUN/c' }),
      paxHeader({}),
      { name: 'RUN/d' },
    ],
    'two long names': [...good, longName('RUN/c'), longName('RUN/d'), { name: 'RUN/e' }],
    'two long targets': [
      ...good,
      longName('a', 'K'),
      longName('b', 'K'),
      { name: 'RUN/e', type: '2', link: 'c' },
    ],
    'a pax header and a long target': [
      ...good,
      paxHeader({ mtime: '1' }),
      longName('b', 'K'),
      { name: 'RUN/e', type: '2', link: 'c' },
    ],
    'a global header between an entry and its name': [
      ...good,
      paxHeader({ path: 'RUN/c' }),
      paxHeader({ comment: 'x' }, 'g'),
      { name: 'RUN/d' },
    ],
    'an extension with no entry after it': [...good, paxHeader({ path: 'RUN/c' })],
    'a kind by pax': [...good.slice(0, 1), paxHeader({ 'SCHILY.filetype': 'sparse' }), ...good.slice(1)],
    'a size by pax that hides entries in a content': [
      ...good,
      paxHeader({ size: '0' }),
      { name: 'RUN/c', content: hidden },
    ],
    'names in another character set': [
      ...good.slice(0, 1),
      paxHeader({ hdrcharset: 'EBCDIC' }),
      ...good.slice(1),
    ],
    'a target for a file, which libarchive takes for a hard link': [
      ...good.slice(0, 1),
      paxHeader({ linkpath: 'RUN/b' }),
      ...good.slice(1),
    ],
    'a file with a target': [...good, { name: 'RUN/c', link: 'RUN/a' }],
    'a link without a target': [...good, { name: 'RUN/c', type: '2' }],
    'a link with the name of a folder': [...good, { name: 'RUN/c/', type: '2', link: 'a' }],
    'an entry without a name': [...good, { name: '', type: '5' }],
    'the root of the file system': [...good, { name: '/', type: '5' }],
    'a link as root': [{ name: 'RUN', type: '2', link: '/tmp' }, ...good.slice(1)],
    'a link as root that comes last': [...good.slice(1), { name: 'RUN', type: '2', link: '/tmp' }],
    'a FIFO as root': [{ name: 'RUN', type: '6' }, ...good.slice(1)],
    'an entry below a link': [...good, { name: 'RUN/d', type: '2', link: '/tmp' }, { name: 'RUN/d/e/f' }],
    'an entry below a file': [...good, { name: 'RUN/a/b' }],
    'Custody as a link with a seal below': [...good, { name: 'RUN/Custody', type: '2', link: '/tmp' }],
    'an absurd extended header': [{ name: 'x', type: 'x', size: 2 << 20 }, ...good],
  };
  for (const [what, entries] of Object.entries(cases))
    await t.test(what, async () => void (await rejectsWith('TAR_MALFORMED', verifyBytes(tar(entries)))));
});

const longName = (name: string, type = 'L'): Entry => ({ name: '././@LongLink', type, content: `${name}\0` });

/** Writes into the header at `start` of a stream, and makes its checksum right. */
function patched(stream: Buffer, start: number, at: number, bytes: string): Buffer {
  const copy = Buffer.from(stream);
  const header = copy.subarray(start, start + 512);
  header.write(bytes, at, 'latin1');
  header.write('        ', 148);
  const sum = header.reduce((total, byte) => total + byte, 0);
  header.write(`${sum.toString(8).padStart(6, '0')}\0 `, 148);
  return copy;
}

test('a prefix counts only where all programs take it for one', async t => {
  const good = await sealedEntries(t);
  const stream = tar(good.map(entry => (entry.name === 'RUN/a' ? { ...entry, name: 'a' } : entry)));
  const prefixed = patched(stream, 512, 345, 'RUN');
  assert.equal((await verifyBytes(prefixed)).verdict.answer, 'unchanged');
  for (const magic of ['ustar  \0', '\0'.repeat(8), 'ustar\0\0\0', 'ustar\x0001', 'star\0\0\0\0'])
    await rejectsWith('TAR_MALFORMED', verifyBytes(patched(prefixed, 512, 257, magic)));
  await rejectsWith('TAR_MALFORMED', verifyBytes(patched(prefixed, 512, 508, 'tar\0')));
});

test('an archive ends with two blocks of zeros, and only zeros follow', async t => {
  const stream = tar(await sealedEntries(t));
  const padded = Buffer.concat([stream, Buffer.alloc(9_000)]);
  assert.equal((await verifyBytes(padded)).verdict.answer, 'unchanged');
  const other = tar([{ name: 'RUN/other', content: 'x' }]);
  const cases: Readonly<Record<string, Buffer>> = {
    'one block': stream.subarray(0, -512),
    'one block and a part of one': stream.subarray(0, -1),
    'one block, then an entry': Buffer.concat([stream.subarray(0, -512), other]),
    'two blocks, then another archive': Buffer.concat([stream, other]),
    'two blocks and zeros, then a byte': Buffer.concat([padded, Buffer.from('x')]),
  };
  for (const [what, bytes] of Object.entries(cases))
    await t.test(what, async () => void (await rejectsWith('TAR_MALFORMED', verifyBytes(bytes))));
});

test('a compressed stream is refused with advice', async t => {
  const bytes = gzipSync(tar(await sealedEntries(t)));
  await assert.rejects(verifyBytes(bytes), /gunzip/);
});

test('what was there before and beside the run is not taken for its seal', async t => {
  const good = await sealedEntries(t);
  const { verdict } = await verifyBytes(tar([...good, { name: 'other', content: 'x' }]));
  assert.deepEqual([verdict.answer, verdict.codes], ['cannot_tell', ['UNSIGNED']]);
  const inner = good.map(entry => ({ ...entry, name: entry.name.slice('RUN/'.length) || './' }));
  const planted = good.map(entry => ({ ...entry, name: `old/${entry.name.slice('RUN/'.length)}` }));
  const both = await verifyBytes(tar([...planted, ...inner]));
  assert.equal(both.verdict.answer, 'changed', 'the seal at the root counts, and old/ was added');
  assert.ok(both.verdict.differences.every(({ path }) => path.startsWith('old')));
});

test('memory follows the bytes that come, not what headers claim', async () => {
  const claim = tar([{ name: 'RUN/Custody/SHA256SUMS', size: 2 ** 30 }]).subarray(0, 512);
  const before = process.memoryUsage().arrayBuffers;
  let most = 0;
  async function* stream(): AsyncGenerator<Uint8Array> {
    yield claim;
    const piece = new Uint8Array(1000);
    for (let count = 0; count < 100; count++) {
      yield piece;
      most = Math.max(most, process.memoryUsage().arrayBuffers);
    }
  }
  await rejectsWith('TAR_MALFORMED', verifyTar(stream(), { trust: TRUST }));
  assert.ok(most - before < 2 ** 20, `${most - before} bytes`);
});

test('of many folders with a Custody the contents of none are kept', async () => {
  const manifest = 'x'.repeat(1 << 20);
  const many = Array.from({ length: 30 }, (_, number) => ({
    name: `${number}/Custody/SHA256SUMS`,
    content: manifest,
  }));
  const { custody } = await readTarRun(new ByteSource(chunks(tar(many))));
  assert.deepEqual([...custody.keys()], []);
});

test('strangers in Custody of a stream are seen, however large, deep or spelt', async t => {
  const good = await sealedEntries(t);
  const strangers: readonly Entry[] = [
    { name: 'RUN/Custody/README', content: 'x' },
    { name: 'RUN/Custody/large', content: 'x'.repeat((1 << 20) + 1) },
    { name: 'RUN/Custody/addenda', type: '5' },
    { name: 'RUN/Custody/addenda', content: 'x' },
    { name: 'RUN/Custody/addenda/0000/x', content: 'x' },
    { name: 'RUN/Custody/Addenda/0001/x', content: 'x' },
    { name: 'RUN/custody/x', content: 'x' },
    { name: 'RUN/Custody/link', type: '2', link: 'x' },
    { name: 'RUN/CUSTODY', type: '5' },
  ];
  for (const stranger of strangers) {
    const { verdict } = await verifyBytes(tar([...good, stranger]));
    assert.deepEqual([verdict.answer, verdict.codes], ['changed', ['CUSTODY_STRANGER']], stranger.name);
  }
  const many = Array.from({ length: 200 }, (_, number) => ({ name: `RUN/Custody/${number}`, content: 'x' }));
  assert.deepEqual((await verifyBytes(tar([...good, ...many]))).verdict.codes, ['CUSTODY_STRANGER']);
});

test('a stream without a seal, or of nothing, is unsigned', async t => {
  const good = await sealedEntries(t);
  const bare = good.filter(({ name }) => !name.includes('Custody'));
  for (const entries of [bare, []]) {
    const { verdict } = await verifyBytes(tar(entries));
    assert.deepEqual([verdict.answer, verdict.codes], ['cannot_tell', ['UNSIGNED']]);
  }
});

test('the command verifies a stream', async t => {
  if (toolOrSkip(t, 'tar') === undefined) return;
  const folder = scratch(t);
  const env = account(folder);
  const run = writeRun(join(folder, 'runs'), 'RUN', {
    ...SMALL_RUN,
    'RunParameters.xml': '<RunParameters/>',
  });
  seqwarden(['init'], env);
  assert.equal(seqwarden(['seal', run], env).status, 0);
  const [node, bin] = COMMAND;
  const pipe = (...args: string[]) =>
    spawnSync(node, [bin, 'verify', '-'], { env, input: capture('tar', ...args), encoding: 'utf8' });
  const good = pipe('-C', run, '-cf', '-', '.');
  assert.equal(good.status, 0, good.stderr);
  assert.match(good.stdout, /unchanged since/);
  writeFileSync(join(run, 'SampleSheet.csv'), 'x');
  assert.equal(pipe('-C', run, '-cf', '-', '.').status, 1);
});
