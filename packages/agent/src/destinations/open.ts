import { SeqwardenError } from '@seqwarden/proof';
import type { Destination, DestinationSpec } from './destination.ts';
import { openFolder } from './folder/open-folder.ts';

/** Opens a destination. What speaks to servers is loaded only where a server is meant. Throws DESTINATION_*. */
export async function openDestination(spec: DestinationSpec): Promise<Destination> {
  if (spec.kind === 'folder') return openFolder(spec);
  throw new SeqwardenError('DESTINATION_UNUSABLE', `${spec.kind} destinations are not built yet`);
}
