import { createHash } from 'node:crypto';
import { type BytePath, displayPath, SeqwardenError } from '@seqwarden/proof';
import { FILE_BITS } from '../../host/hide-as.ts';
import { folderOf } from '../../host/path-parts.ts';
import { temporaryName } from '../../host/temporary-name.ts';
import type { Hashed, KeptAttributes, StagedFile } from '../destination.ts';
import { joined, requireFolder, takeName } from './server-folders.ts';
import { hasStatus, Status, sftpError } from './sftp-error.ts';
import type { SftpSession } from './sftp-session.ts';
import { seconds } from './times.ts';
import { contentOf } from './whole-file.ts';

/** Less free space than this after a write failed is why it failed. */
const FULL_BELOW = 1 << 20;

/**
 * Begins a file under a temporary name in its target folder. Throws DESTINATION_FULL where the server says that it cannot fit, and
 * DESTINATION_UNUSABLE where a folder on the way is none.
 */
export async function stage(
  session: SftpSession,
  run: BytePath,
  path: BytePath,
  attributes: KeptAttributes,
): Promise<SftpStagedFile> {
  try {
    const folder = folderOf(path);
    const [space] = await Promise.all([session.space(run), requireFolder(session, run, folder)]);
    if (space !== undefined && space.free < attributes.size)
      throw new SeqwardenError(
        'DESTINATION_FULL',
        `${space.free} bytes are free, ${attributes.size} are needed`,
        { path },
      );
    const temporary = joined(joined(run, folder), temporaryName());
    // what the source hides is hidden from the first byte on; the server's umask may hide more
    const handle = await session.create(temporary, 0o644 & ~(FILE_BITS & ~attributes.mode));
    return new SftpStagedFile(session, run, path, attributes, temporary, handle);
  } catch (error) {
    throw await explained(session, run, path, error);
  }
}

/** Writes are sent without waiting for those before them; {@link finish} waits for all and counts what was acknowledged. */
export class SftpStagedFile implements StagedFile {
  readonly #session: SftpSession;
  readonly #run: BytePath;
  readonly #path: BytePath;
  readonly #attributes: KeptAttributes;
  readonly #temporary: BytePath;
  readonly #handle: Buffer;
  readonly #onTheWay = new Set<Promise<void>>();
  #sent = 0;
  #acknowledged = 0;
  #failure: unknown;
  #isOpen = true;

  constructor(
    session: SftpSession,
    run: BytePath,
    path: BytePath,
    attributes: KeptAttributes,
    temporary: BytePath,
    handle: Buffer,
  ) {
    this.#session = session;
    this.#run = run;
    this.#path = path;
    this.#attributes = attributes;
    this.#temporary = temporary;
    this.#handle = handle;
  }

  async write(bytes: Uint8Array): Promise<void> {
    const { chunk } = this.#session;
    for (let at = 0; at < bytes.length; at += chunk) {
      const part = bytes.subarray(at, at + chunk);
      await this.#session.room(part.length);
      if (this.#failure !== undefined) throw await this.#explained(this.#failure);
      const write = this.#session.write(this.#handle, this.#sent, part).then(
        () => {
          this.#acknowledged += part.length;
        },
        error => {
          this.#failure ??= error;
        },
      );
      this.#sent += part.length;
      this.#onTheWay.add(write);
      write.then(() => this.#onTheWay.delete(write));
    }
  }

  async finish(whole: Hashed, reread: boolean): Promise<void> {
    const { mtimeMs, atimeMs } = this.#attributes;
    this.#isOpen = false;
    // in the order in which the server does them (draft-ietf-secsh-filexfer-02, 3.1): one round trip instead of four
    const ends = await Promise.allSettled([
      ...this.#onTheWay,
      this.#session.fsetstat(this.#handle, { mtime: seconds(mtimeMs), atime: seconds(atimeMs) }),
      this.#session.flush(this.#handle),
      this.#session.closeHandle(this.#handle),
    ]);
    const failed = this.#failure ?? ends.find(end => end.status === 'rejected')?.reason;
    if (failed !== undefined) throw await this.#explained(failed);
    if (this.#acknowledged !== whole.size)
      throw new SeqwardenError(
        'DESTINATION_WRITE_FAILED',
        `${this.#acknowledged} of ${whole.size} bytes were acknowledged`,
        { path: this.#path },
      );
    if (reread) await this.#readBack(whole);
  }

  async publish(): Promise<boolean> {
    return this.#named(() => takeName(this.#session, this.#temporary, joined(this.#run, this.#path)));
  }

  async replace(): Promise<void> {
    await this.#named(() => this.#session.posixRename(this.#temporary, joined(this.#run, this.#path)));
  }

  /** Where the connection is gone the temporary name stays: the next copy knows it as a leftover. */
  async discard(): Promise<void> {
    if (this.#session.isDead) return;
    try {
      if (this.#isOpen) {
        this.#isOpen = false;
        await this.#session.closeHandle(this.#handle);
      }
      await this.#session.remove(this.#temporary);
    } catch (error) {
      if (!hasStatus(error, Status.NO_SUCH_FILE)) throw sftpError(error, this.#path);
    }
  }

  async #named<T>(act: () => Promise<T>): Promise<T> {
    try {
      await requireFolder(this.#session, this.#run, folderOf(this.#path));
      return await act();
    } catch (error) {
      throw await this.#explained(error);
    }
  }

  async #readBack(whole: Hashed): Promise<void> {
    const hash = createHash('sha256');
    let size = 0;
    try {
      for await (const piece of contentOf(this.#session, this.#temporary)) {
        hash.update(piece);
        size += piece.length;
      }
    } catch (error) {
      throw await this.#explained(error);
    }
    if (size !== whole.size || hash.digest('hex') !== whole.sha256)
      throw new SeqwardenError(
        'DESTINATION_READ_BACK',
        `${displayPath(this.#path)}: the server returned other bytes than were written`,
        { path: this.#path },
      );
  }

  #explained(error: unknown): Promise<SeqwardenError> {
    return explained(this.#session, this.#run, this.#path, error);
  }
}

/** Version 3 has no status for a full disk: a failure where nothing is free is one. */
async function explained(
  session: SftpSession,
  run: BytePath,
  path: BytePath,
  error: unknown,
): Promise<SeqwardenError> {
  if (hasStatus(error, Status.FAILURE)) {
    const space = await session.space(run).catch(() => undefined);
    if (space !== undefined && space.free < FULL_BELOW)
      return new SeqwardenError('DESTINATION_FULL', `${space.free} bytes are free at the destination`, {
        cause: error,
        path,
      });
  }
  return sftpError(error, path);
}
