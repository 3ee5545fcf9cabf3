import type { RemoteRun, RemoteSpec } from './remote-run.ts';

/** `run` is the name of a run below the place. `signal` gives up a connection that is being made. What speaks to servers is loaded only where one is meant. */
export async function openRemoteRun(
  spec: RemoteSpec,
  run: string,
  signal: AbortSignal | undefined,
): Promise<RemoteRun> {
  switch (spec.kind) {
    case 's3':
      return (await import('./s3/remote-run.ts')).openS3RemoteRun(spec, run);
    case 'sftp':
      return (await import('./sftp/remote-run.ts')).openSftpRemoteRun(spec, run, signal);
  }
}
