import assert from 'node:assert/strict';
import { existsSync, globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { circles } from './circles.ts';
import { breaches, importsOf, isBelow, type Manifest } from './imports.ts';
import { ROOT } from './testing/needs.ts';

const read = (path: string) => readFileSync(join(ROOT, path), 'utf8');
const names = globSync('packages/*/package.json', { cwd: ROOT }).map(path => path.split(/[\\/]/)[1] ?? '');
const manifestOf = (name: string): Manifest => JSON.parse(read(`packages/${name}/package.json`));

describe('the packages', () => {
  for (const name of names) {
    it(`${name} imports only what lies below it and what its package.json names`, () => {
      const files = globSync(`packages/${name}/src/**/*.ts`, { cwd: ROOT }).map(path =>
        path.replaceAll('\\', '/'),
      );
      const manifest = manifestOf(name);
      assert.deepEqual(
        files.flatMap(path => breaches({ path, text: read(path) }, manifest)),
        [],
      );
    });

    it(`${name} depends only on what lies below it`, () => {
      const own = Object.keys(manifestOf(name).dependencies ?? {}).filter(other =>
        other.startsWith('@seqwarden/'),
      );
      assert.deepEqual(
        own.filter(other => !isBelow(other.slice('@seqwarden/'.length), name)),
        [],
      );
    });
  }

  it('have no files that import each other in a circle', () => {
    const files = globSync(['packages/*/{src,test,scripts}/**/*.ts', 'scripts/**/*.ts'], { cwd: ROOT });
    const sources = files.map(path => ({ path: path.replaceAll('\\', '/'), text: read(path) }));
    assert.ok(sources.length > 1000);
    assert.deepEqual(circles(sources), []);
  });

  it('proof has no dependencies', () => {
    const manifest = JSON.parse(read('packages/proof/package.json'));
    for (const kind of ['dependencies', 'optionalDependencies', 'peerDependencies', 'devDependencies']) {
      assert.deepEqual(manifest[kind] ?? {}, {}, kind);
    }
    assert.equal(existsSync(join(ROOT, 'packages', 'proof', 'node_modules')), false);
  });
});

describe('the rule for imports', () => {
  const manifest = { dependencies: { '@seqwarden/proof': '1', '@seqwarden/simulator': '1', saxes: '6' } };
  const verdict = (path: string, specifier: string) =>
    breaches({ path: `packages/${path}`, text: `import { x } from '${specifier}';` }, manifest).length === 0;

  it('lets a package know what lies below it', () => {
    assert.ok(verdict('cli/src/main.ts', '@seqwarden/simulator'));
    assert.ok(verdict('runfolder/src/xml.ts', '@seqwarden/proof'));
    assert.ok(verdict('cli/src/main.ts', '@seqwarden/proof/room'));
  });

  it('refuses what lies above or beside', () => {
    assert.ok(!verdict('proof/src/seal.ts', '@seqwarden/simulator'));
    assert.ok(!verdict('proof/src/seal.ts', '@seqwarden/simulator/room'));
    assert.ok(!verdict('runfolder/src/xml.ts', '@seqwarden/simulator'));
    assert.ok(!verdict('runfolder/src/xml.test.ts', '@seqwarden/simulator'));
  });

  it('refuses a relative import that leaves the package, but for what tests share', () => {
    assert.ok(verdict('agent/src/copy/copy.ts', '../seal/seal.ts'));
    assert.ok(!verdict('agent/src/copy.ts', '../../proof/src/index.ts'));
    assert.ok(!verdict('agent/src/copy.ts', '../../../scripts/testing/needs.ts'));
    assert.ok(verdict('agent/src/copy.test.ts', '../../../scripts/testing/needs.ts'));
  });

  it('lets a folder of the agent know what lies below it, and itself', () => {
    const imports = [
      ['copy/copy.ts', '../seal/seal.ts'],
      ['destinations/s3/put.ts', '../../host/write.ts'],
      ['destinations/s3/put.ts', '../spec.ts'],
      ['engine/copy.ts', '../destinations/spec.ts'],
      ['journal/journal.ts', '../scan/seen.ts'],
      ['service/run.ts', '../copy/copy.ts'],
      ['index.ts', './service/run.ts'],
      ['seal/seal.test.ts', '../../test/support/runs.ts'],
    ] as const;
    for (const [path, specifier] of imports) assert.ok(verdict(`agent/src/${path}`, specifier), path);
  });

  it('refuses a folder above or beside it, one that has no row, and what names them all', () => {
    const imports = [
      ['verify/verify.ts', '../seal/seal.ts'],
      ['seal/seal.test.ts', '../verify/verify.ts'],
      ['engine/walk.ts', '../scan/seen.ts'],
      ['destinations/spec.ts', '../engine/walk.ts'],
      ['host/path.ts', '../engine/walk.ts'],
      ['destinations/s3/put.ts', '../../copy/copy.ts'],
      ['new/new.ts', '../host/path.ts'],
      ['copy/copy.ts', '../new/new.ts'],
      ['copy/copy.ts', '../index.ts'],
    ] as const;
    for (const [path, specifier] of imports) assert.ok(!verdict(`agent/src/${path}`, specifier), path);
  });

  it('keeps what loads much to the folders that are made for it', () => {
    const log = { dependencies: { '@seqwarden/log': '1' } };
    const may = (path: string, door: string) =>
      breaches({ path: `packages/agent/src/${path}`, text: `import { x } from '${door}';` }, log).length ===
      0;
    assert.ok(may('register/keyed.ts', '@seqwarden/log'));
    assert.ok(!may('config/signer.ts', '@seqwarden/log'));
    assert.ok(may('verify/read.ts', '@seqwarden/log/reading'));
  });

  it('keeps Node out of proof, but for its tests', () => {
    assert.ok(!verdict('proof/src/seal.ts', 'node:crypto'));
    assert.ok(verdict('proof/src/seal.test.ts', 'node:test'));
    assert.ok(verdict('agent/src/copy.ts', 'node:fs'));
  });

  it('refuses what package.json does not name', () => {
    assert.ok(verdict('runfolder/src/xml.ts', 'saxes'));
    assert.ok(!verdict('runfolder/src/xml.ts', 'left-pad'));
    assert.ok(!verdict('cli/src/main.ts', '@seqwarden/agent'));
    assert.ok(!verdict('runfolder/src/xml.ts', 'fs'));
  });

  it('refuses files that import each other in a circle, and names them', () => {
    const source = (path: string, ...specifiers: string[]) => ({
      path: `packages/agent/src/${path}`,
      text: specifiers.map(specifier => `import type { T } from '${specifier}';\n`).join(''),
    });
    const told = circles([
      source('run.ts', './copy/copy.ts', './seal/seal.ts'),
      source('seal/seal.ts', '../copy/copy.ts'),
      source('copy/copy.ts', './branch.ts', 'node:fs'),
      source('copy/branch.ts', './choose.ts'),
      source('copy/choose.ts', './copy.ts'),
      source('scan/list.ts', './list.ts'),
    ]);
    const at = 'packages/agent/src';
    assert.deepEqual(told, [
      `${at}/copy/copy.ts > ${at}/copy/branch.ts > ${at}/copy/choose.ts > ${at}/copy/copy.ts`,
      `${at}/scan/list.ts > ${at}/scan/list.ts`,
    ]);
  });

  it('lets two files import the same one, whichever way leads to it', () => {
    const text = (specifier: string) => `export * from '${specifier}';`;
    const both = { path: 'scripts/a.ts', text: `${text('./b.ts')}\n${text('./c.ts')}` };
    const sources = [
      both,
      { path: 'scripts/b.ts', text: text('./c.ts') },
      { path: 'scripts/c.ts', text: '' },
    ];
    assert.deepEqual(circles(sources), []);
  });

  it('sees every way to import', () => {
    const text = [
      `import a, {\n  type B,\n} from 'one';`,
      `import 'two';`,
      `export * from "three";`,
      `import type { C } from 'four';`,
      `const d = await import('five');`,
      `const e = await import(name);`,
      `// import 'not this';`,
      `/**\n * import 'nor this';\n */`,
    ].join('\n');
    assert.deepEqual(importsOf(text), ['one', 'two', 'three', 'four', 'five', '(computed)']);
  });
});
