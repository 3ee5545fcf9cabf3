import { createHash } from 'node:crypto';
import type { BytePath } from '@seqwarden/proof';
import { folderOf } from '../../host/path-parts.ts';
import type { FileSink, Hashed, KeptAttributes, Throttle } from '../destination.ts';
import { isFolderThere, joined } from './server-folders.ts';
import { sftpError } from './sftp-error.ts';
import type { SftpSession } from './sftp-session.ts';
import { type SftpStagedFile, stage } from './staged-file.ts';
import { contentOf } from './whole-file.ts';
import { kindOf } from './wire.ts';

/** Enough that small files hide the way to the server, few enough that their buffers are small beside it. Measured: decision 0031. */
const LANES = 16;

/** A run's folder on a server, and the connection through which it is seen. */
export interface RunFolder {
  readonly session: SftpSession;
  /** Absolute on the server. */
  readonly path: BytePath;
}

/** How a sink ends; one that does not own its connection leaves that alone. */
export interface EndOfSink {
  readonly interrupt: () => void;
  readonly close: () => Promise<void>;
}

/** `folder` is asked for with each call, so that a thread connects when it has its first file. */
export class SftpFileSink implements FileSink {
  readonly lanes = LANES;
  readonly #folder: () => Promise<RunFolder>;
  readonly #end: EndOfSink;

  constructor(folder: () => Promise<RunFolder>, end: EndOfSink) {
    this.#folder = folder;
    this.#end = end;
  }

  async stage(path: BytePath, attributes: KeptAttributes): Promise<SftpStagedFile> {
    const run = await this.#folder();
    return stage(run.session, run.path, path, attributes);
  }

  async look(path: BytePath): Promise<number | 'other' | undefined> {
    const { session, path: run } = await this.#folder();
    try {
      if (!(await isFolderThere(session, run, folderOf(path)))) return undefined;
      const there = await session.lstat(joined(run, path));
      if (there === undefined) return undefined;
      return kindOf(there) === 'file' && there.size !== undefined ? there.size : 'other';
    } catch (error) {
      throw sftpError(error, path);
    }
  }

  async hash(path: BytePath, throttle?: Throttle): Promise<Hashed | undefined> {
    if (typeof (await this.look(path)) !== 'number') return undefined;
    const { session, path: run } = await this.#folder();
    const hash = createHash('sha256');
    let size = 0;
    try {
      for await (const piece of contentOf(session, joined(run, path))) {
        hash.update(piece);
        size += piece.length;
        await throttle?.(piece.length);
      }
    } catch (error) {
      throw sftpError(error, path);
    }
    return { sha256: hash.digest('hex'), size };
  }

  interrupt(): void {
    this.#end.interrupt();
  }

  close(): Promise<void> {
    return this.#end.close();
  }
}
