import { randomBytes } from 'node:crypto';
import { mkdir, open, readFile, rename, rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { Bytes } from '@seqwarden/proof';
import { CHECKPOINT_FILE, parseTilePath, TILE_WIDTH, type Tile } from '@seqwarden/proof/log';
import { errno, treeError } from './errno.ts';
import { flushFolder } from './flush-folder.ts';

/** So that no two processes, and no two logs of one, choose the same name for an unfinished file. */
const OURS = randomBytes(8).toString('hex');
let counter = 0;

/**
 * The tree of a log as static files (C2SP tlog-tiles). Nothing in it is believed: the store says what must lie here. Writing is for who holds the lease. All
 * methods throw STATE_FULL or LOG_UNREADABLE.
 */
export class TreeFolder {
  readonly #root: string;
  readonly #scratch: string;

  /** @param scratch a folder of the same file system, for unfinished files alone */
  constructor(root: string, scratch: string) {
    this.#root = root;
    this.#scratch = scratch;
  }

  /** Of the checkpoint too. Undefined: there is none, or it is no path of a log's file. */
  async read(path: string): Promise<Bytes | undefined> {
    if (path !== CHECKPOINT_FILE && parseTilePath(path) === undefined) return undefined;
    try {
      const { buffer, byteOffset, length } = await readFile(join(this.#root, path));
      return new Uint8Array(buffer, byteOffset, length);
    } catch (error) {
      if (['ENOENT', 'ENOTDIR'].includes(errno(error))) return undefined;
      throw treeError(error);
    }
  }

  /** Makes the two folders, and takes away what a writer left that died. */
  async prepare(): Promise<void> {
    await inOurWords(async () => {
      await rm(this.#scratch, { recursive: true, force: true });
      await mkdir(this.#scratch, { recursive: true, mode: 0o700 });
      await mkdir(this.#root, { recursive: true, mode: 0o700 });
      await flushFolder(dirname(this.#root));
    });
  }

  /**
   * Writes files under their names, whatever lay there; on return they are durable. Then the partial files are removed whose full one is among them. What a
   * crash leaves undone is made good by doing it again.
   */
  async apply(files: readonly Tile[]): Promise<void> {
    await inOurWords(async () => {
      await this.#write(files);
      const full = files.filter(({ path }) => parseTilePath(path)?.width === TILE_WIDTH);
      await Promise.all(
        full.map(({ path }) => rm(join(this.#root, `${path}.p`), { recursive: true, force: true })),
      );
    });
  }

  /** Replaces the checkpoint, when all that it needs was applied. Durable on return. */
  async publish(checkpoint: Bytes): Promise<void> {
    await inOurWords(() => this.#write([{ path: CHECKPOINT_FILE, bytes: checkpoint }]));
  }

  async #write(files: readonly Tile[]): Promise<void> {
    const temporary = await Promise.all(files.map(({ bytes }) => this.#writeTemporary(bytes)));
    const changed = new Set<string>();
    await Promise.all(
      files.map(async ({ path }, at) => {
        const target = join(this.#root, path);
        for (const folder of await makeFolders(dirname(target))) changed.add(folder);
        await rename(temporary[at] ?? '', target);
      }),
    );
    await Promise.all(Array.from(changed, flushFolder));
  }

  async #writeTemporary(bytes: Bytes): Promise<string> {
    const path = join(this.#scratch, `${OURS}-${counter++}`);
    const file = await open(path, 'wx', 0o644);
    try {
      await file.writeFile(bytes);
      await file.sync();
    } finally {
      await file.close();
    }
    return path;
  }
}

/** Makes a folder and those above it, and gives all whose names are other than they were, or are about to be: itself, and those above new ones. */
async function makeFolders(folder: string): Promise<string[]> {
  const first = await mkdir(folder, { recursive: true, mode: 0o755 });
  const changed = [folder];
  for (let at = folder; first !== undefined && at !== dirname(first); at = dirname(at))
    changed.push(dirname(at));
  return changed;
}

async function inOurWords<T>(act: () => Promise<T>): Promise<T> {
  try {
    return await act();
  } catch (error) {
    throw treeError(error);
  }
}
