import { join } from 'node:path';
import { OWN_FOLDER } from '../host/run-place.ts';
import type { DestinationSpec } from './destination.ts';
import { OwnDocuments } from './folder/own-documents.ts';
import { openRemoteOwn } from './open-remote-own.ts';

/**
 * One own document of a destination that is not opened for it: nothing is tried out there and no id is drawn. Otherwise as `readOwn` of a destination. `signal`
 * gives up a connection that is being made. Throws DESTINATION_*.
 */
export async function readOwnOf(
  spec: DestinationSpec,
  path: string,
  limit: number,
  signal?: AbortSignal,
): Promise<Uint8Array | undefined> {
  if (spec.kind === 'folder') return new OwnDocuments(join(spec.path, OWN_FOLDER)).read(path, limit);
  const own = await openRemoteOwn(spec, signal);
  try {
    return await own.readOwn(path, limit);
  } finally {
    await own.close();
  }
}
