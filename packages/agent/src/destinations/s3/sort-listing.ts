import { type BytePath, isCustody } from '@seqwarden/proof';
import type { Listing } from '../destination.ts';
import type { ListedObject } from './packed-objects.ts';
import { filesOf, roleOf } from './role-of.ts';

/** What objects below a run are to whoever compares it with a source. A key that no file system could have made is `special`. */
export function sortListing(objects: Iterable<ListedObject>): Listing {
  const folders: BytePath[] = [];
  const special: BytePath[] = [];
  const custody = new Set<BytePath>();
  for (const object of objects) {
    const { path } = object;
    const role = roleOf(object);
    if (isCustody(path)) custody.add(firstPart(path));
    else if (role === 'impossible') special.push(path);
    else if (role === 'folder') folders.push(path.slice(0, -1));
  }
  const files = filesOf(objects, ({ path }) => !isCustody(path));
  return { files, folders, special, custody: [...custody] };
}

function firstPart(path: BytePath): BytePath {
  const end = path.indexOf('/');
  return end < 0 ? path : path.slice(0, end);
}
