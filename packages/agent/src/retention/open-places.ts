import { SeqwardenError } from '@seqwarden/proof';
import type { Destination, DestinationSpec } from '../destinations/destination.ts';
import { destinationLabel } from '../destinations/destination-label.ts';
import { openDestination } from '../destinations/open.ts';
import { readOnlyPlace } from './read-only-place.ts';

export interface OpenPlaces {
  /** Each place once, however often it was named. */
  readonly open: readonly Destination[];
  /** The id of each that was opened, by what named it. */
  readonly ids: ReadonlyMap<DestinationSpec, string>;
  readonly unreachable: readonly UnreachablePlace[];
}

export interface UnreachablePlace {
  readonly label: string;
  readonly error: SeqwardenError;
}

/**
 * Opens a place that is a destination already. A folder that is none is most likely the mount point of a share that is not mounted: opening would make it one, without the
 * holds that lie on the share. `signal` as for {@link openDestination}. Throws DESTINATION_*.
 */
export async function openKnown(spec: DestinationSpec, signal?: AbortSignal): Promise<Destination> {
  if (spec.kind === 'folder' && readOnlyPlace(spec.path) === undefined)
    throw new SeqwardenError(
      'DESTINATION_UNUSABLE',
      `${spec.path}: nothing was ever copied there; is it mounted?`,
    );
  return openDestination(spec, signal);
}

/** Opens what can be opened; `opened` closes it. Throws the signal's reason: a place that we gave up ourselves is not one that cannot be reached. */
export async function openPlaces(
  specs: readonly DestinationSpec[],
  opened: AsyncDisposableStack,
  signal?: AbortSignal,
): Promise<OpenPlaces> {
  const open = new Map<string, Destination>();
  const ids = new Map<DestinationSpec, string>();
  const unreachable: UnreachablePlace[] = [];
  for (const spec of specs) {
    signal?.throwIfAborted();
    try {
      const place = await openKnown(spec, signal);
      opened.defer(() => place.close());
      ids.set(spec, place.id);
      if (!open.has(place.id)) open.set(place.id, place);
    } catch (error) {
      signal?.throwIfAborted();
      if (!(error instanceof SeqwardenError)) throw error;
      unreachable.push({ label: destinationLabel(spec), error });
    }
  }
  return { open: [...open.values()], ids, unreachable };
}
