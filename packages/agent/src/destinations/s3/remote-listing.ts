import type { BytePath } from '@seqwarden/proof';
import type { RemoteListing, RemoteSpecial } from '../remote-run.ts';
import type { ListedObject } from './packed-objects.ts';
import { filesOf, roleOf } from './role-of.ts';

/** What objects below a run, ascending by path, are to whoever verifies it. A folder is an empty one, unless anything lies below it. */
export function remoteListing(objects: Iterable<ListedObject>): RemoteListing {
  const impossible: BytePath[] = [];
  const empty = new Set<BytePath>();
  let before = '';
  for (const object of objects) {
    const { path } = object;
    const role = roleOf(object);
    // What lies below a folder comes right after it.
    if (before !== '' && path.startsWith(before)) empty.delete(before.slice(0, -1));
    before = role === 'folder' ? path : '';
    if (role === 'folder') empty.add(path.slice(0, -1));
    else if (role === 'impossible') impossible.push(path);
  }
  const files = filesOf(objects);
  // A store holds a file and an empty folder of one name, a file system cannot.
  if (empty.size > 0) for (const { path } of files) if (empty.delete(path)) impossible.push(`${path}/`);
  const special = [...empty].sort((a, b) => (a < b ? -1 : 1));
  return {
    files,
    special: special.map((path): RemoteSpecial => ({ path, kind: 'folder' })),
    impossible,
    refused: [],
  };
}
