import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { join, sep } from 'node:path';
import { test } from 'node:test';

const PACKAGE = join(import.meta.dirname, '..');

test('proof depends on no package, so that the verifier trusts nobody else’s code', () => {
  const manifest: unknown = JSON.parse(readFileSync(join(PACKAGE, 'package.json'), 'utf8'));
  assert.ok(typeof manifest === 'object' && manifest !== null && 'dependencies' in manifest);
  assert.deepEqual(manifest.dependencies, {});
  for (const kind of ['devDependencies', 'optionalDependencies', 'peerDependencies'])
    assert.ok(!(kind in manifest));
});

const OWN_FILE = /^\.\/(?:(?:log|acts)\/)?[a-z0-9-]+\.ts$/;
const OWN_FILE_FROM_BELOW = /^\.{1,2}\/[a-z0-9-]+\.ts$/;

test('proof imports only its own files, so that it runs in a browser', () => {
  const sources = readdirSync(join(PACKAGE, 'src'), { recursive: true, encoding: 'utf8' }).filter(
    name => name.endsWith('.ts') && !name.endsWith('.test.ts'),
  );
  assert.ok(sources.includes(join('log', 'note.ts')));
  for (const name of sources) {
    const source = readFileSync(join(PACKAGE, 'src', name), 'utf8');
    const own = name.includes(sep) ? OWN_FILE_FROM_BELOW : OWN_FILE;
    const imports = [...source.matchAll(/\b(?:from|import)[ (]'([^'\n]+)'/g)].map(
      ([, specifier = '']) => specifier,
    );
    assert.deepEqual(
      imports.filter(specifier => !own.test(specifier)),
      [],
      name,
    );
    assert.doesNotMatch(source, /\b(?:Buffer|process|require)\b[.(]/, name);
  }
});
