import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { crc32 } from 'node:zlib';
import fc from 'fast-check';
import { readFileList } from './file-list.ts';
import { openZip, type ZipSource } from './open-zip.ts';
import { writeZip } from './write-zip.ts';
import { centralDirectory, localHeader } from './zip-headers.ts';

async function zipOf(files: Readonly<Record<string, string>>): Promise<Buffer> {
  const parts: Uint8Array[] = [];
  const all = Object.entries(files).map(([name, text]) => {
    const bytes = Buffer.from(text);
    const read = async function* () {
      yield bytes;
    };
    return { name, size: bytes.length, crc: crc32(bytes), read };
  });
  await writeZip(all, async bytes => {
    parts.push(bytes);
  });
  return Buffer.concat(parts);
}

const source = (bytes: Buffer): ZipSource => ({
  size: bytes.length,
  read: async (at, length) => bytes.subarray(at, at + length),
});

const malformed = { code: 'DOSSIER_MALFORMED' };

describe('a ZIP in our one spelling', () => {
  it('is read as it was written', async () => {
    const zip = await zipOf({ A: 'one', 'b/c': '', 'b/d': 'x'.repeat(5000) });
    const entries = await openZip(source(zip));
    assert.deepEqual(
      entries.map(({ name, start, size }) => [name, zip.toString('latin1', start, start + size)]),
      [
        ['A', 'one'],
        ['b/c', ''],
        ['b/d', 'x'.repeat(5000)],
      ],
    );
  });

  it('is refused for every bit that is changed outside the contents', async () => {
    const zip = await zipOf({ 'a/b': 'content', c: '' });
    const [first] = await openZip(source(zip));
    assert.ok(first);
    for (let bit = 0; bit < zip.length * 8; bit++) {
      const at = bit >> 3;
      if (at >= first.start && at < first.start + first.size) continue;
      const changed = Buffer.from(zip);
      changed[at] = (changed[at] ?? 0) ^ (1 << (bit & 7));
      await assert.rejects(openZip(source(changed)), malformed, `bit ${bit}`);
    }
  });

  it('whatever else comes is refused or read, and nothing else happens', async () => {
    await fc.assert(
      fc.asyncProperty(fc.uint8Array({ maxLength: 200 }), async bytes => {
        const head = Buffer.concat([Buffer.from('504b0304', 'hex'), bytes]);
        await assert.rejects(openZip(source(head)), malformed);
      }),
    );
  });

  it('has no name that leads elsewhere, is another on some disk, or stands twice', async () => {
    const bad = ['../x', '/x', 'a/../b', 'a\\b', 'C:x', 'a//b', 'é', 'a/', '.', '..', 'x/.', '', 'a\u0000'];
    for (const name of bad) {
      const entry = { name, size: 0, crc: 0, offset: 0 };
      const head = localHeader(entry);
      const zip = Buffer.concat([head, centralDirectory([entry], head.length)]);
      await assert.rejects(openZip(source(zip)), malformed, name);
    }
    for (const files of [
      { A: '', a: '' },
      { a: '', 'a/b': '' },
      { b: '', a: '' },
    ])
      await assert.rejects(zipOf(files), { code: 'INTERNAL' });
  });

  it('holds a file beyond 4 GiB', async () => {
    const size = 5 * 2 ** 30;
    const big = { name: 'a', size, crc: 1, offset: 0 };
    const head = localHeader(big);
    const small = { name: 'b', size: 0, crc: 0, offset: head.length + size };
    const behind = localHeader(small);
    const tail = Buffer.concat([behind, centralDirectory([big, small], small.offset + behind.length)]);
    const sparse: ZipSource = {
      size: small.offset + tail.length,
      read: async (at, length) =>
        at < head.length
          ? head.subarray(at, at + length)
          : tail.subarray(at - small.offset, at - small.offset + length),
    };
    const entries = await openZip(sparse);
    assert.deepEqual(
      entries.map(one => [one.size, one.start]),
      [
        [size, head.length],
        [0, small.offset + behind.length],
      ],
    );
  });

  it('a file list in another spelling is refused', () => {
    const line = `${'0'.repeat(64)}  a\n`;
    assert.deepEqual([...readFileList(line)], [['a', '0'.repeat(64)]]);
    for (const bad of [line.trimEnd(), line + line, `${line}\n`, line.replace('  ', ' *'), `\\${line}`])
      assert.throws(() => readFileList(bad), malformed);
  });
});
