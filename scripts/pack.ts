// Builds the package that is published: `npm run pack` leaves dist/package/ and dist/seqwarden-<version>.tgz with its SBOM.
// `npm run pack -- offline [ARCHITECTURE...]` builds those with Node inside instead (pack-offline.ts).
import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import { readLock } from './pack-lock.ts';
import { packOffline } from './pack-offline.ts';
import { packFolder } from './pack-program.ts';
import { writeSbom } from './sbom.ts';
import { ROOT } from './testing/needs.ts';

/**
 * Writes `into`/package, the tarball beside it, whose path it returns, and the tarball's SBOM. The same tree gives the same
 * bytes (npm writes no times into a tarball).
 */
export async function pack(into: string): Promise<string> {
  const folder = join(into, 'package');
  const program = await packFolder(folder);
  execFileSync('npm', ['pack', '--silent', '--pack-destination', into], { cwd: folder, stdio: 'pipe' });
  const tarball = join(into, `${program.name}-${program.version}.tgz`);
  writeSbom(tarball, program, readLock());
  return tarball;
}

if (import.meta.main) {
  const [what, ...architectures] = process.argv.slice(2);
  const into = join(ROOT, 'dist');
  if (what === undefined) console.log(await pack(into));
  else if (what === 'offline') for (const path of await packOffline(into, architectures)) console.log(path);
  else throw new Error(`npm run pack makes nothing that is called ${what}`);
}
