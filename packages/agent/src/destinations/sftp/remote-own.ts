import type { RemoteOwn } from '../remote-own.ts';
import type { SftpSpec } from './connect.ts';
import { openRoot } from './open-root.ts';
import { OwnDocuments } from './own-documents.ts';

/** Connects. Throws DESTINATION_*. */
export async function openSftpRemoteOwn(spec: SftpSpec, signal: AbortSignal | undefined): Promise<RemoteOwn> {
  const { session, path } = await openRoot(spec, signal);
  const own = new OwnDocuments(session, path);
  return {
    readOwn: (name, limit) => own.read(name, limit),
    listOwn: folder => own.list(folder),
    close: async () => session.close(),
  };
}
