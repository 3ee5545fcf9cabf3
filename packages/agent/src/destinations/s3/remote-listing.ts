import type { BytePath } from '@seqwarden/proof';
import type { RemoteListing, RemoteSpecial } from '../remote-run.ts';
import type { ListedObject } from './list-objects.ts';

/**
 * What objects below a run, ascending by path, are to whoever verifies it. An empty object whose key ends in `/` is how consoles show a folder: an empty one,
 * unless anything lies below it.
 */
export function remoteListing(objects: readonly ListedObject[]): RemoteListing {
  const files: ListedObject[] = [];
  const markers: BytePath[] = [];
  const impossible: BytePath[] = [];
  for (const [at, object] of objects.entries()) {
    const { path, size } = object;
    const isMarker = path.endsWith('/') && size === 0;
    const plain = isMarker ? path.slice(0, -1) : path;
    // The run's own folder.
    if (path === '' && size === 0) continue;
    if (isImpossible(plain)) impossible.push(path);
    else if (!isMarker) files.push(object);
    else if (!objects[at + 1]?.path.startsWith(path)) markers.push(plain);
  }
  const folders = new Set(markers);
  // A store holds a file and an empty folder of one name, a file system cannot.
  if (folders.size > 0) for (const { path } of files) if (folders.delete(path)) impossible.push(`${path}/`);
  const special = [...folders].sort((a, b) => (a < b ? -1 : 1));
  return { files, special: special.map((path): RemoteSpecial => ({ path, kind: 'folder' })), impossible };
}

function isImpossible(path: BytePath): boolean {
  return path.includes('\0') || path.split('/').some(part => part === '' || part === '.' || part === '..');
}
