import { join } from 'node:path';
import { ID_FILE, LARGEST_ID, requireId } from '../destinations/destination-id.ts';
import { OwnDocuments } from '../destinations/folder/own-documents.ts';
import { openRemoteOwn } from '../destinations/open-remote-own.ts';
import type { RemoteSpec } from '../destinations/remote-run.ts';
import { errno, fsError } from '../host/fs-error.ts';
import { readOwnFile } from '../host/own-file.ts';
import { OWN_FOLDER } from '../host/run-place.ts';
import type { OwnReader } from './signed-documents.ts';

/** A destination that is only read. */
export type ReadOnlyPlace = OwnReader & { readonly id: string };

/** The destination that a folder is; undefined: it is none. Makes nothing there. Throws DESTINATION_*. */
export function readOnlyPlace(folder: string): ReadOnlyPlace | undefined {
  const own = join(folder, OWN_FOLDER);
  const id = idIn(own);
  if (id === undefined) return undefined;
  const documents = new OwnDocuments(own);
  return {
    id,
    readOwn: async (path, limit) => documents.read(path, limit),
    listOwn: async path => documents.list(path),
  };
}

function idIn(own: string): string | undefined {
  try {
    return requireId(readOwnFile(join(own, ID_FILE), LARGEST_ID));
  } catch (error) {
    if (errno(error) === 'ENOENT' || errno(error) === 'ENOTDIR') return undefined;
    throw fsError(error, 'destination', `${OWN_FOLDER}/${ID_FILE}`);
  }
}

/** The same of a place at a server; `opened` closes it. Throws DESTINATION_*. */
export async function readOnlyPlaceAt(
  spec: RemoteSpec,
  opened: AsyncDisposableStack,
  signal?: AbortSignal,
): Promise<ReadOnlyPlace | undefined> {
  const own = await openRemoteOwn(spec, signal);
  opened.defer(() => own.close());
  const id = await own.readOwn(ID_FILE, LARGEST_ID);
  return id === undefined
    ? undefined
    : {
        id: requireId(id),
        readOwn: (path, limit) => own.readOwn(path, limit),
        listOwn: folder => own.listOwn(folder),
      };
}
