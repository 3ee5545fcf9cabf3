import type { DigestTable } from './digest-table.ts';
import { hashFile } from './hash-file.ts';

export interface Progress {
  readonly files: number;
  readonly ofFiles: number;
  readonly bytes: number;
  readonly ofBytes: number;
}

/** Small files wait for the disk more than for the processor. */
const LANES = 4;

/** Hashes the files that the table does not have yet. Throws the signal's reason; what was hashed until then stays in the table. */
export async function hashFiles(
  files: readonly { readonly id: number; readonly file: Blob }[],
  digests: DigestTable,
  { onProgress, signal }: { readonly onProgress: (progress: Progress) => void; readonly signal: AbortSignal },
): Promise<void> {
  const due = files.filter(({ id }) => !digests.has(id));
  let at = 0;
  let done = 0;
  let bytes = 0;
  const ofBytes = due.reduce((sum, { file }) => sum + file.size, 0);
  const tell = () => onProgress({ files: done, ofFiles: due.length, bytes, ofBytes });
  const onBytes = (count: number) => {
    bytes += count;
    tell();
  };
  const lane = async () => {
    for (let one = due[at++]; one !== undefined; one = due[at++]) {
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
  await Promise.all(Array.from({ length: LANES }, lane));
}
