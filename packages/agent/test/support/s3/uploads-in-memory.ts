import type { BytePath } from '@seqwarden/proof';
import type { BegunUpload, UploadStore } from '../../../src/destinations/upload-store.ts';

/** Remembers uploads as long as the test lasts. */
export function uploadsInMemory(): UploadStore {
  const uploads = new Map<BytePath, BegunUpload>();
  return {
    begun: () => uploads,
    begin: (path, uploadId, state) => void uploads.set(path, { uploadId, state, parts: new Map() }),
    sent: (path, number, part) => {
      const known = uploads.get(path);
      if (known !== undefined) uploads.set(path, { ...known, parts: new Map(known.parts).set(number, part) });
    },
    end: path => void uploads.delete(path),
  };
}
