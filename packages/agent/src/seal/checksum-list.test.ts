import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import {
  type Algorithm,
  type ListedDigest,
  listAlgorithm,
  parseLine,
  resolveListed,
} from './checksum-list.ts';

const MD5 = 'd41d8cd98f00b204e9800998ecf8427e';
const SHA1 = 'da39a3ee5e6b4b0d3255bfef95601890afd80709';

function parseList(text: string, algorithm: Algorithm, name: string): ListedDigest[] {
  return text.split('\n').flatMap(line => parseLine(line, algorithm, name) ?? []);
}

test('a checksum list is known by its name', () => {
  const names = {
    'md5sum.txt': 'md5',
    md5sums: 'md5',
    MD5SUMS: 'md5',
    'md5_checksums.txt': 'md5',
    md5checksum: 'md5',
    'checksums.md5': 'md5',
    's_1_1101.bcl.gz.md5': 'md5',
    'files.sha1sum': 'sha1',
    SHA256SUMS: 'sha256',
    'a.sha512': 'sha512',
    'md5.bin': undefined,
    'sha3.txt': undefined,
    'Data.md5.gz': undefined,
  };
  for (const [name, algorithm] of Object.entries(names)) assert.equal(listAlgorithm(name), algorithm, name);
});

test('GNU lines, in text and binary mode, with Windows line ends', () => {
  const text = `${MD5}  a b.txt\n${MD5.toUpperCase()} *c\r\n`;
  assert.deepEqual(parseList(text, 'md5', 'x'), [
    { path: 'a b.txt', digest: MD5 },
    { path: 'c', digest: MD5 },
  ]);
});

test('any name that coreutils escapes is read back', () => {
  const anyName = fc.string({ unit: fc.constantFrom('\\', 'n', 'r', '\n', '\r', 'x', ' '), minLength: 1 });
  fc.assert(
    fc.property(anyName, name => {
      const escaped = name.replace(/[\\\n\r]/g, char => ({ '\\': '\\\\', '\n': '\\n' })[char] ?? '\\r');
      const line = `${escaped === name ? '' : '\\'}${MD5}  ${escaped}\n`;
      assert.deepEqual(parseList(line, 'md5', 'x'), [{ path: name, digest: MD5 }]);
    }),
  );
});

test('BSD lines, of this algorithm only', () => {
  const text = `SHA1 (a (1).txt) = ${SHA1}\nMD5 (b) = ${MD5}\nsha1(c)= ${SHA1}\n`;
  assert.deepEqual(parseList(text, 'sha1', 'x'), [
    { path: 'a (1).txt', digest: SHA1 },
    { path: 'c', digest: SHA1 },
  ]);
});

test('a digest alone means the file that the list is named after', () => {
  assert.deepEqual(parseList(`${MD5}\n`, 'md5', 's_1.bcl.md5'), [{ path: 's_1.bcl', digest: MD5 }]);
});

test('everything else is passed over, whatever it is', () => {
  const text = ['', '# comment', 'abc  file', `${MD5.slice(1)}  file`, `${SHA1}  file`, `${MD5} `].join('\n');
  assert.deepEqual(
    parseList(text, 'md5', 'x.md5').filter(line => line.path !== 'x'),
    [],
  );
  fc.assert(fc.property(fc.string(), any => void parseList(any, 'md5', 'x')));
});

test('a listed path is taken from the list’s folder and never leads out of the run', () => {
  assert.equal(resolveListed('Data', 'a'), 'Data/a');
  assert.equal(resolveListed('Data/L001', '../a'), 'Data/a');
  assert.equal(resolveListed('', './a//b'), 'a/b');
  for (const out of ['/etc/passwd', '..', '../../x', 'a/../../x'])
    assert.equal(resolveListed('', out), undefined);
  assert.equal(resolveListed('Data', '../../x'), undefined);
});
