import assert from 'node:assert/strict';
import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { ROOT } from './testing/needs.ts';

/** In what people read the words are theirs: register for log, register head for checkpoint, record for statement, countersigner for witness. */
const TECHNICAL =
  /\b(?:an?|another|any|each|its|last|no|of|other|own|that|the|this|your|key|two) (?:log|checkpoint|statement|witness|manifest)(?:s|es)?\b(?!\.)/;

/** The words of `log` in `verify --json` (docs/FORMATS.md 10) are for machines, HTTP answers of a witness for logs; the usage of `witness` names itself. */
const FOR_MACHINES = [
  'packages/cli/src/text/log-standing.ts',
  'packages/witness/src/witness-server.ts',
  'packages/witness/src/main.ts',
];

/** Strings and templates of several words, without comments. */
function proseOf(code: string): string[] {
  const bare = code.replace(/\/\*[\s\S]*?\*\/|^\s*\/\/.*$/gm, '');
  const literals = bare.matchAll(/'((?:[^'\\\n]|\\.)*)'|"((?:[^"\\\n]|\\.)*)"|`((?:[^`\\]|\\.)*)`/g);
  return [...literals].flatMap(([, a, b, c]) => a ?? b ?? c ?? []).filter(text => text.includes(' '));
}

const technicalIn = (code: string) => proseOf(code).filter(text => TECHNICAL.test(text));

describe('what people read', () => {
  it('has no word of the formats for what they call otherwise', () => {
    const found = globSync('packages/{proof,log,agent,cli,witness,page}/src/**/*.ts', { cwd: ROOT })
      .map(path => path.replaceAll('\\', '/'))
      .filter(path => !path.endsWith('.test.ts') && !FOR_MACHINES.includes(path))
      .flatMap(path => technicalIn(readFileSync(join(ROOT, path), 'utf8')).map(text => `${path}: ${text}`));
    assert.deepEqual(found, []);
  });

  it('is seen in strings and templates alone', () => {
    assert.deepEqual(technicalIn("// the log\nthrow new E('the log has no checkpoint');"), [
      'the log has no checkpoint',
    ]);
    assert.deepEqual(technicalIn('const a = `a witness, b`; /** a statement */'), ['a witness, b']);
    assert.deepEqual(technicalIn("read('checkpoint'); say('until `log adopt` gives it');"), []);
  });
});
