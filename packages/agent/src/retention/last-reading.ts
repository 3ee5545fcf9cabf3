import { dirname, resolve } from 'node:path';
import type { SealPredicate, Trust } from '@seqwarden/proof';
import { readOnlyPlace } from './read-only-place.ts';
import { readingsAt } from './readings.ts';

/**
 * When all files of a sealed run were last read a second time and found equal at the destination in which it lies, as a trusted key signed it; null: nobody
 * said so there, or it is no destination. Throws DESTINATION_*.
 *
 * @param run its folder
 */
export async function lastReadingOf(
  run: string,
  { identity, seal }: { readonly identity: string; readonly seal: SealPredicate },
  trust: Trust,
): Promise<string | null> {
  const place = readOnlyPlace(dirname(resolve(run)));
  if (place === undefined) return null;
  const { readings } = await readingsAt(place, identity, trust);
  const { files, bytes } = seal.manifest;
  const whole = readings
    .filter(one => one.files === files && one.bytes === bytes && one.startedAt >= seal.sealedAt)
    .map(({ completedAt }) => completedAt);
  return whole.sort().at(-1) ?? null;
}
