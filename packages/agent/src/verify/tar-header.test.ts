import assert from 'node:assert/strict';
import { test } from 'node:test';
import { SeqwardenError } from '@seqwarden/proof';
import fc from 'fast-check';
import { throwsWith } from '../../test/support/assert-code.ts';
import { tar } from '../../test/support/tar.ts';
import { BLOCK, parseHeader } from './tar-header.ts';

const header = (change: (block: Buffer) => void): Buffer => {
  const block = Buffer.from(tar([{ name: 'name', content: 'content', link: 'link' }]).subarray(0, BLOCK));
  change(block);
  block.write('        ', 148);
  const sum = block.reduce((total, byte) => total + byte, 0);
  block.write(`${sum.toString(8).padStart(6, '0')}\0 `, 148);
  return block;
};

test('a header gives path, link, size and type', () => {
  assert.deepEqual(parseHeader(header(() => {})), {
    path: 'name',
    link: 'link',
    size: 7,
    type: '0',
    format: 'posix',
  });
});

test('a block of zeros ends an archive', () => {
  assert.equal(parseHeader(new Uint8Array(BLOCK)), undefined);
});

test('the type of old archives, NUL, is a file', () => {
  assert.equal(parseHeader(header(block => block.writeUInt8(0, 156)))?.type, '0');
});

test('a prefix goes before the name; where it is none, or more than that, the header is refused', () => {
  const prefixed = header(block => block.write('a/b', 345));
  assert.equal(parseHeader(prefixed)?.path, 'a/b/name');
  // GNU tar and star keep times there, which Python's tarfile takes for a prefix.
  const gnu = header(block => {
    block.write('14505050505\0', 345);
    block.write('ustar  \0', 257);
  });
  throwsWith('TAR_MALFORMED', () => parseHeader(gnu));
  const star = header(block => {
    block.write('a/b', 345);
    block.write('tar\0', 508);
  });
  throwsWith('TAR_MALFORMED', () => parseHeader(star));
});

test('the format is known by its magic, and unknown magic is refused', () => {
  const format = (magic: string) => parseHeader(header(block => block.write(magic, 257, 'latin1')))?.format;
  assert.equal(format('ustar\x0000'), 'posix');
  assert.equal(format('ustar  \0'), 'gnu');
  assert.equal(format('\0'.repeat(8)), 'v7');
  for (const magic of [
    'ustar\x0001',
    'ustar\0\0\0',
    'ustar \0\0',
    'ustar   ',
    'ustar000',
    'USTAR\x0000',
    'x\0\0\0\0\0\0\0',
  ])
    throwsWith('TAR_MALFORMED', () => format(magic));
  const beyond = header(block => {
    block.fill(0, 257, 265);
    block.write('a', 345);
  });
  throwsWith('TAR_MALFORMED', () => parseHeader(beyond));
});

test('numbers that some program cannot read are refused, even where nothing depends on them', () => {
  for (const at of [100, 108, 116, 136, 329, 337])
    throwsWith('TAR_MALFORMED', () => parseHeader(header(block => block.write('00z', at))));
  const negative = header(block => block.fill(0xff, 136, 148));
  assert.equal(parseHeader(negative)?.path, 'name', 'a time before 1970');
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
