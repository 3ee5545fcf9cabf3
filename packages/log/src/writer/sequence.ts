import type { Bytes } from '@seqwarden/proof';
import { encodeEntries, entriesPath, TILE_WIDTH, type Tile } from '@seqwarden/proof/log';
import { partialFiles, type RightEdge } from './right-edge.ts';

/** An entry and its leaf hash. */
export interface NewEntry {
  readonly entry: Bytes;
  readonly leaf: Bytes;
}

export interface Sequenced {
  readonly next: RightEdge;
  /** What the tree needs beyond what it has, the full files first. */
  readonly files: readonly Tile[];
  /** Partial files of before whose place they take. */
  readonly superseded: readonly string[];
}

/** What becomes of a tree when entries are appended in this order. Effects are for others. */
export function sequence(before: RightEdge, added: readonly NewEntry[]): Sequenced {
  const edge = before.edge.copy();
  const full: Tile[] = [];
  let entries = [...before.entries];
  for (const { entry, leaf } of added) {
    edge.append(leaf);
    entries.push(entry);
    if (entries.length < TILE_WIDTH) continue;
    full.push({ path: entriesPath(edge.size / TILE_WIDTH - 1, TILE_WIDTH), bytes: encodeEntries(entries) });
    entries = [];
  }
  full.push(...edge.takeFullTiles());
  const changed = edge.takePartialTiles();
  if (entries.length > 0 && added.length > 0) {
    const path = entriesPath(Math.floor(edge.size / TILE_WIDTH), entries.length);
    changed.push({ path, bytes: encodeEntries(entries) });
  }
  const known = new Map([...before.partial, ...changed.map(({ path, bytes }) => [path, bytes] as const)]);
  const partial = partialFiles(edge.size, known);
  const checkpoint = { origin: before.checkpoint.origin, size: edge.size, root: edge.root() };
  return {
    next: { checkpoint, edge, entries, partial },
    files: [...full, ...changed],
    superseded: [...before.partial.keys()].filter(path => !partial.has(path)),
  };
}
