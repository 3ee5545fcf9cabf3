import { type Dirent, lstatSync, readdirSync, readFileSync, renameSync, unlinkSync } from 'node:fs';
import { join } from 'node:path';
import {
  ADDENDUM_FILES,
  AMENDED_FOLDER,
  addendumFolder,
  CUSTODY_FILES,
  SeqwardenError,
  type Trust,
} from '@seqwarden/proof';
import { removeFolder, syncEntered } from '../custody/publish-custody.ts';
import { CUSTODY, readCustody } from '../custody/read-custody.ts';
import { standingSeal } from '../custody/standing-seal.ts';
import { errno, fsError } from '../host/fs-error.ts';
import { HeldTree, type TreeRoot } from '../host/held-tree.ts';
import { makePath } from '../host/make-path.ts';
import { runKey } from '../host/run-key.ts';
import { TEMPORARY } from '../host/temporary-name.ts';
import { writeDurable } from '../host/write-durable.ts';
import { isSetAside } from './set-aside-custody.ts';

/** A `Custody/` or an addendum that is about to be published. */
export interface Unpublished {
  /** The temporary name under which it lies until it is renamed. */
  readonly folder: string;
  /** Identity of its seal, or of the addendum; and of the seal that it replaces. */
  readonly seal: string;
  readonly previousSeal: string | null;
}

/**
 * What this account notes of a `Custody/` or an addendum before it writes it. By its name alone, what a dead process left could not be told from a
 * folder of the run that somebody gave such a name: only what is noted is ever finished or removed.
 */
export class UnpublishedNote {
  readonly #folder: string;
  readonly #name: string;

  constructor(stateFolder: string, runPath: string, custodyPath: string) {
    this.#folder = join(stateFolder, 'unpublished');
    this.#name = runKey(`${runPath}\0${custodyPath}`);
  }

  /** Durable on return. Throws CONFIG_UNUSABLE. */
  write(unpublished: Unpublished): void {
    try {
      makePath(this.#folder, 0o700);
      writeDurable(this.#folder, this.#name, `${JSON.stringify(unpublished)}\n`, 0o600, true);
    } catch (error) {
      throw this.#unusable(error);
    }
  }

  /** undefined also where there is no note of ours. Throws CONFIG_UNUSABLE. */
  read(): Unpublished | undefined {
    try {
      return parseNote(readFileSync(join(this.#folder, this.#name), 'utf8'));
    } catch (error) {
      if (errno(error) === 'ENOENT') return undefined;
      throw this.#unusable(error);
    }
  }

  /** Throws CONFIG_UNUSABLE. */
  remove(): void {
    try {
      unlinkSync(join(this.#folder, this.#name));
    } catch (error) {
      if (errno(error) !== 'ENOENT') throw this.#unusable(error);
    }
  }

  #unusable(error: unknown): SeqwardenError {
    return new SeqwardenError('CONFIG_UNUSABLE', `${this.#folder}: ${errno(error) || String(error)}`, {
      cause: error,
    });
  }
}

/**
 * Brings to an end what a process that died left of a `Custody/` or an addendum, so that it is not taken for the instrument's: it is removed, or, where
 * the one that it replaces was set aside already, published, since nothing else holds the chain of seals. Call it under the run's lock.
 * Throws CUSTODY_NOT_OURS where it should be published and is not what was noted.
 */
export async function settleUnpublished(place: TreeRoot, note: UnpublishedNote, trust: Trust): Promise<void> {
  const left = note.read();
  const tree = new HeldTree(place);
  try {
    if (left !== undefined && isFolder(tree, left.folder)) {
      if (isGap(place, tree, left)) await finish(place, tree, left, trust);
      else removeOurs(tree, left.folder);
    }
  } catch (error) {
    throw fsError(error, 'destination', left?.folder ?? '');
  } finally {
    tree.close();
  }
  note.remove();
}

/** Whether the old `Custody/` was moved away and the new one is not in its place. */
function isGap(place: TreeRoot, tree: HeldTree, { previousSeal }: Unpublished): boolean {
  if (previousSeal === null || !isSetAside(place, previousSeal)) return false;
  return lstatSync(tree.at(CUSTODY), { throwIfNoEntry: false }) === undefined;
}

async function finish(place: TreeRoot, tree: HeldTree, left: Unpublished, trust: Trust): Promise<void> {
  const found = readCustody(place, left.folder);
  const standing = await standingSeal(found?.files ?? new Map(), trust);
  const isOurs =
    !('findings' in standing) &&
    standing.identity === left.seal &&
    standing.predicate.previousSeal === left.previousSeal;
  if (!isOurs || found === undefined || found.notPlain.length > 0)
    throw new SeqwardenError(
      'CUSTODY_NOT_OURS',
      `${left.folder} should be the seal that an interrupted try made, and does not verify`,
      { path: left.folder },
    );
  renameSync(tree.at(left.folder), tree.at(CUSTODY));
  syncEntered(tree);
}

/** What holds anything but files of a seal or an addendum was not left by us, whatever its name. */
function removeOurs(tree: HeldTree, folder: string): void {
  tree.enter(folder);
  const held = readdirSync(tree.at(''), { withFileTypes: true, encoding: 'latin1' });
  tree.enter('');
  if (held.every(one => (one.isFile() ? OUR_FILES.includes(one.name) : isOurFolder(one))))
    removeFolder(tree, folder);
}

const OUR_FILES = [...CUSTODY_FILES, ...ADDENDUM_FILES];

/** The amended files of an addendum, or the first addendum, which brings the folder of all with it. */
function isOurFolder(entry: Dirent): boolean {
  return entry.isDirectory() && [AMENDED_FOLDER, addendumFolder(1)].includes(entry.name);
}

function isFolder(tree: HeldTree, name: string): boolean {
  return lstatSync(tree.at(name), { throwIfNoEntry: false })?.isDirectory() ?? false;
}

const DIGEST = /^[0-9a-f]{64}$/;

function parseNote(text: string): Unpublished | undefined {
  try {
    const { folder, seal, previousSeal }: Record<string, unknown> = JSON.parse(text);
    if (typeof folder !== 'string' || !TEMPORARY.test(folder)) return undefined;
    if (typeof seal !== 'string' || !DIGEST.test(seal)) return undefined;
    if (previousSeal === null) return { folder, seal, previousSeal };
    if (typeof previousSeal !== 'string' || !DIGEST.test(previousSeal)) return undefined;
    return { folder, seal, previousSeal };
  } catch {
    return undefined;
  }
}
