import { SeqwardenError } from '@seqwarden/proof';
import type { Destination } from '../destinations/destination.ts';

const NAME = /^\d{4,}\.intoto\.json$/;
/** An envelope's file is shorter (FORMATS.md 4). */
export const LARGEST_ENVELOPE = 65_536;
/** Names taken that a listing does not show; only a stranger's folders and links are like that, or a place that does not tell the truth. */
const MOST_TAKEN = 32;

/** Names of the envelopes that are numbered in a folder below `.seqwarden/`, ascending as text. */
export async function numberedNames(
  destination: Pick<Destination, 'listOwn'>,
  folder: string,
): Promise<string[]> {
  return (await destination.listOwn(folder)).filter(name => NAME.test(name));
}

/**
 * Puts an envelope beside those that are there, under the next number; nothing is ever replaced. Throws DESTINATION_UNUSABLE where name after name is
 * taken that the destination does not show.
 */
export async function putNumbered(
  destination: Destination,
  folder: string,
  envelope: Uint8Array,
): Promise<void> {
  const shown = new Set(await numberedNames(destination, folder));
  let taken = 0;
  for (let number = shown.size + 1; taken < MOST_TAKEN; number++) {
    const name = `${String(number).padStart(4, '0')}.intoto.json`;
    if (shown.has(name)) continue;
    if (await destination.putOwn(`${folder}/${name}`, envelope)) return;
    taken++;
  }
  throw new SeqwardenError(
    'DESTINATION_UNUSABLE',
    'the destination takes no record: every name is taken, and none is shown',
  );
}
