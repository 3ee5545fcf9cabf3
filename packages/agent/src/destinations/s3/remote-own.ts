import { OWN_FOLDER } from '../../host/run-place.ts';
import type { RemoteOwn } from '../remote-own.ts';
import { keyPrefix } from './object-key.ts';
import { OwnObjects } from './own-objects.ts';
import { NOTHING_TRIED } from './store-abilities.ts';
import { interrupt, openWire, type S3Spec } from './wire.ts';

/** Nothing is asked before the first call. */
export function openS3RemoteOwn(spec: S3Spec): RemoteOwn {
  const wire = openWire(spec);
  const own = new OwnObjects(wire, NOTHING_TRIED, `${keyPrefix(spec)}${OWN_FOLDER}/`);
  return {
    readOwn: (path, limit) => own.read(path, limit),
    listOwn: folder => own.list(folder),
    close: async () => {
      interrupt(wire);
      wire.client.destroy();
    },
  };
}
