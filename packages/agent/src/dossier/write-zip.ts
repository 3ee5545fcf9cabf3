import { crc32 } from 'node:zlib';
import { SeqwardenError } from '@seqwarden/proof';
import { centralDirectory, faultOfNames, localHeader, type ZipEntry } from './zip-headers.ts';

/** A file that goes into a ZIP; its size and checksum come from a pass before. */
export interface ZipFile extends Omit<ZipEntry, 'offset'> {
  readonly read: () => AsyncIterable<Uint8Array>;
}

/** Writes files in ascending order of their names. Throws CASE_INPUT_UNUSABLE for a file that changed since its size was taken. */
export async function writeZip(
  files: readonly ZipFile[],
  write: (bytes: Uint8Array) => Promise<void>,
): Promise<void> {
  const fault = faultOfNames(files.map(({ name }) => name));
  if (fault !== undefined) throw new SeqwardenError('INTERNAL', `the export: ${fault}`);
  const entries: ZipEntry[] = [];
  let at = 0;
  for (const { name, size, crc, read } of files) {
    const entry = { name, size, crc, offset: at };
    const head = localHeader(entry);
    await write(head);
    let [seen, sum] = [0, 0];
    for await (const part of read()) {
      seen += part.length;
      sum = crc32(part, sum);
      await write(part);
    }
    if (seen !== size || sum !== crc)
      throw new SeqwardenError('CASE_INPUT_UNUSABLE', `${name} changed while it was exported`);
    entries.push(entry);
    at += head.length + size;
  }
  await write(centralDirectory(entries, at));
}
