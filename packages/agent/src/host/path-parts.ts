import type { BytePath } from '@seqwarden/proof';

/** The folder that a path below a run lies in; '' is the run's own. */
export function folderOf(path: BytePath): BytePath {
  return path.slice(0, Math.max(0, path.lastIndexOf('/')));
}

/** The last part of a path. */
export function nameOf(path: BytePath): BytePath {
  return path.slice(path.lastIndexOf('/') + 1);
}

/** The folders that a path below a run lies in, from above, without the run's own. */
export function foldersAbove(path: BytePath): BytePath[] {
  const parts = path.split('/').slice(0, -1);
  return parts.map((_, at) => parts.slice(0, at + 1).join('/'));
}
