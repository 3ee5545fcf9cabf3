import { type BytePath, bytePathFromText, SeqwardenError } from '@seqwarden/proof';
import { connect, type SftpSpec } from './connect.ts';
import { hasStatus, Status, sftpError } from './sftp-error.ts';
import type { SftpSession } from './sftp-session.ts';
import { kindOf } from './wire.ts';

/**
 * Connects, and finds the destination's folder, which must be there: one that was made because a disk of the server is not mounted would fill the wrong one
 * (decision 0020). Its own path may lead over links, as that of a local destination; from there on none is followed. Throws DESTINATION_UNUSABLE.
 */
export async function openRoot(
  spec: SftpSpec,
  signal?: AbortSignal,
): Promise<{ readonly session: SftpSession; readonly path: BytePath }> {
  const session = await connect(spec, signal);
  try {
    const asked = bytePathFromText(spec.path);
    const path = await session.realpath(asked);
    const there = path.startsWith('/') ? await session.lstat(path) : undefined;
    if (there !== undefined && kindOf(there) === 'folder') return { session, path };
    throw new SeqwardenError('DESTINATION_UNUSABLE', `${spec.path} is no folder of the server`);
  } catch (error) {
    session.close();
    if (hasStatus(error, Status.NO_SUCH_FILE))
      throw new SeqwardenError('DESTINATION_UNUSABLE', `${spec.path} is no folder of the server`, {
        cause: error,
      });
    throw sftpError(error, '');
  }
}
