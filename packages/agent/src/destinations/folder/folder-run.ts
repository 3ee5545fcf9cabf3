import { unlinkSync } from 'node:fs';
import { dirname } from 'node:path';
import type { BytePath } from '@seqwarden/proof';
import { type CustodyContent, publishCustody } from '../../custody/publish-custody.ts';
import { putProof } from '../../custody/put-proof.ts';
import { type AddendaFound, readAddenda } from '../../custody/read-addenda.ts';
import { readPlainFile } from '../../custody/read-plain-file.ts';
import { type NewAddendum, type TakeBytes, writeAddendum } from '../../custody/write-addendum.ts';
import { flushFolderAt } from '../../host/flush-folder.ts';
import { errno, fsError } from '../../host/fs-error.ts';
import { closeRoot, HeldTree, type TreeRoot } from '../../host/held-tree.ts';
import { folderOf, nameOf } from '../../host/path-parts.ts';
import type { CustodyFiles, KeptAttributes, Listing, RunAtDestination, SinkSpec } from '../destination.ts';
import { custodyFiles } from './custody-files.ts';
import { FolderSink } from './folder-sink.ts';
import { listFolder } from './list-folder.ts';
import { makeFolders } from './make-folders.ts';
import { nameRefusal } from './name-refusal.ts';
import { removeLeftovers } from './remove-leftovers.ts';
import { settleFolders } from './settle-folders.ts';

/** A run's own folder at a destination. */
export class FolderRun implements RunAtDestination {
  readonly fresh: boolean;
  readonly label: string;
  readonly sink: SinkSpec;
  readonly files: FolderSink;
  readonly #root: TreeRoot;

  constructor(root: TreeRoot, fresh: boolean) {
    this.#root = root;
    this.fresh = fresh;
    this.label = root.path;
    this.sink = { kind: 'folder', ...root };
    this.files = new FolderSink(root);
  }

  refusal(path: BytePath): string | undefined {
    return nameRefusal(path);
  }

  async makeFolders(folders: readonly BytePath[]): Promise<void> {
    makeFolders(this.#root, folders);
  }

  async list(): Promise<Listing> {
    return listFolder(this.#root);
  }

  async removeLeftovers(source: ReadonlySet<BytePath>): Promise<void> {
    removeLeftovers(this.#root, source);
  }

  async withdraw(path: BytePath): Promise<void> {
    const tree = new HeldTree(this.#root);
    try {
      tree.enter(folderOf(path));
      unlinkSync(tree.at(nameOf(path)));
    } catch (error) {
      if (errno(error) !== 'ENOENT') throw fsError(error, 'destination', path);
    } finally {
      tree.close();
    }
  }

  async settle(folders: ReadonlyMap<BytePath, Omit<KeptAttributes, 'size'>>): Promise<void> {
    settleFolders(this.#root, folders);
    if (!folders.has('')) return;
    try {
      flushFolderAt(dirname(this.#root.path));
    } catch (error) {
      throw fsError(error, 'destination', '');
    }
  }

  async readCustody(): Promise<CustodyFiles | undefined> {
    return custodyFiles(this.#root);
  }

  async publishCustody(content: CustodyContent): Promise<void> {
    publishCustody(this.#root, content);
  }

  readAddenda(): Promise<AddendaFound> {
    return readAddenda(this.#root);
  }

  publishAddendum(addendum: NewAddendum): Promise<void> {
    return writeAddendum(this.#root, addendum);
  }

  async putProof(path: BytePath, bytes: Uint8Array, replaces: boolean): Promise<boolean> {
    return putProof(this.#root, path, bytes, replaces);
  }

  async readFile(path: BytePath, take: TakeBytes): Promise<boolean> {
    try {
      return await readPlainFile(this.#root, path, take);
    } catch (error) {
      throw fsError(error, 'destination', path);
    }
  }

  async close(): Promise<void> {
    this.files.close();
    closeRoot(this.#root);
  }
}
