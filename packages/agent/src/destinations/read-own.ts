import { join } from 'node:path';
import { SeqwardenError } from '@seqwarden/proof';
import { OWN_FOLDER } from '../host/run-place.ts';
import type { DestinationSpec } from './destination.ts';
import { OwnDocuments } from './folder/own-documents.ts';

/**
 * One of our own documents at a destination that is not opened for it: nothing is tried out there and no id is drawn, so it may be asked before anything else.
 * undefined: there is none. `signal` gives up a connection that is being made. Throws DESTINATION_*.
 */
export async function readOwnOf(
  spec: DestinationSpec,
  path: string,
  limit: number,
  signal?: AbortSignal,
): Promise<Uint8Array | undefined> {
  switch (spec.kind) {
    case 'folder':
      return new OwnDocuments(join(spec.path, OWN_FOLDER)).read(path, limit);
    case 's3': {
      const { openS3RemoteRun } = await import('./s3/remote-run.ts');
      const place = openS3RemoteRun(spec, OWN_FOLDER);
      try {
        return await whole(path, limit, take => place.read(path, take));
      } finally {
        await place.close();
      }
    }
    case 'sftp': {
      const [{ openRoot }, { OwnDocuments }] = await Promise.all([
        import('./sftp/open-root.ts'),
        import('./sftp/own-documents.ts'),
      ]);
      const { session, path: root } = await openRoot(spec, signal);
      try {
        return await new OwnDocuments(session, root).read(path, limit);
      } finally {
        session.close();
      }
    }
  }
}

async function whole(
  path: string,
  limit: number,
  read: (take: (bytes: Uint8Array) => void) => Promise<boolean>,
): Promise<Uint8Array | undefined> {
  const pieces: Uint8Array[] = [];
  let size = 0;
  const isThere = await read(bytes => {
    size += bytes.length;
    if (size > limit)
      throw new SeqwardenError('DESTINATION_UNUSABLE', `${path} is larger than any of our documents`);
    pieces.push(Uint8Array.from(bytes));
  });
  return isThere ? Buffer.concat(pieces) : undefined;
}
