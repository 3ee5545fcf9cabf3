import { createHash } from 'node:crypto';
import { existsSync, lstatSync, readdirSync, unlinkSync } from 'node:fs';
import { constants, type FileHandle, open } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { SeqwardenError } from '@seqwarden/proof';
import { stateFolder } from '../config/config-folder.ts';
import { flushFolderAt } from '../host/flush-folder.ts';
import { errno } from '../host/fs-error.ts';
import { makePath } from '../host/make-path.ts';
import { takeName } from '../host/take-name.ts';
import { TEMPORARY, temporaryName } from '../host/temporary-name.ts';
import { Digester, type FileDigests } from './digests.ts';
import { bytesOfNamed, CHUNK, withNamedFile } from './named-file.ts';

/** Bytes of one file. */
export const MAX_EVIDENCE = 2 ** 30;

/** Nobody writes on a file for so long without a byte: what is older was left by a process that ended. */
const ABANDONED_MS = 60 * 60 * 1000;

const PRIVATE = 0o600;
const READ = constants.O_RDONLY | (constants.O_NOFOLLOW ?? 0) | (constants.O_NONBLOCK ?? 0);
const WRITE = constants.O_WRONLY | constants.O_CREAT | constants.O_EXCL;

export interface AddOptions {
  /** Bytes that it may have; default: {@link MAX_EVIDENCE}. */
  readonly limit?: number;
  readonly signal?: AbortSignal;
}

/**
 * Files that records name by their digest: `evidence/ab/abcd…`, each named by its SHA-256 and never replaced. Several processes may add at the same time. They may
 * show persons, so they are for this account alone and in no register.
 */
export class EvidenceStore {
  readonly #folder: string;

  constructor(folder: string) {
    this.#folder = folder;
  }

  /** That of the account. Nothing is made before something is added. */
  static at(env: NodeJS.ProcessEnv = process.env): EvidenceStore {
    return new EvidenceStore(join(stateFolder(env), 'cases', 'evidence'));
  }

