import type { TestContext } from 'node:test';
import type { SeqwardenError } from '@seqwarden/proof';
import { FolderSink } from '../../src/destinations/folder/folder-sink.ts';
import type { FileToCopy } from '../../src/engine/copies-of-file.ts';
import type { CopyTools } from '../../src/engine/copy-file.ts';
import { READ_BYTES } from '../../src/engine/read-file.ts';
import { closeRoot, HeldTree, openRoot } from '../../src/host/held-tree.ts';

/** What the engine copies one file with, from one folder to one other; what fails there is thrown by {@link thrown}. */
export function copyTools(t: TestContext, from: string, to: string, reread = false) {
  const [source, destination] = [openRoot(from), openRoot(to)];
  t.after(() => {
    closeRoot(source);
    closeRoot(destination);
  });
  const errors: SeqwardenError[] = [];
  const tools: CopyTools = {
    source: new HeldTree(source),
    sinks: [new FolderSink(destination)],
    fresh: 0,
    sealed: [],
    failed: (_, __, error) => void errors.push(error),
    buffer: Buffer.alloc(READ_BYTES),
    reread,
  };
  /** Waits for a step of the copy, and throws what befell the destination in it. */
  const thrown = async <T>(step: Promise<T>): Promise<T> => {
    const done = await step;
    const error = errors.shift();
    if (error !== undefined) throw error;
    return done;
  };
  return { tools, thrown };
}

/** The only destination, as bits. */
export const HERE = 1;

export function fileNamed(name: string): FileToCopy {
  return { row: 0, name, path: name };
}
