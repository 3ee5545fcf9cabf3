import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import {
  cpSync,
  globSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { manualPage } from './pack-man.ts';
import { ARCHITECTURES, type PackagedNode } from './pack-node.ts';
import { settle } from './pack-tar.ts';
import type { Program } from './sbom.ts';
import { ROOT } from './testing/needs.ts';

export interface Deb {
  /** What the tarball holds, unpacked. */
  readonly tree: string;
  readonly program: Program;
  readonly node: PackagedNode;
  readonly epoch: number;
  readonly into: string;
}

/** What is installed below /usr/lib; documents go where Debian has them. */
const PROGRAM = ['bin', 'dist', 'node/bin', 'node_modules', 'package.json'];
const DOCUMENTS = ['README.md', 'SECURITY.md', 'docs', 'examples'];

/** Makes the Debian package by dpkg-deb and returns its path. It has no maintainer scripts: nothing of it runs when it is installed. */
export function packDeb({ tree, program, node, epoch, into }: Deb): string {
  const { name, version } = program;
  const arch = ARCHITECTURES[node.arch];
  const root = mkdtempSync(join(tmpdir(), 'seqwarden-deb-'));
  const put = (path: string, content: string | Uint8Array) => {
    mkdirSync(dirname(join(root, path)), { recursive: true });
    writeFileSync(join(root, path), content);
  };
  const packaging = (file: string) => readFileSync(join(ROOT, 'packaging', 'debian', file), 'utf8');
  const gzipped = (text: string) => gzipSync(text, { level: 9 });
  try {
    for (const part of PROGRAM)
      cpSync(join(tree, part), join(root, 'usr/lib', name, part), { recursive: true });
    const documents = join('usr/share/doc', name);
    for (const part of DOCUMENTS) cpSync(join(tree, part), join(root, documents, part), { recursive: true });
    put(join(documents, 'NEWS.gz'), gzipped(readFileSync(join(tree, 'CHANGELOG.md'), 'utf8')));
    put(join(documents, 'changelog.gz'), gzipped(changelog(program, epoch, packaging('maintainer').trim())));
    put(join(documents, 'copyright'), copyright(tree, packaging('copyright')));
    put(join('usr/share/lintian/overrides', name), packaging('lintian-overrides'));
    put(
      `usr/share/man/man1/${name}.1.gz`,
      gzipped(manualPage(join(tree, 'bin', 'seqwarden.js'), program, epoch)),
    );
    mkdirSync(join(root, 'usr/bin'));
    symlinkSync(`../lib/${name}/bin/${name}`, join(root, 'usr/bin', name));

    const files = globSync('usr/**', { cwd: root })
      .filter(path => statSync(join(root, path)).isFile())
      .sort();
    const own = files.filter(path => path !== `usr/bin/${name}`);
    put('DEBIAN/md5sums', own.map(path => `${md5(join(root, path))}  ${path}\n`).join(''));
    const kibibytes = own.reduce((sum, path) => sum + Math.ceil(statSync(join(root, path)).size / 1024), 0);
    const control = packaging('control')
      .replace('@VERSION@', version)
      .replace('@ARCHITECTURE@', arch)
      .replace('@INSTALLED_SIZE@', String(kibibytes))
      .replace('@MAINTAINER@', packaging('maintainer').trim());
    put('DEBIAN/control', control);
    settle(root, epoch);

    const path = join(into, `${name}_${version}_${arch}.deb`);
    // gzip: xz makes it a third smaller and takes two minutes of two cores.
    execFileSync('dpkg-deb', ['--root-owner-group', '-Zgzip', '--build', root, path], {
      env: { ...process.env, LC_ALL: 'C', SOURCE_DATE_EPOCH: String(epoch) },
      stdio: ['ignore', 'ignore', 'inherit'],
    });
    return path;
  } finally {
    rmSync(root, { recursive: true });
  }
}

/** Debian's form (deb-changelog(5)) of what CHANGELOG.md, installed as NEWS.gz, tells in full. */
function changelog({ name, version }: Program, epoch: number, maintainer: string): string {
  const date = new Date(epoch * 1000).toUTCString().replace('GMT', '+0000');
  return `${name} (${version}) unstable; urgency=medium\n\n  * What changed is told in NEWS.gz.\n\n -- ${maintainer}  ${date}\n`;
}

/** Our licence by reference, as Debian has it, and the texts of everything else that is inside. */
function copyright(tree: string, head: string): string {
  const text = (path: string) => readFileSync(join(tree, path), 'utf8').trimEnd();
  const bundled = `In /usr/lib/seqwarden/dist:\n\n${text('THIRD_PARTY_LICENSES')}`;
  const node = `In /usr/lib/seqwarden/node/bin/node:\n\n${text('node/LICENSE')}`;
  return `${head}\n${'='.repeat(80)}\n${bundled}\n\n${'='.repeat(80)}\n${node}\n`;
}

const md5 = (path: string) => createHash('md5').update(readFileSync(path)).digest('hex');
