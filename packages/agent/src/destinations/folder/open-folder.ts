import { lstatSync, mkdirSync, realpathSync } from 'node:fs';
import { join } from 'node:path';
import { SeqwardenError } from '@seqwarden/proof';
import { errno, fsError } from '../../host/fs-error.ts';
import { openRoot } from '../../host/held-tree.ts';
import { makeOwnFolder, readOwnFile } from '../../host/own-file.ts';
import { lockRun } from '../../host/run-lock.ts';
import { OWN_FOLDER } from '../../host/run-place.ts';
import { writeDurable } from '../../host/write-durable.ts';
import type { Destination, DestinationSpec, RunAtDestination } from '../destination.ts';
import { drawId, ID_FILE, requireId } from '../destination-id.ts';
import { requireRunName } from '../run-name.ts';
import { FolderRun } from './folder-run.ts';
import { makeRunFolder, openRunFolder } from './make-folders.ts';
import { OwnDocuments } from './own-documents.ts';

/**
 * A folder, or what is mounted there. It must exist: one that is made because a share is not mounted would fill the wrong disk. Throws
 * DESTINATION_*.
 */
export async function openFolder(spec: DestinationSpec & { readonly kind: 'folder' }): Promise<Destination> {
  return new FolderDestination(spec, realFolder(spec.path));
}

class FolderDestination implements Destination {
  readonly spec: DestinationSpec;
  readonly label: string;
  readonly id: string;
  readonly #path: string;
  readonly #ownFolder: string;
  readonly #own: OwnDocuments;

  constructor(spec: DestinationSpec, path: string) {
    this.spec = spec;
    this.label = path;
    this.#path = path;
    this.#ownFolder = join(path, OWN_FOLDER);
    this.#own = new OwnDocuments(this.#ownFolder);
    try {
      makeOwnFolder(this.#ownFolder);
      this.id = destinationId(this.#ownFolder);
    } catch (error) {
      throw fsError(error, 'destination', OWN_FOLDER);
    }
  }

  async lockRun(name: string): Promise<() => Promise<void>> {
    const release = lockRun(this.#ownFolder, name);
    return async () => release();
  }

  async openRun(name: string, make: boolean): Promise<RunAtDestination | undefined> {
    requireRunName(name);
    const path = join(this.#path, name);
    if (make) {
      const { root, fresh } = makeRunFolder(path);
      return new FolderRun(root, fresh);
    }
    const root = openRunFolder(path);
    return root && new FolderRun(root, false);
  }

  async openQuarantine(name: string): Promise<RunAtDestination> {
    requireRunName(name);
    const folder = join(this.#ownFolder, 'quarantine');
    try {
      makeOwnFolder(folder);
      // What was set aside is shown to nobody else, whatever the source showed.
      mkdirSync(join(folder, name), 0o700);
      return new FolderRun(openRoot(join(folder, name)), true);
    } catch (error) {
      throw fsError(error, 'destination', `${OWN_FOLDER}/quarantine`);
    }
  }

  async putOwn(path: string, bytes: Uint8Array): Promise<boolean> {
    return this.#own.put(path, bytes);
  }

  async replaceOwn(path: string, bytes: Uint8Array): Promise<void> {
    this.#own.replace(path, bytes);
  }

  async readOwn(path: string, limit: number): Promise<Uint8Array | undefined> {
    return this.#own.read(path, limit);
  }

  async listOwn(folder: string): Promise<readonly string[]> {
    return this.#own.list(folder);
  }

  async close(): Promise<void> {}
}

function realFolder(path: string): string {
  let real: string;
  try {
    real = realpathSync(path);
  } catch (error) {
    throw new SeqwardenError('DESTINATION_UNUSABLE', `${path}: ${errno(error)}`, { cause: error });
  }
  if (lstatSync(real).isDirectory()) return real;
  throw new SeqwardenError('DESTINATION_UNUSABLE', `${path} is no folder`);
}

function destinationId(ownFolder: string): string {
  try {
    writeDurable(ownFolder, ID_FILE, drawId(), 0o644);
  } catch (error) {
    if (errno(error) !== 'EEXIST') throw error;
  }
  return requireId(readOwnFile(join(ownFolder, ID_FILE)));
}
