import type { DigestTable } from './digest-table.ts';
import type { GivenBytes } from './given-file.ts';
import { hashFile } from './hash-file.ts';

export interface Progress {
  readonly files: number;
  readonly ofFiles: number;
  readonly bytes: number;
  readonly ofBytes: number;
}

interface Due {
  readonly id: number;
  readonly file: GivenBytes;
}

/** Small files wait for the disk more than for the processor; of large ones no more are held in memory than need be. */
const LANES = 4;
const LANES_OF_LARGE = 2;
const LARGE = 32 * 2 ** 20;

/** Hashes the files that the table does not have yet. Throws the signal's reason; what was hashed until then stays in the table. */
export async function hashFiles(
  files: readonly Due[],
  digests: DigestTable,
  { onProgress, signal }: { readonly onProgress: (progress: Progress) => void; readonly signal: AbortSignal },
): Promise<void> {
  const due = files.filter(({ id }) => !digests.has(id));
  let done = 0;
  let bytes = 0;
  const ofBytes = due.reduce((sum, { file }) => sum + file.size, 0);
  const tell = () => onProgress({ files: done, ofFiles: due.length, bytes, ofBytes });
  const onBytes = (count: number) => {
    bytes += count;
    tell();
  };
  const lane = async (queue: Iterator<Due, undefined>) => {
    for (let one = queue.next().value; one !== undefined; one = queue.next().value) {
      try {
        digests.set(one.id, await hashFile(one.file, { onBytes, signal }));
      } catch (error) {
        signal.throwIfAborted();
        // A DOMException says that the file cannot be read, or is another since it was given.
        if (!(error instanceof DOMException)) throw error;
        digests.set(one.id, undefined);
      }
      done++;
      tell();
    }
  };
  const inLanes = async (lanes: number, isDue: (one: Due) => boolean) => {
    const queue = due.filter(isDue).values();
    await Promise.all(Array.from({ length: lanes }, () => lane(queue)));
  };
  await inLanes(LANES, ({ file }) => file.size <= LARGE);
  await inLanes(LANES_OF_LARGE, ({ file }) => file.size > LARGE);
}
