import { createHash, hash } from 'node:crypto';
import { SeqwardenError } from '@seqwarden/proof';
import type { Throttle } from '../destinations/destination.ts';
import { fsError } from '../host/fs-error.ts';
import type { HeldTree } from '../host/held-tree.ts';
import { CopiesOfFile, type FileToCopy, type Places } from './copies-of-file.ts';
import type { MemoryShare } from './memory-share.ts';
import type { Read } from './read-file.ts';
import { SourceFile } from './source-file.ts';

/** A file that changes under our hands is read again this often before the copy gives up on it. */
const ATTEMPTS = 3;

export interface CopyTools extends Places {
  readonly source: HeldTree;
  readonly buffer: Buffer;
  /** Hash what the destination returns, before the file gets its name. */
  readonly reread: boolean;
  readonly throttle?: Throttle;
  readonly memory?: MemoryShare;
}

/** A file that was read once, and lies at each place that could take it without a name; or is there already, and the same. */
export interface Staged extends Read {
  readonly copies: CopiesOfFile;
}

/**
 * Reads one file of the entered source folder and leaves it, durable, without a final name at the places of `live` (bits). undefined: no place
 * was left to read it for. Throws SOURCE_*; then no place keeps anything of it.
 */
export function stageFile(tools: CopyTools, file: FileToCopy, live: number): Promise<Staged | undefined> {
  return readOnce(tools, file, live, false);
}

/** Copies one file under its final name. Throws as {@link stageFile}. */
export function copyFile(tools: CopyTools, file: FileToCopy, live: number): Promise<Staged | undefined> {
  return readOnce(tools, file, live, true);
}

/**
 * One promise a file, and none is awaited but where a place made one: blocking places are written to nearly as if nothing here were
 * asynchronous (decision 0027).
 */
async function readOnce(
  tools: CopyTools,
  file: FileToCopy,
  live: number,
  publish: boolean,
): Promise<Staged | undefined> {
  let places = live;
  for (let attempt = 1; ; attempt++) {
    const copies = new CopiesOfFile(tools, file, places);
    let source: SourceFile | undefined;
    let held = 0;
    try {
      source = new SourceFile(tools.source.at(file.name), file.path);
      const { before } = source;
      const needed = tools.memory === undefined ? 0 : copies.memoryFor(before.size);
      const room = tools.memory?.take(needed);
      if (room instanceof Promise) await room;
      held = needed;
      const begun = copies.stage(before);
      if (begun instanceof Promise) await begun;
      if (copies.live === 0) return undefined;
      let sha256: string;
      if (before.size <= tools.buffer.length) {
        const bytes = source.read(tools.buffer);
        const written = copies.write(bytes);
        sha256 = hash('sha256', bytes, 'hex');
        if (written instanceof Promise) await written;
      } else {
        sha256 = await passInPieces(source, copies, tools);
      }
      if (copies.live === 0) return undefined;
      source.requireSteady();
      const finished = copies.finish({ sha256, size: before.size }, tools.reread);
      if (finished instanceof Promise) await finished;
      const published = publish ? copies.publish(sha256) : undefined;
      if (published instanceof Promise) await published;
      return { before, sha256, copies };
    } catch (error) {
      const discarded = copies.discard();
      if (discarded instanceof Promise) await discarded;
      if (!isWorthARetry(error) || attempt === ATTEMPTS) throw fsError(error, 'source', file.path);
      // A place that has failed at this file is not asked again.
      places = copies.live;
    } finally {
      source?.close();
      tools.memory?.give(held);
    }
  }
}

function isWorthARetry(error: unknown): boolean {
  return (
    error instanceof SeqwardenError && (error.code === 'SOURCE_CHANGED' || error.code === 'SOURCE_SHRANK')
  );
}

/** Hashes a piece while places that wait for a network take it. */
async function passInPieces(source: SourceFile, copies: CopiesOfFile, tools: CopyTools): Promise<string> {
  const digest = createHash('sha256');
  while (source.left > 0 && copies.live !== 0) {
    const bytes = source.read(tools.buffer);
    const written = copies.write(bytes);
    digest.update(bytes);
    if (written instanceof Promise) await written;
    const rested = tools.throttle?.(bytes.length);
    if (rested instanceof Promise) await rested;
  }
  return digest.digest('hex');
}
