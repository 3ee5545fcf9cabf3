import type { ListedObject } from './packed-objects.ts';

/** `own folder`: the run's; `impossible`: no file system could have made it. */
export type Role = 'file' | 'folder' | 'own folder' | 'impossible';

/** An empty part, `.` or `..`. */
const STRANGE_PART = /(?:^|\/)\.{0,2}(?:\/|$)/;

/** What an object below a run is to a file system. An empty object whose key ends in `/` is how consoles show a folder. */
export function roleOf({ path, size }: ListedObject): Role {
  if (path === '' && size === 0) return 'own folder';
  const isFolder = size === 0 && path.endsWith('/');
  if (path.includes('\0') || STRANGE_PART.test(isFolder ? path.slice(0, -1) : path)) return 'impossible';
  return isFolder ? 'folder' : 'file';
}

/** Those that are files, once more with each iteration: none is kept. */
export function filesOf<O extends ListedObject>(
  objects: Iterable<O>,
  isMeant: (object: O) => boolean = () => true,
): Iterable<O> {
  return {
    *[Symbol.iterator]() {
      for (const object of objects) if (roleOf(object) === 'file' && isMeant(object)) yield object;
    },
  };
}
