import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { NotExpressible, verifyFlags } from '../bin/permission.js';

const host = {
  programRoots: ['/program'],
  home: () => '/home/lab',
  realPath: (path: string) => path.replace('/link', '/target'),
};

function readable(argv: string[], env: { XDG_CONFIG_HOME?: string } = {}): string[] {
  const flags = verifyFlags(argv, env, host) ?? [];
  return flags.filter(flag => flag.startsWith('--allow-fs-read=')).map(flag => flag.slice(16));
}

describe('verifyFlags', () => {
  it('confines verify alone', () => {
    assert.equal(verifyFlags(['copy', '/run', '--to', '/archive'], {}, host), undefined);
    assert.equal(verifyFlags([], {}, host), undefined);
    assert.equal(verifyFlags(['inspect', 'verify'], {}, host), undefined);
  });

  it('grants reading and workers, and nothing else', () => {
    assert.deepEqual(verifyFlags(['verify', '/run', '--trust', '/trust.json'], {}, host), [
      '--permission',
      '--allow-worker',
      '--disable-warning=PERM0006',
      '--allow-fs-read=/program',
      '--allow-fs-read=/run',
      '--allow-fs-read=/trust.json',
    ]);
  });

  it('grants a path as it was written and without its links', () => {
    assert.deepEqual(readable(['verify', '/link/run', '--trust', '/t']), [
      '/program',
      '/link/run',
      '/target/run',
      '/t',
    ]);
  });

  it('grants every trust file that is named', () => {
    assert.deepEqual(readable(['verify', '/run', '--trust', '/a', '--trust=/link/b']), [
      '/program',
      '/run',
      '/a',
      '/link/b',
      '/target/b',
    ]);
    assert.deepEqual(readable(['verify', '/run', '--trust', '', '--trust', '/a', '--trust']), [
      '/program',
      '/run',
      '/a',
    ]);
  });

  it('makes relative paths absolute', () => {
    assert.deepEqual(readable(['verify', 'run', '--trust', './t']), [
      '/program',
      `${process.cwd()}/run`,
      `${process.cwd()}/t`,
    ]);
  });

  it('finds the default trust file by the XDG rules, by which a relative folder counts as none', () => {
    const inHome = '/home/lab/.config/seqwarden/trust.json';
    assert.deepEqual(readable(['verify', '-'], { XDG_CONFIG_HOME: '/etc/xdg' }), [
      '/program',
      '/etc/xdg/seqwarden/trust.json',
    ]);
    assert.deepEqual(readable(['verify', '-'], { XDG_CONFIG_HOME: '' }), ['/program', inHome]);
    assert.deepEqual(readable(['verify', '-'], { XDG_CONFIG_HOME: 'conf' }), ['/program', inHome]);
  });

  it('never grants the working folder for an empty or missing value', () => {
    assert.deepEqual(readable(['verify', '', '--trust', '']), ['/program']);
    assert.deepEqual(readable(['verify', '--trust']), ['/program']);
  });

  it('takes what follows -- as a path', () => {
    assert.deepEqual(readable(['verify', '--trust=/t', '--', '--run']), [
      '/program',
      `${process.cwd()}/--run`,
      '/t',
    ]);
  });

  it('refuses what Node would take as a pattern', () => {
    assert.throws(() => verifyFlags(['verify', '/r*n'], {}, host), NotExpressible);
    for (const trust of [['/t*'], ['/t', '--trust', '/t*']])
      assert.throws(() => verifyFlags(['verify', '/run', '--trust', ...trust], {}, host), NotExpressible);
  });
});
