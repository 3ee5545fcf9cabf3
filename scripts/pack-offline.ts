import { execFileSync } from 'node:child_process';
import { chmodSync, cpSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { packDeb } from './pack-deb.ts';
import { type Lock, readLock } from './pack-lock.ts';
import { ARCHITECTURES, type Architecture, fetchNode, type PackagedNode } from './pack-node.ts';
import { packFolder, SEPARATE } from './pack-program.ts';
import { settle, tarball } from './pack-tar.ts';
import { type Program, writeSbom } from './sbom.ts';
import { ROOT } from './testing/needs.ts';

/**
 * Builds what is installed without a network and without npm, for each architecture: a tarball and a Debian package with
 * Node inside, and an SBOM beside each. Returns all their paths. Without an architecture it is this machine's.
 */
export async function packOffline(into: string, architectures: readonly string[]): Promise<string[]> {
  const wanted = architectures.length === 0 ? [process.arch] : architectures;
  const unknown = wanted.find(name => !isArchitecture(name));
  if (unknown !== undefined) throw new Error(`there is no offline package for ${unknown}`);
  const epoch = sourceDate();
  const lock = readLock();
  const work = mkdtempSync(join(tmpdir(), 'seqwarden-offline-'));
  try {
    const program = await packFolder(join(work, 'program'));
    return wanted.filter(isArchitecture).flatMap(arch => {
      const node = fetchNode(lock, arch, join(work, `node-${arch}`));
      return packWithNode({ folder: join(work, 'program'), program, lock, node, epoch, into });
    });
  } finally {
    rmSync(work, { recursive: true });
  }
}

function isArchitecture(name: string): name is Architecture {
  return Object.hasOwn(ARCHITECTURES, name);
}

export interface Offline {
  /** The content of the npm package, as `packFolder` writes it. */
  readonly folder: string;
  readonly program: Program;
  readonly lock: Lock;
  readonly node: PackagedNode;
  /** Seconds: the time of every file. */
  readonly epoch: number;
  readonly into: string;
}

/** Both packages of one architecture with their SBOMs. The same input gives the same bytes. */
export function packWithNode(offline: Offline): string[] {
  const { folder, program, lock, node, epoch, into } = offline;
  mkdirSync(into, { recursive: true });
  const work = mkdtempSync(join(tmpdir(), 'seqwarden-tree-'));
  try {
    const name = `${program.name}-${program.version}-linux-${node.arch}`;
    const tree = join(work, name);
    cpSync(folder, tree, { recursive: true });
    cpSync(join(ROOT, 'packaging', 'linux', 'seqwarden'), join(tree, 'bin', 'seqwarden'));
    cpSync(join(ROOT, 'packaging', 'systemd'), join(tree, 'examples'), { recursive: true });
    for (const name of SEPARATE)
      cpSync(join(ROOT, 'node_modules', name), join(tree, 'node_modules', name), { recursive: true });
    cpSync(node.executable, join(tree, 'node', 'bin', 'node'));
    cpSync(node.licence, join(tree, 'node', 'LICENSE'));
    // Started by bin/seqwarden alone: its first line asks for a node of the PATH.
    chmodSync(join(tree, 'bin', 'seqwarden.js'), 0o644);
    settle(tree, epoch);

    const archive = join(into, `${name}.tar.gz`);
    tarball(tree, archive);
    const deb = packDeb({ tree, program, node, epoch, into });
    return [archive, deb].flatMap(path => [path, writeSbom(path, program, lock, node)]);
  } finally {
    rmSync(work, { recursive: true });
  }
}

/** SOURCE_DATE_EPOCH (https://reproducible-builds.org/specs/source-date-epoch/), else the time of the last commit. */
function sourceDate(): number {
  const given = process.env.SOURCE_DATE_EPOCH;
  const text = given ?? execFileSync('git', ['log', '-1', '--format=%ct'], { cwd: ROOT, encoding: 'utf8' });
  const seconds = Number(text.trim());
  if (!Number.isSafeInteger(seconds) || seconds <= 0)
    throw new Error('SOURCE_DATE_EPOCH is not a time in seconds');
  return seconds;
}
