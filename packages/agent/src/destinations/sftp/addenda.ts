import {
  ADDENDA_FOLDER,
  AMENDED_FOLDER,
  addendumFolder,
  type BytePath,
  checkBytePath,
  SeqwardenError,
} from '@seqwarden/proof';
import {
  type AddendaEntry,
  type AddendaFound,
  collectAddenda,
  NO_ADDENDA,
  notPlainInAddenda,
} from '../../custody/read-addenda.ts';
import { type AmendedFile, type NewAddendum, readAmended } from '../../custody/write-addendum.ts';
import { folderOf } from '../../host/path-parts.ts';
import { temporaryName } from '../../host/temporary-name.ts';
import { renameUnlessThere } from './custody.ts';
import { flushFolder, joined, readFolder } from './server-folders.ts';
import type { SftpSession } from './sftp-session.ts';
import { readWhole, writePieces, writeWhole } from './whole-file.ts';
import { type Attributes, kindOf } from './wire.ts';

const FOLDER = `Custody/${ADDENDA_FOLDER}`;

/** Nothing in them was checked. */
export async function readAddenda(session: SftpSession, run: BytePath): Promise<AddendaFound> {
  const folder = joined(run, FOLDER);
  const there = await session.lstat(folder);
  if (there === undefined) return NO_ADDENDA;
  if (kindOf(there) !== 'folder') return { ...NO_ADDENDA, findings: [notPlainInAddenda('')] };
  return collectAddenda({
    list: async path => (await readFolder(session, joined(folder, path))).map(entryOf),
    read: async (path, limit) => {
      const bytes = await readWhole(session, joined(folder, path), limit);
      return bytes === 'other' ? undefined : bytes;
    },
  });
}

export function entryOf({
  name,
  attributes,
}: {
  readonly name: BytePath;
  readonly attributes: Attributes;
}): AddendaEntry {
  const kind = kindOf(attributes);
  return { name, isFile: kind === 'file', isFolder: kind === 'folder' };
}

/**
 * An addendum whole or not at all: written beside `Custody/` under a temporary name, flushed, renamed. The first one brings the folder of all with it. Throws
 * CONFLICT, and SOURCE_CHANGED where amended bytes are not those that were signed.
 */
export async function publishAddendum(
  session: SftpSession,
  run: BytePath,
  { number, content, amended }: NewAddendum,
): Promise<void> {
  const isFirst = number === 1;
  const final = joined(run, isFirst ? FOLDER : `${FOLDER}/${addendumFolder(number)}`);
  if ((await session.lstat(final)) !== undefined) throw conflict();
  const temporary = joined(run, temporaryName());
  const folder = isFirst ? `${temporary}/${addendumFolder(1)}` : temporary;
  const made = new MadeFolders(session);
  try {
    await made.make(temporary);
    if (isFirst) await made.make(folder);
    for (const [name, pieces] of content) await made.write(`${folder}/${name}`, pieces);
    for (const file of amended) {
      checkBytePath(file.path);
      const path = `${folder}/${AMENDED_FOLDER}/${file.path}`;
      await made.makeParents(folder, path);
      await made.writeAmended(path, file);
    }
    await made.flush();
    await renameUnlessThere(session, temporary, final);
  } catch (error) {
    await made.remove();
    throw error;
  }
  await flushFolder(session, folderOf(final));
  await flushFolder(session, run);
}

/** What is made on the way to an addendum, to be taken away where it does not come to one. */
class MadeFolders {
  readonly #session: SftpSession;
  readonly #folders: BytePath[] = [];
  readonly #files: BytePath[] = [];

  constructor(session: SftpSession) {
    this.#session = session;
  }

  async make(folder: BytePath): Promise<void> {
    await this.#session.makeFolder(folder, 0o755);
    this.#folders.push(folder);
  }

  /** All folders between `base`, which is there, and the file. */
  async makeParents(base: BytePath, path: BytePath): Promise<void> {
    let folder = base;
    for (const part of folderOf(path)
      .slice(base.length + 1)
      .split('/')) {
      folder = `${folder}/${part}`;
      if (!this.#folders.includes(folder)) await this.make(folder);
    }
  }

  async write(path: BytePath, pieces: Iterable<Uint8Array>): Promise<void> {
    this.#files.push(path);
    await writeWhole(this.#session, path, pieces);
  }

  async writeAmended(path: BytePath, file: AmendedFile): Promise<void> {
    this.#files.push(path);
    // Its reader uses a piece again while this one is still on the way.
    await writePieces(this.#session, path, take => readAmended(file, piece => take(Uint8Array.from(piece))));
  }

  async flush(): Promise<void> {
    for (const folder of this.#folders.toReversed()) await flushFolder(this.#session, folder);
  }

  /** The error that brought us here says more than one of this. */
  async remove(): Promise<void> {
    for (const file of this.#files) await this.#session.remove(file).catch(() => {});
    for (const folder of this.#folders.toReversed()) await this.#session.removeFolder(folder).catch(() => {});
  }
}

function conflict(): SeqwardenError {
  return new SeqwardenError('CONFLICT', 'there is another addendum of this number', { path: FOLDER });
}
