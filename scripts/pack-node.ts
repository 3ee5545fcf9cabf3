import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdirSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Lock, sha512Of } from './pack-lock.ts';
import { ROOT } from './testing/needs.ts';

/** The processors for which there is an offline package, by Node's names, with Debian's. */
export const ARCHITECTURES = { x64: 'amd64', arm64: 'arm64' } as const;
export type Architecture = keyof typeof ARCHITECTURES;

/** A Node that goes into a package. */
export interface PackagedNode {
  readonly arch: Architecture;
  readonly version: string;
  /** Its executable, and the licences of all that is in it. */
  readonly executable: string;
  readonly licence: string;
}

/**
 * Puts the Node that the lock file names into `folder`. npm fetches it (from its cache where it has it); not npm's word but
 * ours decides that the tarball is the one of the lock file, before anything of it is unpacked.
 */
export function fetchNode(lock: Lock, arch: Architecture, folder: string): PackagedNode {
  const name = `node-linux-${arch}`;
  const locked = lock[`node_modules/${name}`];
  if (locked?.version === undefined) throw new Error(`package-lock.json does not name ${name}`);

  const fetched = mkdtempSync(join(tmpdir(), 'seqwarden-node-'));
  try {
    execFileSync(
      'npm',
      ['pack', '--silent', '--prefer-offline', '--pack-destination', fetched, `${name}@${locked.version}`],
      { cwd: ROOT, stdio: ['ignore', 'ignore', 'inherit'] },
    );
    const tarball = join(fetched, `${name}-${locked.version}.tgz`);
    checkTarball(readFileSync(tarball), sha512Of(name, locked), `${name}@${locked.version}`);
    mkdirSync(folder, { recursive: true });
    const wanted = ['package/bin/node', 'package/LICENSE'];
    execFileSync('tar', ['-xzf', tarball, '-C', folder, '--strip-components=1', ...wanted]);
  } finally {
    rmSync(fetched, { recursive: true });
  }
  return {
    arch,
    version: locked.version,
    executable: join(folder, 'bin', 'node'),
    licence: join(folder, 'LICENSE'),
  };
}

/** An Error where `tarball` has not the SHA-512 (hex) of the lock file. */
export function checkTarball(tarball: Uint8Array, sha512: string, what: string): void {
  const got = createHash('sha512').update(tarball).digest('hex');
  if (got !== sha512) throw new Error(`${what} is not what package-lock.json names: its SHA-512 is ${got}`);
}
