import type { UploadStore } from '../../destinations/upload-store.ts';
import type { Journal } from '../../journal/journal.ts';
import type { RunId, Slot, UploadPart } from '../../journal/records.ts';

export interface UploadsOf {
  readonly journal: Pick<Journal, 'uploads' | 'beginUpload' | 'recordPart' | 'endUpload'>;
  readonly run: RunId;
  readonly slot: Slot;
  readonly now: () => Date;
}

/** The uploads of one run to one destination, as the journal remembers them. */
export function journalUploads({ journal, run, slot, now }: UploadsOf): UploadStore {
  return {
    begun: () =>
      new Map(
        journal
          .uploads(slot)
          .filter(upload => upload.run === run)
          .map(({ path, uploadId, state, parts }) => [
            path,
            { uploadId, state, parts: new Map(parts.map(part => [part.number, withHex(part)])) },
          ]),
      ),
    begin: (path, uploadId, state) => journal.beginUpload(run, path, slot, { uploadId, state }, now()),
    sent: (path, number, { size, sha256, etag }) =>
      journal.recordPart(run, path, slot, { number, size, sha256: Buffer.from(sha256, 'hex'), etag }),
    end: path => journal.endUpload(run, path, slot),
  };
}

function withHex({ size, sha256, etag }: UploadPart) {
  return { size, sha256: Buffer.from(sha256).toString('hex'), etag };
}
