import type { BytePath } from '@seqwarden/proof';
import { destinationLabel } from '../destination-label.ts';
import type { RemoteRun } from '../remote-run.ts';
import type { SftpSpec } from './connect.ts';
import { SftpFileSink } from './file-sink.ts';
import { openRoot } from './open-root.ts';
import { remoteListing } from './remote-listing.ts';
import { runFolderName } from './run-folder-name.ts';
import { joined } from './server-folders.ts';
import { sftpError } from './sftp-error.ts';
import { contentOf } from './whole-file.ts';

/** Connects. No folder on the way from the run's own down may be a link. Throws DESTINATION_*. */
export async function openSftpRemoteRun(
  spec: SftpSpec,
  run: string,
  signal: AbortSignal | undefined,
): Promise<RemoteRun> {
  const name = runFolderName(run);
  const { session, path: root } = await openRoot(spec, signal);
  const place = joined(root, name);
  const label = destinationLabel({ ...spec, path: `${spec.path.replace(/\/$/, '')}/${run}` });
  const files = new SftpFileSink(async () => ({ session, path: place }), {
    interrupt: () => session.interrupt(),
    close: async () => session.close(),
  });
  return {
    label,
    sink: { kind: 'sftp', destination: spec, run },
    list: () => inOurWords('', () => remoteListing(session, place, label)),
    read: (path, take) =>
      inOurWords(path, async () => {
        if (typeof (await files.look(path)) !== 'number') return false;
        for await (const piece of contentOf(session, joined(place, path))) take(piece);
        return true;
      }),
    close: async () => session.close(),
  };
}

async function inOurWords<T>(path: BytePath, act: () => Promise<T>): Promise<T> {
  try {
    return await act();
  } catch (error) {
    throw sftpError(error, path);
  }
}
