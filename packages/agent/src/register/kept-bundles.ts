import { existsSync, mkdirSync, readdirSync, statSync } from 'node:fs';
import { basename, join } from 'node:path';
import type { KnownState } from '@seqwarden/log/reading';
import type { TrustedLog } from '@seqwarden/proof';
import { CHECKPOINT_FILE, openCheckpoint } from '@seqwarden/proof/log';
import { lockAccount } from '../config/account-lock.ts';
import { stateFolder } from '../config/config-folder.ts';
import { folderReader } from '../config/log-folder.ts';
import { errno, fsError } from '../host/fs-error.ts';
import { shortDigest } from '../host/short-digest.ts';
import { writeDurable } from '../host/write-durable.ts';
import type { OpenedBundle } from './opened-bundle.ts';

/** One that is large is checked for minutes. */
const PATIENCE = { ms: 120_000, busy: 'LOG_BUSY' } as const;

/**
 * What is known of other registers stays what it is until this is let go: of two imports at once, each of which finds itself later than what is known, the one that ends last
 * would else put it back. Throws LOG_BUSY after two minutes, CONFIG_UNUSABLE, DESTINATION_*.
 */
export async function lockBundles(env: NodeJS.ProcessEnv): Promise<() => void> {
  const folder = stateFolder(env);
  try {
    mkdirSync(folder, { recursive: true, mode: 0o700 });
  } catch (error) {
    throw fsError(error, 'destination', folder);
  }
  return lockAccount(folder, 'bundles', PATIENCE);
}

/** What of other registers was imported: below the state folder, a folder for each, in it the latest checkpoint and every bundle as it came. */
export class KeptBundles {
  readonly #folder: string;

  constructor(env: NodeJS.ProcessEnv, { id }: Pick<TrustedLog, 'id'>) {
    this.#folder = join(stateFolder(env), 'bundles', id);
  }

  /** The latest checkpoint that was imported, if its log signed it. */
  async known({ key }: TrustedLog): Promise<KnownState[]> {
    const file = await folderReader(this.#folder)(CHECKPOINT_FILE);
    if (file === undefined) return [];
    const { checkpoint } = await openCheckpoint(file, key);
    return [{ label: 'an earlier import', checkpoint }];
  }

  /** Paths of all that were imported, ascending; without those that are evidence of another history. Throws DESTINATION_*. */
  files(): string[] {
    try {
      return readdirSync(this.#folder)
        .filter(name => /^\d+-[0-9a-f]+\.bundle$/.test(name))
        .sort()
        .map(name => join(this.#folder, name));
    } catch (error) {
      if (errno(error) === 'ENOENT') return [];
      throw fsError(error, 'destination', this.#folder);
    }
  }

  /** That of the latest head, of several the one that came last: the size of its head, and when it was written here. undefined: nothing was imported. Throws DESTINATION_*. */
  latest(): { readonly path: string; readonly size: number; readonly at: Date } | undefined {
    const all = this.files().map(path => ({
      path,
      size: Number.parseInt(basename(path), 10),
      at: statSync(path).mtime,
    }));
    return all.sort((a, b) => b.size - a.size || b.at.getTime() - a.at.getTime())[0];
  }

  /** Returns where it lies. Throws DESTINATION_*. */
  keep(
    file: Uint8Array,
    { checkpoint, checkpointFile }: Pick<OpenedBundle, 'checkpoint' | 'checkpointFile'>,
  ): string {
    const path = this.#put(`${checkpoint.size}-${shortDigest(file)}.bundle`, file);
    // After the bundle: a checkpoint that is known here has one that shows it.
    writeDurable(this.#folder, CHECKPOINT_FILE, checkpointFile, 0o644, true);
    return path;
  }

  /** Evidence of two histories. */
  keepFork(file: Uint8Array): string {
    return this.#put(`fork-${shortDigest(file)}.bundle`, file);
  }

  #put(name: string, file: Uint8Array): string {
    const path = join(this.#folder, name);
    try {
      mkdirSync(this.#folder, { recursive: true, mode: 0o700 });
      if (!existsSync(path)) writeDurable(this.#folder, name, file, 0o644);
    } catch (error) {
      // The name is made of its bytes.
      if (errno(error) !== 'EEXIST') throw fsError(error, 'destination', name);
    }
    return path;
  }
}
