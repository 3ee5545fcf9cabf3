import { constants, lstatSync, readdirSync, readlinkSync } from 'node:fs';
import { type FileHandle, lstat, open } from 'node:fs/promises';
import { basename, resolve } from 'node:path';
import {
  type BytePath,
  bytePathFromBytes,
  bytePathFromText,
  displayPath,
  SeqwardenError,
} from '@seqwarden/proof';
import type { RunFile, RunFolder } from './run-folder.ts';

/**
 * A run folder of the local file system. Links are never followed, devices and FIFOs never opened; names are
 * listed folder by folder while they are asked for, sizes only when they are.
 *
 * @throws SeqwardenError RUN_NOT_FOUND, RUN_NOT_A_FOLDER (also for a link to one), RUN_UNREADABLE
 */
export async function openRunFolder(path: string): Promise<RunFolder> {
  const root = resolve(path);
  try {
    const stats = await lstat(root);
    if (!stats.isDirectory()) throw new SeqwardenError('RUN_NOT_A_FOLDER', `${path} is no folder`, { path });
  } catch (error) {
    if (error instanceof SeqwardenError) throw error;
    const code =
      codeOf(error) === 'ENOENT' || codeOf(error) === 'ENOTDIR' ? 'RUN_NOT_FOUND' : 'RUN_UNREADABLE';
    throw new SeqwardenError(code, `${path} cannot be read`, { cause: error, path });
  }
  return new LocalRunFolder(root);
}

class LocalRunFolder implements RunFolder {
  readonly name: BytePath;
  readonly #root: BytePath;

  constructor(root: string) {
    this.#root = bytePathFromText(root);
    this.name = bytePathFromText(basename(root));
  }

  *files(): Generator<RunFile> {
    const folders: BytePath[] = [''];
    for (let folder = folders.pop(); folder !== undefined; folder = folders.pop()) {
      for (const entry of this.#list(folder)) {
        const path = folder === '' ? entry.name : `${folder}/${entry.name}`;
        if (entry.isFile()) yield new LocalFile(this.#root, path);
        else if (entry.isDirectory() && !(folder === '' && /^custody$/i.test(path))) folders.push(path);
      }
    }
  }

  async read(path: BytePath, limit: number): Promise<Uint8Array | undefined> {
    return await this.#withFile(path, async (handle, size) => {
      const tooLarge = (): SeqwardenError =>
        new SeqwardenError('FILE_TOO_LARGE', `${displayPath(path)} has more than ${limit} bytes`, { path });
      if (size > limit) throw tooLarge();
      // One byte more than it had: a file that grows meanwhile shows, and cannot outgrow the limit.
      const bytes = await readFully(handle, 0, Math.min(size, limit) + 1);
      if (bytes.length > limit) throw tooLarge();
      return bytes;
    });
  }

  async readRange(path: BytePath, offset: number, length: number): Promise<Uint8Array | undefined> {
    return await this.#withFile(path, async (handle, size) => {
      const there = Math.max(0, Math.min(length, size - offset));
      return await readFully(handle, offset, there);
    });
  }

  #list(folder: BytePath) {
    const path = folder === '' ? this.#root : `${this.#root}/${folder}`;
    try {
      return readdirSync(Buffer.from(path, 'latin1'), { encoding: 'latin1', withFileTypes: true });
    } catch (error) {
      throw unreadable(folder, error);
    }
  }

  async #withFile<T>(
    path: BytePath,
    use: (handle: FileHandle, size: number) => Promise<T>,
  ): Promise<T | undefined> {
    const absolute = `${this.#root}/${path}`;
    let handle: FileHandle;
    try {
      const { O_RDONLY, O_NOFOLLOW = 0, O_NONBLOCK = 0 } = constants;
      handle = await open(Buffer.from(absolute, 'latin1'), O_RDONLY | O_NOFOLLOW | O_NONBLOCK);
    } catch (error) {
      // ELOOP and ENXIO: a link, a FIFO or a socket stands there.
      if (['ENOENT', 'ENOTDIR', 'ELOOP', 'ENXIO', 'EISDIR'].includes(codeOf(error))) return undefined;
      throw unreadable(path, error);
    }
    try {
      const stats = await handle.stat();
      if (!stats.isFile() || this.#wentThroughLink(handle, absolute)) return undefined;
      return await use(handle, stats.size);
    } catch (error) {
      throw error instanceof SeqwardenError ? error : unreadable(path, error);
    } finally {
      await handle.close();
    }
  }

  /** O_NOFOLLOW covers the last part of a path; a folder on the way may have become a link. */
  #wentThroughLink(handle: FileHandle, absolute: BytePath): boolean {
    const parts = absolute.slice(this.#root.length + 1).split('/');
    if (parts.length === 1) return false;
    let folder = this.#root;
    for (const part of parts.slice(0, -1)) {
      folder += `/${part}`;
      if (!lstatSync(Buffer.from(folder, 'latin1')).isDirectory()) return true;
    }
    if (process.platform !== 'linux') return false;
    // What was opened, not what has that name by now. The root itself may lie behind links.
    const opened = bytePathFromBytes(readlinkSync(`/proc/self/fd/${handle.fd}`, { encoding: 'buffer' }));
    return !opened.endsWith(`/${parts.join('/')}`);
  }
}

/** The size is asked for when it is wanted: most of a run's names are all that inspection needs. */
class LocalFile implements RunFile {
  readonly path: BytePath;
  readonly #root: BytePath;

  constructor(root: BytePath, path: BytePath) {
    this.#root = root;
    this.path = path;
  }

  get size(): number {
    try {
      return lstatSync(Buffer.from(`${this.#root}/${this.path}`, 'latin1')).size;
    } catch (error) {
      throw unreadable(this.path, error);
    }
  }
}

async function readFully(handle: FileHandle, offset: number, length: number): Promise<Uint8Array> {
  const bytes = new Uint8Array(length);
  let filled = 0;
  while (filled < length) {
    const { bytesRead } = await handle.read(bytes, filled, length - filled, offset + filled);
    if (bytesRead === 0) break;
    filled += bytesRead;
  }
  return bytes.subarray(0, filled);
}

function unreadable(path: BytePath, cause: unknown): SeqwardenError {
  const shown = path === '' ? 'the run folder' : displayPath(path);
  return new SeqwardenError('RUN_UNREADABLE', `${shown} cannot be read`, { cause, path });
}

function codeOf(error: unknown): string {
  return error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : '';
}
