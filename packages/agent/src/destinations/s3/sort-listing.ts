import type { BytePath } from '@seqwarden/proof';
import type { Listing } from '../destination.ts';
import type { ListedObject } from './list-objects.ts';

/**
 * What objects below a run are to whoever compares it with a source. An empty object whose key ends in `/` is how consoles show an empty folder. A
 * key that no file system could have made (an empty part, `.`, `..`, `/` at the end of one with bytes) is `special`.
 */
export function sortListing(objects: readonly ListedObject[]): Listing {
  const files: ListedObject[] = [];
  const folders: BytePath[] = [];
  const special: BytePath[] = [];
  const custody = new Set<BytePath>();
  for (const object of objects) {
    const { path, size } = object;
    const isMarker = path.endsWith('/') && size === 0;
    const plain = isMarker ? path.slice(0, -1) : path;
    const [first = ''] = path.split('/', 1);
    if (/^custody$/i.test(first)) custody.add(first);
    // The run's own folder, shown by a console.
    else if (path === '' && size === 0) continue;
    else if (plain.split('/').some(part => part === '' || part === '.' || part === '..')) special.push(path);
    else if (isMarker) folders.push(plain);
    else files.push(object);
  }
  return { files, folders, special, custody: [...custody] };
}
