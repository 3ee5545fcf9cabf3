import { join } from 'node:path';
import { SeqwardenError } from '@seqwarden/proof';
import { OWN_FOLDER } from '../host/run-place.ts';
import type { DestinationSpec } from './destination.ts';
import { OwnDocuments } from './folder/own-documents.ts';

/** Own documents of a destination that is not opened for them: nothing is tried out there and no id is drawn. */
export interface OwnReader {
  /** By a path below `.seqwarden/`. undefined: there is none. Throws DESTINATION_*. */
  read(path: string, limit: number): Promise<Uint8Array | undefined>;
  close(): Promise<void>;
}

/** `signal` gives up a connection that is being made. Throws DESTINATION_*. */
export async function openOwn(spec: DestinationSpec, signal?: AbortSignal): Promise<OwnReader> {
  switch (spec.kind) {
    case 'folder': {
      const documents = new OwnDocuments(join(spec.path, OWN_FOLDER));
      return { read: async (path, limit) => documents.read(path, limit), close: async () => {} };
    }
    case 's3': {
      const { openS3RemoteRun } = await import('./s3/remote-run.ts');
      const place = openS3RemoteRun(spec, OWN_FOLDER);
      return {
        read: (path, limit) => whole(path, limit, take => place.read(path, take)),
        close: () => place.close(),
      };
    }
    case 'sftp': {
      const [{ openRoot }, { OwnDocuments }] = await Promise.all([
        import('./sftp/open-root.ts'),
        import('./sftp/own-documents.ts'),
      ]);
      const { session, path: root } = await openRoot(spec, signal);
      const documents = new OwnDocuments(session, root);
      return { read: (path, limit) => documents.read(path, limit), close: async () => session.close() };
    }
  }
}

/** One document, asked before anything else. Otherwise as {@link OwnReader.read}. */
export async function readOwnOf(
  spec: DestinationSpec,
  path: string,
  limit: number,
  signal?: AbortSignal,
): Promise<Uint8Array | undefined> {
  const reader = await openOwn(spec, signal);
  try {
    return await reader.read(path, limit);
  } finally {
    await reader.close();
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
