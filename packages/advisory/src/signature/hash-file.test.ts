import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, test } from 'node:test';
import { corpusOrSkip } from '../../../../scripts/testing/needs.ts';
import { checkHashFile } from './index.ts';

const DOCUMENT = Buffer.from('{}\n');
const SHA256 = createHash('sha256').update(DOCUMENT).digest('hex');
const check = (line: string, algorithm: 'sha256' | 'sha512' = 'sha256') =>
  checkHashFile(Buffer.from(line), DOCUMENT, 'a.json', algorithm);

describe('a hash file beside an advisory', () => {
  test('is good with and without the end of its line, in either case, with either mark, with a folder before the name', () => {
    for (const line of [
      `${SHA256}  a.json\n`,
      `${SHA256} *a.json`,
      SHA256,
      `${SHA256.toUpperCase()}  a.json\r\n`,
      `${SHA256}  2023/a.json`,
    ])
      assert.equal(check(line), 'good', line);
  });

  test('is bad where the document has another digest', () => {
    assert.equal(check(`${'0'.repeat(64)}  a.json`), 'bad');
  });

  test('is unreadable where it is of another file, of another algorithm, of more than one line, or too large', () => {
    for (const line of [
      `${SHA256}  b.json`,
      'hello',
      '',
      `${SHA256}  a.json\n${SHA256}  a.json`,
      `${SHA256}  a.json${' '.repeat(5000)}`,
    ])
      assert.equal(check(line), 'unreadable', line);
    assert.equal(check(`${SHA256}  a.json`, 'sha512'), 'unreadable');
  });

  test('of every medical advisory that CISA published is good', t => {
    const folder = corpusOrSkip(t, 'csaf', 'icsma');
    if (folder === undefined) return;
    const names = readdirSync(folder).filter(name => name.endsWith('.json.sha512'));
    assert.ok(names.length > 100);
    for (const name of names) {
      const fileName = name.slice(0, -'.sha512'.length);
      const state = checkHashFile(
        readFileSync(join(folder, name)),
        readFileSync(join(folder, fileName)),
        fileName,
        'sha512',
      );
      assert.equal(state, 'good', name);
    }
  });
});
