import { type BytePath, displayPath, SeqwardenError } from '@seqwarden/proof';
import { temporaryName } from '../../host/temporary-name.ts';
import { flushFolder, joined, takeName } from './server-folders.ts';
import type { SftpSession } from './sftp-session.ts';
import { kindOf } from './wire.ts';

/** A new small file, flushed. */
export function writeWhole(
  session: SftpSession,
  path: BytePath,
  pieces: Iterable<Uint8Array>,
): Promise<void> {
  return writePieces(session, path, async take => {
    for (const piece of pieces) await take(piece);
  });
}

/** A new file of what `give` hands over, flushed. A piece must stay as it is until this is done. */
export async function writePieces(
  session: SftpSession,
  path: BytePath,
  give: (take: (piece: Uint8Array) => Promise<void>) => Promise<void>,
): Promise<void> {
  const handle = await session.create(path, 0o644);
  try {
    const writes: Promise<void>[] = [];
    let position = 0;
    await give(async piece => {
      for (let at = 0; at < piece.length; at += session.chunk) {
        const part = piece.subarray(at, at + session.chunk);
        await session.room(part.length);
        writes.push(session.write(handle, position, part));
        // all are awaited below
        writes.at(-1)?.catch(() => {});
        position += part.length;
      }
    });
    await Promise.all(writes);
    await session.flush(handle);
  } finally {
    if (!session.isDead) await session.closeHandle(handle);
  }
}

/**
 * A small file that is there whole or not at all; false, and nothing changed, where its name is taken. The folder is there. Durable on return.
 *
 * @param beside the folder of the same file system in which it is written before it has its name
 */
export async function putWhole(
  session: SftpSession,
  folder: BytePath,
  name: BytePath,
  bytes: Uint8Array,
  beside = folder,
): Promise<boolean> {
  const temporary = joined(beside, temporaryName());
  try {
    await writeWhole(session, temporary, [bytes]);
    if (await takeName(session, temporary, joined(folder, name))) {
      await flushFolder(session, folder);
      return true;
    }
  } catch (error) {
    await removeQuietly(session, temporary);
    throw error;
  }
  await session.remove(temporary);
  return false;
}

/** As {@link putWhole}, in place of what has the name. */
export async function replaceWhole(
  session: SftpSession,
  folder: BytePath,
  name: BytePath,
  bytes: Uint8Array,
  beside = folder,
): Promise<void> {
  const temporary = joined(beside, temporaryName());
  try {
    await writeWhole(session, temporary, [bytes]);
    await session.posixRename(temporary, joined(folder, name));
  } catch (error) {
    await removeQuietly(session, temporary);
    throw error;
  }
  await flushFolder(session, folder);
}

/** The error that brought us here says more than one of this. */
export async function removeQuietly(session: SftpSession, path: BytePath): Promise<void> {
  await session.remove(path).catch(() => {});
}

/** undefined: nothing is there. `other`: no plain file, or more than `limit` bytes. */
export async function readWhole(
  session: SftpSession,
  path: BytePath,
  limit: number,
): Promise<Uint8Array<ArrayBuffer> | 'other' | undefined> {
  const there = await session.lstat(path);
  if (there === undefined) return undefined;
  if (kindOf(there) !== 'file' || (there.size ?? 0) > limit) return 'other';
  const pieces: Uint8Array[] = [];
  let size = 0;
  for await (const piece of contentOf(session, path)) {
    size += piece.length;
    if (size > limit) return 'other';
    pieces.push(piece);
  }
  return new Uint8Array(Buffer.concat(pieces));
}

/** How many reads are on the way for one file: 2 MiB, the window that a channel of ssh2 has. */
const READS_AHEAD = 8;

/**
 * The bytes of a plain file in order, read ahead. Look with lstat first: opening follows links. Throws DESTINATION_UNUSABLE where it is no plain file, or
 * longer than it said.
 */
export async function* contentOf(session: SftpSession, path: BytePath): AsyncGenerator<Uint8Array> {
  const handle = await session.openToRead(path);
  const ahead: Promise<Uint8Array | undefined>[] = [];
  try {
    const { size = 0, ...attributes } = await session.fstat(handle);
    if (kindOf(attributes) !== 'file') throw unusable(path, 'is no plain file');
    let asked = 0;
    let read = 0;
    const ask = async (position: number, length: number) => {
      await session.room(length);
      return session.read(handle, position, length);
    };
    while (read < size) {
      while (ahead.length < READS_AHEAD && asked < size) {
        const length = Math.min(session.chunk, size - asked);
        const piece = ask(asked, length);
        // it is awaited below, or given up after another failed
        piece.catch(() => {});
        ahead.push(piece);
        asked += length;
      }
      const due = Math.min(session.chunk, size - read);
      let piece = await ahead.shift();
      for (let got = 0; got < due; ) {
        if (piece === undefined) return;
        yield piece;
        got += piece.length;
        if (got < due) piece = await ask(read + got, due - got);
      }
      read += due;
    }
    if ((await session.read(handle, size, 1)) !== undefined) throw unusable(path, 'grows while it is read');
  } finally {
    await Promise.allSettled(ahead);
    if (!session.isDead) await session.closeHandle(handle);
  }
}

function unusable(path: BytePath, what: string): SeqwardenError {
  return new SeqwardenError('DESTINATION_UNUSABLE', `destination ${displayPath(path)} ${what}`, { path });
}
