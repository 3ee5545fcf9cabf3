import { createHash } from 'node:crypto';
import { lstatSync, readdirSync, readFileSync, readlinkSync } from 'node:fs';
import { type BytePath, bytePathToBytes } from '@seqwarden/proof';

/** A path below a folder as fs takes it, whatever bytes the name holds. */
export function below(folder: string, path: BytePath): Buffer {
  return Buffer.concat([Buffer.from(`${folder}/`), bytePathToBytes(path)]);
}

/** One line for everything below a folder: path, kind and content. Equal lists mean that nothing but times differs. */
export function contents(folder: string): string[] {
  return entries(folder).map(path => `${path} ${contentOf(below(folder, path))}`);
}

/** As {@link contents}, with inode, mode, owner, times of change: equal lists mean that nobody wrote anything. */
export function fingerprints(folder: string): string[] {
  return ['.', ...entries(folder)].map(path => {
    const at = below(folder, path);
    const { ino, mode, uid, gid, size, mtimeNs, ctimeNs, nlink } = lstatSync(at, { bigint: true });
    return [path, ino, mode, uid, gid, size, mtimeNs, ctimeNs, nlink, contentOf(at)].join(' ');
  });
}

/** Byte paths of everything below a folder, folders included, in byte order. */
export function entries(folder: string, from: BytePath = ''): BytePath[] {
  const found: BytePath[] = [];
  for (const entry of readdirSync(below(folder, from), { withFileTypes: true, encoding: 'latin1' })) {
    const path = from === '' ? entry.name : `${from}/${entry.name}`;
    found.push(path);
    if (entry.isDirectory()) found.push(...entries(folder, path));
  }
  return found.sort();
}

function contentOf(at: Buffer): string {
  const stat = lstatSync(at);
  if (stat.isSymbolicLink()) return `-> ${readlinkSync(at, 'latin1')}`;
  if (stat.isFile()) return createHash('sha256').update(readFileSync(at)).digest('hex');
  return stat.isDirectory() ? 'folder' : 'special';
}
