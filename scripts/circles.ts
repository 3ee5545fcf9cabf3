import { importsOf, type Source } from './imports.ts';

/**
 * Files that import each other in a circle, be it by types alone, as `a.ts > b.ts > a.ts`: neither can be read, or moved, without the other. Where circles share
 * files, at least one of them is told.
 */
export function circles(sources: readonly Source[]): string[] {
  const imports = new Map(sources.map(({ path, text }) => [path, filesNamedIn(path, text)]));
  const found: string[] = [];
  const left = new Set<string>();
  const follow = (path: string, way: readonly string[]): void => {
    const begin = way.indexOf(path);
    if (begin !== -1) found.push([...way.slice(begin), path].join(' > '));
    if (begin !== -1 || left.has(path)) return;
    for (const next of imports.get(path) ?? []) follow(next, [...way, path]);
    left.add(path);
  };
  for (const path of imports.keys()) follow(path, []);
  return found;
}

/** Paths from the root. */
function filesNamedIn(path: string, text: string): string[] {
  return importsOf(text)
    .filter(specifier => specifier.startsWith('.'))
    .map(specifier => new URL(specifier, `file:///${path}`).pathname.slice(1));
}
