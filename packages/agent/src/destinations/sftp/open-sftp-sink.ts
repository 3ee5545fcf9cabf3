import type { FileSink, SinkSpec } from '../destination.ts';
import { type RunFolder, SftpFileSink } from './file-sink.ts';
import { openRoot } from './open-root.ts';
import { runFolderName } from './run-folder-name.ts';
import { joined } from './server-folders.ts';

/** A thread's own connection, made when the first file comes. After it broke every call fails with DESTINATION_DOWN, after an interruption with INTERRUPTED. */
export function openSftpSink(spec: SinkSpec & { readonly kind: 'sftp' }): FileSink {
  const { destination, run } = spec;
  let opening: Promise<RunFolder> | undefined;
  const stop = new AbortController();
  const open = async (): Promise<RunFolder> => {
    const { session, path } = await openRoot(destination, stop.signal);
    stop.signal.addEventListener('abort', () => session.interrupt());
    if (stop.signal.aborted) session.interrupt();
    return { session, path: joined(path, runFolderName(run)) };
  };
  return new SftpFileSink(
    () => {
      opening ??= open();
      return opening;
    },
    {
      interrupt: () => stop.abort(),
      close: async () => {
        const folder = await opening?.catch(() => undefined);
        folder?.session.close();
      },
    },
  );
}
