import { type BytePath, compareBytePaths, SeqwardenError } from '@seqwarden/proof';
import { folderOf, nameOf } from '../../host/path-parts.ts';
import { OWN_FOLDER } from '../../host/run-place.ts';
import { TEMPORARY } from '../../host/temporary-name.ts';
import { requireOwnPath } from '../own-path.ts';
import {
  flushFolder,
  isFolderThere,
  joined,
  makeFolder,
  readFolder,
  requireFlush,
  requireFolder,
} from './server-folders.ts';
import { sftpError } from './sftp-error.ts';
import type { SftpSession } from './sftp-session.ts';
import { putWhole, readWhole, replaceWhole } from './whole-file.ts';

/** The documents below `.seqwarden/` of a server's folder; none of the folders on the way may be a link. */
export class OwnDocuments {
  readonly folder: BytePath;
  readonly #session: SftpSession;

  /** `root` is the destination's folder, absolute. */
  constructor(session: SftpSession, root: BytePath) {
    this.#session = session;
    this.folder = joined(root, OWN_FOLDER);
  }

  put(path: string, bytes: Uint8Array): Promise<boolean> {
    return this.#at(path, async () => {
      const folder = await this.makeFolders(folderOf(path));
      return putWhole(this.#session, folder, nameOf(path), bytes);
    });
  }

  replace(path: string, bytes: Uint8Array): Promise<void> {
    return this.#at(path, async () => {
      const folder = await this.makeFolders(folderOf(path));
      await replaceWhole(this.#session, folder, nameOf(path), bytes);
    });
  }

  read(path: string, limit: number): Promise<Uint8Array | undefined> {
    return this.#at(path, async () => {
      if (!(await isFolderThere(this.#session, this.folder, folderOf(path)))) return undefined;
      const found = await readWhole(this.#session, joined(this.folder, path), limit);
      if (found !== 'other') return found;
      throw new SeqwardenError('DESTINATION_UNUSABLE', `${OWN_FOLDER}/${path} is no file of ours`);
    });
  }

  /** Whatever has a name there: see the same of a folder on this machine. */
  list(folder: string): Promise<string[]> {
    return this.#at(folder, async () => {
      if (!(await isFolderThere(this.#session, this.folder, folder))) return [];
      const entries = await readFolder(this.#session, joined(this.folder, folder));
      const names = entries.map(({ name }) => name).filter(name => !TEMPORARY.test(name));
      return names.sort(compareBytePaths);
    });
  }

  /** Makes what is missing of `.seqwarden/` and a folder below it. Throws DESTINATION_UNUSABLE where anything else stands there, and where nothing can be made durable. Returns its absolute path. */
  async makeFolders(folder: string): Promise<BytePath> {
    requireFlush(this.#session);
    let at = this.folder;
    await this.#make(at);
    for (const part of folder === '' ? [] : folder.split('/')) {
      at = joined(at, part);
      await this.#make(at);
    }
    return at;
  }

  async #make(path: BytePath): Promise<void> {
    if ((await this.#session.lstat(path)) === undefined && (await makeFolder(this.#session, path)))
      await flushFolder(this.#session, folderOf(path) || '/');
    else await requireFolder(this.#session, path, '');
  }

  async #at<T>(path: string, act: () => Promise<T>): Promise<T> {
    requireOwnPath(path);
    try {
      return await act();
    } catch (error) {
      throw sftpError(error, `${OWN_FOLDER}/${path}`);
    }
  }
}
