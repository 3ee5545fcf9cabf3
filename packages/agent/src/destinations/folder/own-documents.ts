import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { flushFolderAt } from '../../host/flush-folder.ts';
import { errno, fsError } from '../../host/fs-error.ts';
import { makeOwnFolder, readOwnFile } from '../../host/own-file.ts';
import { OWN_FOLDER } from '../../host/run-place.ts';
import { TEMPORARY } from '../../host/temporary-name.ts';
import { writeDurable } from '../../host/write-durable.ts';
import { requireOwnPath } from '../own-path.ts';

/** The documents below `.seqwarden/` of a destination that is a folder; none of the folders on the way may be a link. */
export class OwnDocuments {
  readonly #folder: string;

  constructor(folder: string) {
    this.#folder = folder;
  }

  put(path: string, bytes: Uint8Array): boolean {
    return this.#at(path, parts => {
      const name = parts.pop() ?? '';
      try {
        writeDurable(this.#makeFolders(parts), name, bytes, 0o644);
        return true;
      } catch (error) {
        if (errno(error) === 'EEXIST') return false;
        throw error;
      }
    });
  }

  replace(path: string, bytes: Uint8Array): void {
    this.#at(path, parts => {
      const name = parts.pop() ?? '';
      writeDurable(this.#makeFolders(parts), name, bytes, 0o644, true);
    });
  }

  read(path: string, limit: number): Uint8Array | undefined {
    return this.#at(path, parts => {
      try {
        return new Uint8Array(readOwnFile(join(this.#folder, ...parts), limit));
      } catch (error) {
        if (errno(error) === 'ENOENT') return undefined;
        throw error;
      }
    });
  }

  /** Whatever has a name there, a folder or a link too: reading that fails, so that what a stranger put in place of a document is no document less. */
  list(folder: string): string[] {
    return this.#at(folder, parts => {
      try {
        const names = readdirSync(join(this.#folder, ...parts));
        return names.filter(name => !TEMPORARY.test(name)).sort();
      } catch (error) {
        if (errno(error) === 'ENOENT') return [];
        throw error;
      }
    });
  }

  #makeFolders(parts: readonly string[]): string {
    let folder = this.#folder;
    for (const part of parts) {
      makeOwnFolder(join(folder, part));
      flushFolderAt(folder);
      folder = join(folder, part);
    }
    return folder;
  }

  #at<T>(path: string, act: (parts: string[]) => T): T {
    requireOwnPath(path);
    try {
      return act(path.split('/'));
    } catch (error) {
      throw fsError(error, 'destination', `${OWN_FOLDER}/${path}`);
    }
  }
}
