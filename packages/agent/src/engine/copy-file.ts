import { type BytePath, displayPath, SeqwardenError } from '@seqwarden/proof';
import { errno, fsError } from '../host/fs-error.ts';
import type { HeldTree } from '../host/held-tree.ts';
import { Outcome } from './file-table.ts';
import { assertCounted, StagedFile } from './publish-file.ts';
import { READ_BYTES, type Read, readFile } from './read-file.ts';

/** A file that changes under our hands is read again this often before the copy gives up on it. */
const ATTEMPTS = 3;

export interface CopyTools {
  readonly source: HeldTree;
  readonly destination: HeldTree;
  readonly buffer: Buffer;
  /** Hash what the destination returns, before the file gets its name. */
  readonly reread: boolean;
  readonly throttle?: (bytes: number) => void;
}

export function copyBuffer(): Buffer {
  return Buffer.allocUnsafeSlow(READ_BYTES);
}

export interface Staged extends Read {
  /** undefined: the destination holds the same bytes under the final name already. */
  readonly file: StagedFile | undefined;
}

/**
 * Reads one file of the entered source folder and leaves it, flushed, under a temporary name in the entered
 * destination folder. Throws SOURCE_*, DESTINATION_* and, if the final name holds other bytes, CONFLICT.
 */
export function stageFile(tools: CopyTools, name: BytePath, path: BytePath): Staged {
  for (let attempt = 1; ; attempt++) {
    try {
      return stageOnce(tools, name, path);
    } catch (error) {
      const again =
        error instanceof SeqwardenError &&
        (error.code === 'SOURCE_CHANGED' || error.code === 'SOURCE_SHRANK');
      if (!again || attempt === ATTEMPTS) throw error;
    }
  }
}

function stageOnce(tools: CopyTools, name: BytePath, path: BytePath): Staged {
  const { source, destination, buffer, throttle } = tools;
  const staged = onDestination(path, () => new StagedFile(destination));
  // Whose error it is: the sink writes in the middle of a read.
  let side: 'source' | 'destination' = 'source';
  const write = (bytes: Buffer): void => {
    side = 'destination';
    staged.write(bytes);
    side = 'source';
  };
  try {
    const { before, sha256 } = readFile(source.at(name), path, buffer, write, throttle);
    side = 'destination';
    assertCounted(staged, before.size);
    staged.finish(before);
    if (tools.reread) rereadStaged(tools, staged, sha256, path);
    return { before, sha256, file: staged };
  } catch (error) {
    discardQuietly(staged);
    throw fsError(error, side, path);
  }
}

/** After an error: what cannot be removed now is a leftover that the next copy removes. */
function discardQuietly(staged: StagedFile): void {
  try {
    staged.discard();
  } catch {
    // the error that brought us here says more than this one
  }
}

/** Copies one file under its final name. Throws as {@link stageFile}. */
export function copyFile(
  tools: CopyTools,
  name: BytePath,
  path: BytePath,
): Read & { readonly outcome: Outcome } {
  const staged = stageFile(tools, name, path);
  return { before: staged.before, sha256: staged.sha256, outcome: publishStaged(tools, staged, name, path) };
}

/** Gives a staged file its name. If that is taken: `present` for equal bytes, else CONFLICT; the staged file is gone then. */
export function publishStaged(tools: CopyTools, staged: Staged, name: BytePath, path: BytePath): Outcome {
  const { file } = staged;
  if (file === undefined) return Outcome.present;
  if (onDestination(path, () => file.publish(name))) return Outcome.done;
  onDestination(path, () => file.discard());
  compareExisting(tools, name, path, staged.sha256);
  return Outcome.present;
}

/** For a final name that was there before: reads both sides, writes nothing. Throws CONFLICT if they differ. */
export function compareFile(tools: CopyTools, name: BytePath, path: BytePath): Staged {
  const read = onSource(path, () =>
    readFile(tools.source.at(name), path, tools.buffer, undefined, tools.throttle),
  );
  compareExisting(tools, name, path, read.sha256);
  return { ...read, file: undefined };
}

function compareExisting(tools: CopyTools, name: BytePath, path: BytePath, sha256: string): void {
  let there: Read;
  try {
    there = readFile(tools.destination.at(name), path, tools.buffer);
  } catch (error) {
    // ENXIO is what opening a socket gives
    if (['ELOOP', 'ENXIO'].includes(errno(error)) || error instanceof SeqwardenError) throw conflict(path);
    throw fsError(error, 'destination', path);
  }
  if (there.sha256 !== sha256) throw conflict(path);
}

function rereadStaged(tools: CopyTools, staged: StagedFile, sha256: string, path: BytePath): void {
  const back = onDestination(path, () =>
    readFile(tools.destination.at(staged.temporary), path, tools.buffer),
  );
  if (back.sha256 !== sha256) {
    throw new SeqwardenError('DESTINATION_READ_BACK', `${displayPath(path)} came back with other bytes`, {
      path,
    });
  }
}

function conflict(path: BytePath): SeqwardenError {
  return new SeqwardenError('CONFLICT', `the destination holds other bytes as ${displayPath(path)}`, {
    path,
  });
}

function onSource<T>(path: BytePath, act: () => T): T {
  try {
    return act();
  } catch (error) {
    throw fsError(error, 'source', path);
  }
}

function onDestination<T>(path: BytePath, act: () => T): T {
  try {
    return act();
  } catch (error) {
    throw fsError(error, 'destination', path);
  }
}
