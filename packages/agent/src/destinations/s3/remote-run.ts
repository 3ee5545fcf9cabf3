import { type BytePath, bytePathFromText, displayPath, SeqwardenError } from '@seqwarden/proof';
import { destinationLabel } from '../destination-label.ts';
import type { RemoteListing, RemoteRun } from '../remote-run.ts';
import { headObject } from './head-object.ts';
import { listObjects } from './list-objects.ts';
import { keyOf, keyPrefix } from './object-key.ts';
import { readObject } from './read-object.ts';
import { remoteListing } from './remote-listing.ts';
import { NOTHING_TRIED } from './store-abilities.ts';
import { interrupt, openWire, type S3Spec } from './wire.ts';

/** Nothing is asked before the first call. Throws NAME_UNSUPPORTED. */
export function openS3RemoteRun(spec: S3Spec, run: string): RemoteRun {
  const place = keyOf(keyPrefix(spec), bytePathFromText(run));
  const folder = `${place}/`;
  const wire = openWire(spec);
  const label = destinationLabel({ ...spec, prefix: place });
  return {
    label,
    sink: { kind: 's3', destination: spec, run, abilities: NOTHING_TRIED },
    list: async (): Promise<RemoteListing> => {
      const objects = await listObjects(wire, folder, label);
      if (objects.length > 0) return remoteListing(objects);
      const isObject = (await headObject(wire, place, label)) !== undefined;
      throw isObject
        ? new SeqwardenError('RUN_NOT_A_FOLDER', `${label} is an object`)
        : new SeqwardenError('RUN_NOT_FOUND', `${label}: there is no such run`);
    },
    read: async (path: BytePath, take) =>
      (await readObject(wire, keyOf(folder, path), displayPath(path), take)) !== undefined,
    close: async () => {
      interrupt(wire);
      wire.client.destroy();
    },
  };
}
