import type { Destination } from './destination.ts';
import type { RemoteSpec } from './remote-run.ts';

/** Seqwarden's own documents at a server, to be read alone: see {@link RemoteRun}. */
export type RemoteOwn = Pick<Destination, 'readOwn' | 'listOwn' | 'close'>;

/** As `openRemoteRun`. Throws DESTINATION_*. */
export async function openRemoteOwn(spec: RemoteSpec, signal: AbortSignal | undefined): Promise<RemoteOwn> {
  switch (spec.kind) {
    case 's3':
      return (await import('./s3/remote-own.ts')).openS3RemoteOwn(spec);
    case 'sftp':
      return (await import('./sftp/remote-own.ts')).openSftpRemoteOwn(spec, signal);
  }
}
