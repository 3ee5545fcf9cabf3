import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { compareBytePaths } from './byte-path.ts';
import { type Bytes, bytesOfBinary } from './bytes.ts';
import { SeqwardenError } from './errors.ts';
import { checkBytePath, manifestLine, pathFault } from './manifest.ts';
import { ManifestCursor } from './manifest-cursor.ts';

const DIGEST = '0123456789abcdef'.repeat(4);

function linesOf(manifest: Bytes): { path: string; sha256: string }[] {
  const cursor = new ManifestCursor(manifest);
  const lines = [];
  while (cursor.next()) lines.push({ path: cursor.path, sha256: cursor.sha256 });
  assert.equal(cursor.line, lines.length);
  return lines;
}

const bytesOf = (...lines: string[]) => bytesOfBinary(lines.join(''));

const byte = fc.oneof(
  fc.constantFrom('\\', '\n', '\r', '/', '.', ' ', '\0', '\x80', '\xff', '*', 'n', 'r'),
  fc.integer({ min: 0, max: 255 }).map(code => String.fromCharCode(code)),
);
const anyPath = fc.string({ unit: byte, minLength: 1, maxLength: 30 });
const goodPath = anyPath.filter(path => pathFault(path) === undefined);
const digest = fc.string({ unit: fc.constantFrom(...'0123456789abcdef'), minLength: 64, maxLength: 64 });

test('what was written as a file list is read as the same paths and digests', () => {
  fc.assert(
    fc.property(fc.dictionary(goodPath, digest, { minKeys: 1, noNullPrototype: true }), files => {
      const lines = Object.entries(files)
        .map(([path, sha256]) => ({ path, sha256 }))
        .sort((a, b) => compareBytePaths(a.path, b.path));
      const manifest = bytesOf(...lines.map(({ path, sha256 }) => manifestLine(path, sha256)));
      assert.deepEqual(linesOf(manifest), lines);
    }),
  );
});

test('a list of many blocks, with unusual names in some of them, is read whole', () => {
  const paths = Array.from({ length: 5000 }, (_, i) => `L001/${String(i).padStart(6, '0')}`);
  paths[1000] += '\n';
  paths[2500] += '\xe9';
  paths[4000] += '/.hidden';
  const manifest = bytesOf(...paths.map(path => manifestLine(path, DIGEST)));
  assert.deepEqual(
    linesOf(manifest).map(({ path }) => path),
    paths,
  );
});

test('a list with any bytes in it is refused, or is the one spelling of what was read', () => {
  const original = bytesOf(
    manifestLine('a\\b', DIGEST),
    manifestLine('b/c', DIGEST),
    manifestLine('c\n', DIGEST),
  );
  const change = fc.tuple(
    fc.nat(original.length - 1),
    fc.nat(255),
    fc.constantFrom('set', 'insert', 'delete'),
  );
  fc.assert(
    fc.property(fc.array(change, { minLength: 1, maxLength: 4 }), changes => {
      const bytes = [...original];
      for (const [at, value, how] of changes) {
        if (how === 'set') bytes[at] = value;
        else if (how === 'insert') bytes.splice(at, 0, value);
        else bytes.splice(at, 1);
      }
      const changed = Uint8Array.from(bytes);
      let lines: { path: string; sha256: string }[];
      try {
        lines = linesOf(changed);
      } catch (error) {
        assert.ok(error instanceof SeqwardenError && error.code.startsWith('MANIFEST_'), String(error));
        return;
      }
      assert.deepEqual(bytesOf(...lines.map(({ path, sha256 }) => manifestLine(path, sha256))), changed);
    }),
    { numRuns: 1000 },
  );
});

const FAULTY_PATHS = {
  'an empty path': '',
  'a path from the root': '/a',
  'a trailing slash': 'a/',
  'an empty part': 'a//b',
  'a dot': '.',
  'a leading dot part': './a',
  'a way up': 'a/../b',
  'a way up at the end': 'a/..',
  'a NUL': 'a\0b',
  'a path of 4,097 bytes': 'a'.repeat(4097),
  'the custody folder': 'Custody/SHA256SUMS',
  'the custody folder in other letters': 'cUSTODY/x',
  'a file in place of the custody folder': 'custody',
};

for (const [what, path] of Object.entries(FAULTY_PATHS)) {
  test(`${what} is refused, both before it is written and when it is read`, () => {
    assert.throws(() => checkBytePath(path), { code: 'MANIFEST_MALFORMED' });
    assert.throws(() => linesOf(bytesOf(manifestLine(path, DIGEST))), { code: 'MANIFEST_MALFORMED' });
  });
}

for (const path of [
  '...',
  '.a',
  'a/.b/..c',
  'Custody.txt',
  'Data/Custody/x',
  'a'.repeat(4096),
  '\\'.repeat(4096),
]) {
  test(`the path ${path.slice(0, 20)} (${path.length} bytes) is a path like any other`, () => {
    checkBytePath(path);
    assert.deepEqual(linesOf(bytesOf(manifestLine(path, DIGEST))), [{ path, sha256: DIGEST }]);
  });
}

const REFUSED: Record<string, [string, 'MANIFEST_MALFORMED' | 'MANIFEST_NOT_CANONICAL', RegExp]> = {
  'an empty list': ['', 'MANIFEST_MALFORMED', /line 0/],
  'a list without its last line feed': [`${DIGEST}  a`, 'MANIFEST_MALFORMED', /line 0/],
  'an empty line': [`${DIGEST}  a\n\n`, 'MANIFEST_MALFORMED', /line 2/],
  'a digest that is too short': [`${DIGEST.slice(1)}  a\n`, 'MANIFEST_MALFORMED', /line 1/],
  'a digest in upper case': [`${DIGEST.toUpperCase()}  a\n`, 'MANIFEST_NOT_CANONICAL', /line 1/],
  'one blank': [`${DIGEST} abc\n`, 'MANIFEST_MALFORMED', /line 1/],
  'the mark of binary mode': [`${DIGEST} *a\n`, 'MANIFEST_NOT_CANONICAL', /line 1/],
  'a backslash that is not escaped': [`${DIGEST}  a\\b\n`, 'MANIFEST_NOT_CANONICAL', /line 1/],
  'a raw carriage return': [`${DIGEST}  a\r\n`, 'MANIFEST_NOT_CANONICAL', /line 1/],
  'a raw carriage return in an escaped line': [`\\${DIGEST}  \\\\a\r\n`, 'MANIFEST_NOT_CANONICAL', /line 1/],
  'a mark of escapes without escapes': [`\\${DIGEST}  a\n`, 'MANIFEST_NOT_CANONICAL', /line 1/],
  'an escape that nobody writes': [`\\${DIGEST}  \\t\n`, 'MANIFEST_MALFORMED', /line 1/],
  'an escape that is cut off': [`\\${DIGEST}  a\\\n`, 'MANIFEST_MALFORMED', /line 1/],
  'paths out of order': [`${DIGEST}  b\n${DIGEST}  a\n`, 'MANIFEST_NOT_CANONICAL', /line 2/],
  'a path that stands twice': [`${DIGEST}  a\n${DIGEST}  a\n`, 'MANIFEST_NOT_CANONICAL', /line 2/],
  'a line longer than any path': [`${DIGEST}  ${'a'.repeat(70_000)}\n`, 'MANIFEST_MALFORMED', /longer than/],
};

for (const [what, [text, code, message]] of Object.entries(REFUSED)) {
  test(`${what} is refused with ${code}`, () => {
    assert.throws(() => linesOf(bytesOfBinary(text)), { code, message });
  });
}
