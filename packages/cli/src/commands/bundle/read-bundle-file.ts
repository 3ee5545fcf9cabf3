import { MAX_BUNDLE } from '@seqwarden/log/reading';
import { readNamedFile } from '../../read-named-file.ts';

/** Throws LOG_UNREADABLE for what is no plain file of a bundle's size. */
export function readBundleFile(path: string): Uint8Array {
  return readNamedFile(path, { unusable: 'LOG_UNREADABLE', mebibytes: MAX_BUNDLE / 2 ** 20 });
}
