import { statSync } from 'node:fs';
import { join } from 'node:path';
import { SeqwardenError } from '@seqwarden/proof';
import { CHECKPOINT_FILE, MAX_LOG_FILE, type TileReader } from '@seqwarden/proof/log';
import { folderReader } from '../config/log-folder.ts';
import { openRemoteOwn } from '../destinations/open-remote-own.ts';
import { parseDestination } from '../destinations/spec.ts';
import { errno } from '../host/fs-error.ts';
import { checkpointPath } from './published-at.ts';
import { webReader } from './web-reader.ts';

/** The static files of a log, wherever they lie. Nothing in them is believed. */
export interface LogAt {
  /** For people. */
  readonly label: string;
  readonly read: TileReader;
  close(): Promise<void>;
}

/**
 * Finds the log with this id at `place`: the folder with its checkpoint, the one above it, or a destination; `s3://…` and `sftp://…` name destinations,
 * `https://…` what a server publishes of it. Only reads. Throws USAGE, LOG_UNREADABLE where no log lies there, DESTINATION_*.
 */
export async function openLogAt(
  place: string,
  id: string,
  { endpoint, signal }: { readonly endpoint?: string | undefined; readonly signal?: AbortSignal },
): Promise<LogAt> {
  if (/^https?:\/\//.test(place)) {
    const read = webReader(place, signal);
    return { label: place, read: await atCheckpoint([read], place), close: async () => {} };
  }
  const spec = parseDestination(place, endpoint);
  if (spec.kind === 'folder') {
    // Whoever is confined may look at what is named, and at nothing below it where it is no folder.
    const below = isFolder(place) ? [place, join(place, id), join(place, '.seqwarden', 'log', id)] : [];
    const read = await atCheckpoint(below.map(folderReader), place);
    return { label: place, read, close: async () => {} };
  }
  const own = await openRemoteOwn(spec, signal);
  try {
    const folder = checkpointPath(id).replace(/checkpoint$/, '');
    const read: TileReader = path => own.readOwn(folder + path, MAX_LOG_FILE);
    return { label: place, read: await atCheckpoint([read], place), close: () => own.close() };
  } catch (error) {
    await own.close();
    throw error;
  }
}

/** Throws LOG_UNREADABLE where the file system does not tell. */
function isFolder(place: string): boolean {
  try {
    return statSync(place).isDirectory();
  } catch (error) {
    if (errno(error) === 'ENOENT' || errno(error) === 'ENOTDIR') return false;
    throw new SeqwardenError('LOG_UNREADABLE', `${place}: ${errno(error) || String(error)}`, {
      cause: error,
    });
  }
}

/** The first of them that has a checkpoint. */
async function atCheckpoint(readers: readonly TileReader[], place: string): Promise<TileReader> {
  for (const read of readers) if ((await read(CHECKPOINT_FILE)) !== undefined) return read;
  throw new SeqwardenError('LOG_UNREADABLE', `no register lies at ${place}`);
}
