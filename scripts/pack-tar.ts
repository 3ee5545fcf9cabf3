import { execFileSync } from 'node:child_process';
import { chmodSync, globSync, lstatSync, lutimesSync, writeFileSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { gzipSync } from 'node:zlib';

/**
 * Makes a tree independent of who built it and when: every time is `epoch` (seconds), folders and what its owner may execute
 * are 0755, all else 0644.
 */
export function settle(tree: string, epoch: number): void {
  const inside = globSync('**', { cwd: tree }).sort();
  for (const path of [...inside, ''].map(name => join(tree, name))) {
    const found = lstatSync(path);
    if (!found.isSymbolicLink()) chmodSync(path, (found.mode & 0o100) === 0 ? 0o644 : 0o755);
    lutimesSync(path, epoch, epoch);
  }
}

/** Packs a settled folder, under its own name, into `into`. The same tree gives the same bytes: names sorted, all of root. */
export function tarball(folder: string, into: string): void {
  const tar = execFileSync(
    'tar',
    [
      '-c',
      '--format=ustar',
      '--sort=name',
      '--owner=root:0',
      '--group=root:0',
      '-C',
      dirname(folder),
      basename(folder),
    ],
    { env: { ...process.env, LC_ALL: 'C' }, maxBuffer: 2 ** 30 },
  );
  // zlib writes neither a name nor a time into the header.
  writeFileSync(into, gzipSync(tar));
}
