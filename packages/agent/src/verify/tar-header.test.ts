import assert from 'node:assert/strict';
import { test } from 'node:test';
import { SeqwardenError } from '@seqwarden/proof';
import fc from 'fast-check';
import { throwsWith } from '../../test/support/assert-code.ts';
import { paxHeader, tar } from '../../test/support/tar.ts';
import { BLOCK, parseHeader, parsePax } from './tar-header.ts';

const header = (change: (block: Buffer) => void): Buffer => {
  const block = Buffer.from(tar([{ name: 'name', content: 'content', link: 'link' }]).subarray(0, BLOCK));
  change(block);
  block.write('        ', 148);
  const sum = block.reduce((total, byte) => total + byte, 0);
  block.write(`${sum.toString(8).padStart(6, '0')}\0 `, 148);
  return block;
};

test('a header gives path, link, size and type', () => {
  assert.deepEqual(parseHeader(header(() => {})), { path: 'name', link: 'link', size: 7, type: '0' });
});

test('a block of zeros ends an archive', () => {
  assert.equal(parseHeader(new Uint8Array(BLOCK)), undefined);
});

test('the type of old archives, NUL, is a file', () => {
  assert.equal(parseHeader(header(block => block.writeUInt8(0, 156)))?.type, '0');
});

test('a ustar prefix goes before the name; GNU keeps times in that place', () => {
  const prefixed = header(block => block.write('a/b', 345));
  assert.equal(parseHeader(prefixed)?.path, 'a/b/name');
  const gnu = header(block => {
    block.write('14505050505\0', 345);
    block.write('ustar  \0', 257);
  });
  assert.equal(parseHeader(gnu)?.path, 'name');
});

test('sizes beyond eleven octal digits come in base 256; absurd ones are refused', () => {
  const size = (bytes: number[]) => parseHeader(header(block => block.set(bytes, 124)))?.size;
  assert.equal(size([0x80, 0, 0, 0, 0, 0, 0, 2, 0, 0, 0, 5]), 2 * 2 ** 32 + 5);
  throwsWith('TAR_MALFORMED', () => size([0x80, 0, 0, 0, 255, 255, 255, 255, 255, 255, 255, 255]));
  throwsWith('TAR_MALFORMED', () => size([0xff, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 254]));
  throwsWith('TAR_MALFORMED', () => size([...Buffer.from('0000000008 \0')]));
});

test('a changed byte anywhere in a header is seen by its checksum', () => {
  const good = header(() => {});
  fc.assert(
    fc.property(fc.nat({ max: BLOCK - 1 }), fc.integer({ min: 1, max: 255 }), (at, flip) => {
      const bad = Buffer.from(good);
      bad[at] = (bad[at] ?? 0) ^ flip;
      try {
        // Within the checksum's own field another spelling of the same number is possible; all else must fail.
        const parsed = parseHeader(bad);
        assert.ok(at >= 148 && at < 156, `byte ${at} gave ${JSON.stringify(parsed)}`);
      } catch (error) {
        assert.ok(error instanceof SeqwardenError && error.code === 'TAR_MALFORMED', String(error));
      }
    }),
  );
});

test('pax records are read by their lengths, so a value may hold anything', () => {
  const records = { path: 'new\nline=12 x', comment: '', size: '8589934592', linkpath: '\xff\xfe' };
  const bytes = Buffer.from(paxHeader(records).content ?? '', 'latin1');
  assert.deepEqual(Object.fromEntries(parsePax(bytes)), records);
});

test('damaged pax records are refused, whatever they are', () => {
  for (const bad of ['x', '5', '5 a=b', '6 a=b\n7', '99 a=b\n', '0 a=b\n', '5 ab\n', '-6 a=b\n'])
    throwsWith('TAR_MALFORMED', () => parsePax(Buffer.from(bad)));
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 40 }), bytes => {
      try {
        parsePax(bytes);
      } catch (error) {
        assert.ok(error instanceof SeqwardenError && error.code === 'TAR_MALFORMED', String(error));
      }
    }),
  );
});
