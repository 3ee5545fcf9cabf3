import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { parse, stringify } from 'smol-toml';
import { readToml } from './read-toml.ts';
import { type TomlPath, tomlPositions } from './toml-positions.ts';

/** Paths of all keys and elements of what the parser read. */
function pathsOf(value: unknown, path: TomlPath = []): TomlPath[] {
  if (Array.isArray(value))
    return value.flatMap((item, index) => [[...path, index], ...pathsOf(item, [...path, index])]);
  if (typeof value !== 'object' || value === null || value instanceof Date) return [];
  return Object.entries(value).flatMap(([key, item]) => [[...path, key], ...pathsOf(item, [...path, key])]);
}

const NASTY = [
  '"',
  "'",
  '#',
  '[',
  ']',
  '{',
  '}',
  '=',
  ',',
  '.',
  '\\',
  '\n',
  ' ',
  'a',
  'é',
  '\u{1f9ec}',
  '"""',
  "'''",
];
const nasty = fc.array(fc.constantFrom(...NASTY), { maxLength: 6 }).map(parts => parts.join(''));
const key = fc.oneof(
  nasty.filter(name => name !== '' && !/^(__proto__|constructor)$/.test(name)),
  fc.constantFrom('a', 'b-c', '7'),
);

/** Text of a value in one of the ways in which TOML lets it be written, nested ones over lines with comments. */
const { value: valueText } = fc.letrec<{ value: string; array: string; table: string }>(tie => ({
  value: fc.oneof({ depthSize: 'small' }, leaf(), leaf(), tie('array'), tie('table')),
  array: fc
    .tuple(
      fc.array(tie('value'), { maxLength: 3 }),
      fc.constantFrom(', ', ',\n', ' # ] , "\n ,'),
      fc.boolean(),
    )
    .map(([items, comma, trailing]) => `[ ${items.join(comma)}${trailing && items.length > 0 ? ',' : ''} ]`),
  table: fc
    .uniqueArray(fc.tuple(key, tie('value')), { maxLength: 3, selector: ([name]) => name })
    .map(pairs => `{ ${pairs.map(([name, value]) => `${JSON.stringify(name)} = ${value}`).join(', ')} }`),
}));

function leaf(): fc.Arbitrary<string> {
  const basic = nasty.map(text => JSON.stringify(text));
  const literal = nasty.filter(text => !/['\n]/.test(text)).map(text => `'${text}'`);
  const long = nasty.map(text => `"""${text.replace(/[\\"]/g, '\\$&')}"""`);
  const quotes = fc.constantFrom('""""a"""""', "''''a'''''", '"""\\\n  a"""', "'''\n\\'''");
  const bare = fc.constantFrom('1', '-1.5e3', 'true', 'inf', '0xff', '1979-05-27 07:32:00Z', '07:32:00');
  return fc.oneof(basic, literal, long, quotes, bare);
}

describe('the positions of keys', () => {
  it('are known for every path that the parser reads, however it is written', () => {
    const pairs = fc.uniqueArray(fc.tuple(key, valueText), { maxLength: 4, selector: ([name]) => name });
    const text = pairs.map(all =>
      all
        .map(([name, value], index) => `# [x] = "\n  ${JSON.stringify(name)}\t= ${value} # ${index}\r\n`)
        .join('\n'),
    );
    fc.assert(
      fc.property(text, written => everyPathIsKnown(written)),
      { numRuns: 500 },
    );
  });

  it('are known in what a program wrote, with tables and arrays of tables', () => {
    const value = fc.object({ key, maxDepth: 3, values: [fc.string(), fc.boolean(), fc.integer()] });
    fc.assert(
      fc.property(fc.dictionary(key, value), document => everyPathIsKnown(stringify(document))),
      { numRuns: 60 },
    );
  });

  it('are those of the first time that a key is named', () => {
    const text =
      '\n[a.b]\nx = 1\n[[a.c]]\n  y = [1,\n 2]\n[[a.c]]\nz.w = 1\n[a.c.d]\n"q\\u0041" = { r = 1 }\n';
    const positions = tomlPositions(text, 100);
    const at = (...path: TomlPath) => {
      const { line, column } = positions.of(path);
      return `${line}:${column}`;
    };
    assert.equal(at('a'), '2:2');
    assert.equal(at('a', 'b', 'x'), '3:1');
    assert.equal(at('a', 'c', 0, 'y'), '5:3');
    assert.equal(at('a', 'c', 0, 'y', 1), '6:2');
    assert.equal(at('a', 'c', 1), '7:5');
    assert.equal(at('a', 'c', 1, 'z', 'w'), '8:3');
    assert.equal(at('a', 'c', 1, 'd', 'qA', 'r'), '10:15');
    assert.equal(at('a', 'c', 1, 'missing'), '7:5');
    assert.equal(at('missing'), '1:1');
  });

  it('end for any text, TOML or not', () => {
    fc.assert(fc.property(nasty, nasty, (a, b) => void tomlPositions(`${a}=${b}\n[${a}`, 100)));
  });
});

function everyPathIsKnown(text: string): void {
  const positions = tomlPositions(text, 100);
  for (const path of pathsOf(parse(text, { integersAsBigInt: 'asNeeded' }))) {
    assert.ok(positions.exact(path) !== undefined, `${JSON.stringify(path)} in ${JSON.stringify(text)}`);
  }
}

it('a key of very many parts is refused where it goes too deep, and what is wrong far down has its line', () => {
  const parts = Array(80_000).fill('a').join('.');
  for (const text of [`x = 1\n[${parts}]\n`, `x = 1\n ${parts} = 2026-02-31\n`])
    assert.deepEqual(
      readToml(text, () => undefined),
      { problems: [{ line: 2, column: 2 + 64, key: '', what: 'lies deeper than 32 keys' }] },
    );
  const many = Array.from({ length: 20_000 }, (_, at) => `k${at} = 1\n`).join('');
  const read = readToml(many, () => undefined);
  assert.ok('problems' in read);
  assert.deepEqual([read.problems.length, read.problems.at(-1)?.line], [20_000, 20_000]);
});
