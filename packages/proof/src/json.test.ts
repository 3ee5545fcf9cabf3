import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { bytesOfBinary, utf8 } from './bytes.ts';
import { parseJson } from './json.ts';

test('any JSON without doubled keys is parsed as JSON.parse does', () => {
  fc.assert(
    fc.property(fc.jsonValue({ maxDepth: 5 }), value => {
      const text = JSON.stringify(value);
      assert.deepEqual(parseJson(utf8(text), 1e6).value, JSON.parse(text));
    }),
  );
});

test('quotes and backslashes in strings end no string and double no key', () => {
  const spiky = fc.stringMatching(/^["\\\\{},:a]{0,6}$/);
  fc.assert(
    fc.property(fc.dictionary(spiky, fc.array(spiky)), value => {
      const text = JSON.stringify(value);
      assert.deepEqual(parseJson(utf8(text), 1e6).value, JSON.parse(text));
      const [key] = Object.keys(value);
      if (key === undefined) return;
      const doubled = `${text.slice(0, -1)},${JSON.stringify(key)}:0}`;
      assert.throws(() => parseJson(utf8(doubled), 1e6), { name: 'ShapeError', doubledKey: key });
    }),
  );
});

const REFUSED: Record<string, string> = {
  'a key that stands twice': '{"a":1,"a":2}',
  'a key that stands twice, spelt with an escape': '{"a":1,"\\u0061":2}',
  'a doubled key deep inside': '[{"x":[{"a":"}","a":2}]}]',
  'a doubled __proto__': '{"__proto__":1,"__proto__":2}',
  'more than 32 levels': '['.repeat(33) + ']'.repeat(33),
  'a hundred thousand levels': '['.repeat(100_000),
  'a byte-order mark': '\xef\xbb\xbf{}',
  'bytes that are not UTF-8': '"\xff"',
  'what follows the document': '{} {}',
  nothing: '',
};

for (const [what, binary] of Object.entries(REFUSED)) {
  test(`${what} is refused`, () => {
    assert.throws(() => parseJson(bytesOfBinary(binary), 1e6), { name: 'ShapeError' });
  });
}

test('the same key in different objects, and as a value, is no doubled key', () => {
  parseJson(utf8('{"a":{"a":["a","a",{"a":"a"}]},"b":"a"}'), 1e6);
});

test('a document longer than allowed is refused before it is parsed', () => {
  assert.throws(() => parseJson(utf8('[1,2]'), 4), /longer than 4 bytes/);
});