  /**
   * Takes in a file that a person named, or bytes. What is there already stays as it is. Durable on return. Throws CASE_INPUT_UNUSABLE for the file, EVIDENCE_DAMAGED where
   * other bytes lie under its digest, CASE_STORE_UNUSABLE, and the reason of `signal`.
   */
  async add(source: string | Uint8Array, options: AddOptions = {}): Promise<FileDigests> {
    const { limit = MAX_EVIDENCE } = options;
    if (typeof source === 'string')
      return withNamedFile(source, limit, file => this.#take(bytesOfNamed(file, source, limit), options));
    if (source.length > limit) throw new SeqwardenError('CASE_INPUT_UNUSABLE', `more than ${limit} bytes`);
    return this.#take([source], options);
  }

  /** Whether a plain file of this digest is there; that it is whole is for {@link read} to say. */
  has(sha256: string): boolean {
    try {
      return lstatSync(this.#place(sha256)).isFile();
    } catch (error) {
      if (isAbsent(error)) return false;
      throw storeError(error);
    }
  }

  /**
   * Its bytes. A chunk is good until the next one is asked for, and all of them only when the last one came: then the digest was compared. Throws EVIDENCE_MISSING,
   * EVIDENCE_DAMAGED, CASE_STORE_UNUSABLE.
   */
  async *read(sha256: string): AsyncGenerator<Uint8Array> {
    const file = await this.#open(sha256);
    try {
      const hash = createHash('sha256');
      const buffer = new Uint8Array(CHUNK);
      for (;;) {
        const { bytesRead } = await file.read(buffer, 0, CHUNK).catch(rethrown);
        if (bytesRead === 0) break;
        hash.update(buffer.subarray(0, bytesRead));
        yield buffer.subarray(0, bytesRead);
      }
      if (hash.digest('hex') !== sha256) throw damaged(sha256, 'holds other bytes');
    } finally {
      await file.close();
    }
  }

  /** All bytes of a small file. Throws as {@link read}, and CASE_INPUT_UNUSABLE where it has more than `limit` bytes. */
  async readWhole(sha256: string, limit: number): Promise<Uint8Array<ArrayBuffer>> {
    const chunks: Uint8Array[] = [];
    let length = 0;
    for await (const chunk of this.read(sha256)) {
      length += chunk.length;
      if (length > limit)
        throw new SeqwardenError('CASE_INPUT_UNUSABLE', `${sha256} has more than ${limit} bytes`);
      chunks.push(chunk.slice());
    }
    return new Uint8Array(Buffer.concat(chunks, length));
  }

  /** Digests of all that is there, ascending. */
  list(): string[] {
    const shards = entriesOf(this.#folder).filter(name => /^[0-9a-f]{2}$/.test(name));
    return shards
      .flatMap(shard => entriesOf(join(this.#folder, shard)).filter(name => name.startsWith(shard)))
      .filter(name => DIGEST.test(name))
      .sort();
  }

  async #open(sha256: string): Promise<FileHandle> {
    let file: FileHandle;
    try {
      file = await open(this.#place(sha256), READ);
    } catch (error) {
      if (isAbsent(error))
        throw new SeqwardenError('EVIDENCE_MISSING', `${sha256} is not in the evidence store`);
      if (errno(error) === 'ELOOP') throw damaged(sha256, 'is a link');
      throw storeError(error);
    }
    if ((await file.stat()).isFile()) return file;
    await file.close();
    throw damaged(sha256, 'is no plain file');
  }

  async #take(
    chunks: AsyncIterable<Uint8Array> | Iterable<Uint8Array>,
    { signal }: AddOptions,
  ): Promise<FileDigests> {
    const temporary = join(this.#folder, temporaryName());
    try {
      this.#prepare();
      const digests = await this.#write(temporary, chunks, signal);
      await this.#settle(temporary, digests.sha256);
      return digests;
    } catch (error) {
      removeIfThere(temporary);
      throw error instanceof SeqwardenError ? error : storeError(error);
    }
  }

  /** What a process left that was killed is taken away here. */
  #prepare(): void {
    makeDurable(this.#folder);
    for (const name of readdirSync(this.#folder).filter(one => TEMPORARY.test(one))) {
      const path = join(this.#folder, name);
      const stat = lstatSync(path, { throwIfNoEntry: false });
      if (stat !== undefined && Date.now() - stat.mtimeMs > ABANDONED_MS) removeIfThere(path);
    }
  }

  async #write(
    temporary: string,
    chunks: AsyncIterable<Uint8Array> | Iterable<Uint8Array>,
    signal: AbortSignal | undefined,
  ): Promise<FileDigests> {
    const digester = new Digester();
    const file = await open(temporary, WRITE, PRIVATE);
    try {
      for await (const chunk of chunks) {
        signal?.throwIfAborted();
        digester.update(chunk);
        await writeAll(file, chunk);
      }
      await file.sync();
    } finally {
      await file.close();
    }
    return digester.digests();
  }

  async #settle(temporary: string, sha256: string): Promise<void> {
    const place = this.#place(sha256);
    const shard = dirname(place);
    makeDurable(shard);
    if (!takeName(temporary, place)) {
      for await (const _ of this.read(sha256));
      removeIfThere(temporary);
    }
    flushFolderAt(shard);
  }

  #place(sha256: string): string {
    if (!DIGEST.test(sha256)) throw new SeqwardenError('INTERNAL', 'not a SHA-256 digest');
    return join(this.#folder, sha256.slice(0, 2), sha256);
  }
}

const DIGEST = /^[0-9a-f]{64}$/;

async function writeAll(file: FileHandle, chunk: Uint8Array): Promise<void> {
  for (let written = 0; written < chunk.length; ) {
    const { bytesWritten } = await file.write(chunk, written, chunk.length - written);
    written += bytesWritten;
  }
}

/** A folder with what is missing above it; the name of each is on the disk then. */
function makeDurable(folder: string): void {
  const missing: string[] = [];
  for (let at = folder; !existsSync(at); at = dirname(at)) missing.push(at);
  if (missing.length > 0) makePath(folder, 0o700);
  for (const one of missing) flushFolderAt(dirname(one));
}

function entriesOf(folder: string): string[] {
  try {
    return readdirSync(folder);
  } catch (error) {
    if (isAbsent(error)) return [];
    throw storeError(error);
  }
}

function removeIfThere(path: string): void {
  try {
    unlinkSync(path);
  } catch (error) {
    if (!isAbsent(error)) throw storeError(error);
  }
}

function isAbsent(error: unknown): boolean {
  return errno(error) === 'ENOENT' || errno(error) === 'ENOTDIR';
}

function rethrown(error: unknown): never {
  throw storeError(error);
}

function damaged(sha256: string, how: string): SeqwardenError {
  return new SeqwardenError('EVIDENCE_DAMAGED', `${sha256} in the evidence store ${how}`);
}

/** What is none of the file system's passes: it is a defect, or somebody's wish to stop. */
function storeError(error: unknown): unknown {
  const name = errno(error);
  if (name === '') return error;
  return new SeqwardenError('CASE_STORE_UNUSABLE', `the evidence store: ${name}`, { cause: error });
}
