import { createHash } from 'node:crypto';
import { type BytePath, displayPath, isCustody, SeqwardenError } from '@seqwarden/proof';
import { destinationLabel } from '../destination-label.ts';
import type { RemoteFile, RemoteListing, RemoteRun, RemoteSpecial } from '../remote-run.ts';
import type { SftpSpec } from './connect.ts';
import { SftpFileSink } from './file-sink.ts';
import { listRun } from './list-run.ts';
import { openRoot } from './open-root.ts';
import { runFolderName } from './run-folder-name.ts';
import { joined } from './server-folders.ts';
import { sftpError } from './sftp-error.ts';
import type { SftpSession } from './sftp-session.ts';
import { contentOf } from './whole-file.ts';
import { type Attributes, kindOf } from './wire.ts';

export async function openSftpRemoteRun(
  spec: SftpSpec,
  run: string,
  signal: AbortSignal | undefined,
): Promise<RemoteRun> {
  const name = runFolderName(run);
  const { session, path: root } = await openRoot(spec, signal);
  const place = joined(root, name);
  const label = destinationLabel({ ...spec, path: `${spec.path.replace(/\/$/, '')}/${run}` });
  const files = new SftpFileSink(
    async () => ({ session, path: place }),
    async () => session.close(),
  );
  return {
    label,
    sink: { kind: 'sftp', destination: spec, run },
    list: () => inOurWords('', () => listAll(session, place, label)),
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

async function listAll(session: SftpSession, place: BytePath, label: string): Promise<RemoteListing> {
  const there = await session.lstat(place);
  if (there === undefined) throw new SeqwardenError('RUN_NOT_FOUND', `${label}: there is no such run`);
  if (kindOf(there) !== 'folder')
    throw new SeqwardenError('RUN_NOT_A_FOLDER', `${label} is a link or a file, not a folder`);
  const files: RemoteFile[] = [];
  const special: RemoteSpecial[] = [];
  for (const below of ['', ...(await custodyIn(session, place, special, files))]) {
    const found = await listRun(session, joined(place, below));
    for (const { path, size } of found.files) files.push({ path: joinedBelow(below, path), size });
    for (const path of emptyFolders(found)) special.push({ path: joinedBelow(below, path), kind: 'folder' });
    for (const group of groupsOf(found.special)) {
      const asked = group.map(path => specialAt(session, place, joinedBelow(below, path)));
      for (const entry of await Promise.all(asked)) special.push(entry);
    }
  }
  const ascending = (a: { readonly path: BytePath }, b: { readonly path: BytePath }) =>
    a.path < b.path ? -1 : 1;
  files.sort(ascending);
  special.sort(ascending);
  requireDistinct(files, special);
  return { files, special, impossible: [] };
}
