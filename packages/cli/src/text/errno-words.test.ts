import assert from 'node:assert/strict';
import { test } from 'node:test';
import { withErrnoWords } from './errno-words.ts';

test('an errno at the end of a message is said in words, and stays to be looked up', () => {
  assert.equal(withErrnoWords('letter.pdf: ENOENT'), 'letter.pdf: there is no such file or folder (ENOENT)');
  assert.equal(withErrnoWords('agent.toml: EISDIR'), 'agent.toml: it is a folder (EISDIR)');
});

test('what is no errno, or one that nobody put into words, is left as it is', () => {
  for (const message of [
    'ENOENT',
    'letter.pdf: ENOENT of old',
    'letter.pdf: EFUNNY',
    'a: toString',
    'all is well',
  ])
    assert.equal(withErrnoWords(message), message);
});
