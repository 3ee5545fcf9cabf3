import type { RemoteOwn } from './remote-own.ts';
import type { RemoteSpec } from './remote-run.ts';

/** As `openRemoteRun`. Throws DESTINATION_*. */
export async function openRemoteOwn(spec: RemoteSpec, signal: AbortSignal | undefined): Promise<RemoteOwn> {
  switch (spec.kind) {
    case 's3':
      return (await import('./s3/remote-own.ts')).openS3RemoteOwn(spec);
    case 'sftp':
      return (await import('./sftp/remote-own.ts')).openSftpRemoteOwn(spec, signal);
  }
}
