import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import {
  chmodSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, it, type TestContext } from 'node:test';
import { readLock } from './pack-lock.ts';
import { checkTarball } from './pack-node.ts';
import { type Offline, packWithNode } from './pack-offline.ts';
import { packFolder, SEPARATE } from './pack-program.ts';
import { missing, ROOT } from './testing/needs.ts';

const HAS_DPKG = process.env.PATH?.split(':').some(folder => {
  try {
    return readdirSync(folder).includes('dpkg-deb');
  } catch {
    return false;
  }
});

/** .ci/empty-root installs the real ones; here a script stands for Node, which only says how it was started. */
const STAND_IN = '#!/bin/sh\nprintf "%s\\n" "$0" "$@"\n';

describe('the packages with Node inside', { skip: process.platform !== 'linux' }, () => {
  let folder = '';
  let offline: Offline;
  let paths: string[] = [];
  before(async () => {
    if (!HAS_DPKG) return;
    folder = mkdtempSync(join(tmpdir(), 'seqwarden-offline-test-'));
    const program = await packFolder(join(folder, 'program'));
    writeFileSync(join(folder, 'node'), STAND_IN, { mode: 0o755 });
    writeFileSync(join(folder, 'LICENSE'), 'licence of the stand-in\n');
    const node = {
      arch: 'x64',
      version: '26.0.0',
      executable: join(folder, 'node'),
      licence: join(folder, 'LICENSE'),
    } as const;
    const into = join(folder, 'first');
    offline = {
      folder: join(folder, 'program'),
      program,
      lock: readLock(),
      node,
      epoch: 1_700_000_000,
      into,
    };
    paths = packWithNode(offline);
  });
  after(() => rmSync(folder, { recursive: true, force: true }));

  const packed = (t: TestContext, ending: string) => {
    if (!HAS_DPKG) return missing(t, 'the command dpkg-deb');
    return paths.find(path => path.endsWith(ending)) ?? assert.fail(`no ${ending} was made`);
  };
  const lines = (command: string, ...args: string[]) =>
    execFileSync(command, args, { encoding: 'utf8', env: { PATH: process.env.PATH, TZ: 'UTC', LC_ALL: 'C' } })
      .trimEnd()
      .split('\n');

  it('have the same bytes whoever builds them, and whenever', t => {
    if (packed(t, '.deb') === undefined) return;
    const umask = process.umask(0o077);
    try {
      chmodSync(join(folder, 'program', 'README.md'), 0o600);
      const again = packWithNode({ ...offline, into: join(folder, 'second') });
      for (const [index, path] of paths.entries())
        assert.ok(readFileSync(path).equals(readFileSync(again[index] ?? '')), path);
    } finally {
      process.umask(umask);
    }
  });

  it('belong to root, have one time, and let nobody else write', t => {
    const [archive, deb] = [packed(t, '.tar.gz'), packed(t, '.deb')];
    if (archive === undefined || deb === undefined) return;
    const tar = lines('tar', '--numeric-owner', '--full-time', '-tvzf', archive);
    const contents = [
      ...tar.map(line => line.replace(' 0/0 ', ' root/root ')),
      ...lines('dpkg-deb', '-c', deb),
    ];
    assert.ok(contents.length > 40);
    for (const line of contents) {
      assert.match(line, /^(drwxr-xr-x|-rw-r--r--|-rwxr-xr-x|lrwxrwxrwx) root\/root +\d+ 2023-11-14 22:13/);
    }
  });

  it('run nothing when they are installed, and list the MD5 of each file', t => {
    const deb = packed(t, '.deb');
    if (deb === undefined) return;
    const into = join(folder, 'unpacked');
    execFileSync('dpkg-deb', ['-R', deb, into]);
    assert.deepEqual(readdirSync(join(into, 'DEBIAN')).sort(), ['control', 'md5sums']);
    const sums = readFileSync(join(into, 'DEBIAN', 'md5sums'), 'utf8')
      .trimEnd()
      .split('\n');
    const files = lines('find', into, '-type', 'f', '-not', '-path', `${into}/DEBIAN/*`);
    assert.equal(sums.length, files.length);
    for (const sum of sums) {
      const md5 = createHash('md5')
        .update(readFileSync(join(into, sum.slice(34))))
        .digest('hex');
      assert.equal(sum.slice(0, 32), md5, sum);
    }
  });

  it('carry what has to stay separate whole and as its authors published it', t => {
    const archive = packed(t, '.tar.gz');
    if (archive === undefined) return;
    const at = join(folder, 'separate');
    mkdirSync(at);
    execFileSync('tar', ['-xzf', archive, '--strip-components=1', '-C', at]);
    for (const name of SEPARATE)
      assert.deepEqual(
        lines('diff', '-r', join(ROOT, 'node_modules', name), join(at, 'node_modules', name)),
        [''],
      );
  });

  it('start the Node that is inside, deaf to SIGUSR1, through a link and without a node on the PATH', t => {
    const archive = packed(t, '.tar.gz');
    if (archive === undefined) return;
    const at = join(folder, 'a place');
    mkdirSync(join(at, 'path'), { recursive: true });
    execFileSync('tar', ['-xzf', archive, '-C', at]);
    const home = join(at, `seqwarden-${offline.program.version}-linux-x64`);
    symlinkSync(join(home, 'bin', 'seqwarden'), join(at, 'path', 'seqwarden'));
    const [readlink = ''] = lines('sh', '-c', 'command -v readlink');
    symlinkSync(readlink, join(at, 'path', 'readlink'));
    const told = execFileSync('seqwarden', ['verify', 'a  b', ''], {
      encoding: 'utf8',
      env: { PATH: join(at, 'path') },
    });
    assert.equal(
      told,
      [
        join(home, 'node/bin/node'),
        '--disable-sigusr1',
        '--max-semi-space-size=4',
        join(home, 'bin/seqwarden.js'),
        'verify',
        'a  b',
        '',
        '',
      ].join('\n'),
    );
  });

  it('hold the licences of all that is inside', t => {
    const deb = packed(t, '.deb');
    if (deb === undefined) return;
    const tar = execFileSync('dpkg-deb', ['--fsys-tarfile', deb], { maxBuffer: 2 ** 26 });
    const copyright = execFileSync('tar', ['-xO', './usr/share/doc/seqwarden/copyright'], {
      input: tar,
      encoding: 'utf8',
    });
    assert.match(copyright, /common-licenses\/Apache-2\.0/);
    assert.match(copyright, /^saxes \d/m);
    assert.match(copyright, /^licence of the stand-in$/m);
  });
});

describe('a tarball that npm fetched', () => {
  it('is refused if it is not the one of the lock file', () => {
    const bytes = Buffer.from('node');
    const sha512 = createHash('sha512').update(bytes).digest('hex');
    checkTarball(bytes, sha512, 'node@1');
    assert.throws(
      () => checkTarball(Buffer.from('nod'), sha512, 'node@1'),
      /node@1 is not what package-lock\.json names/,
    );
  });
});
