import { type KeyEnd, type LogStanding, positionOf, type TrustedKey } from '@seqwarden/proof';

/** Why the keys ended of those among these statements of which nothing shows that they were made before. */
export function unprovenEnds(
  signed: readonly { readonly key: TrustedKey; readonly log: LogStanding }[],
): readonly KeyEnd[] {
  return signed
    .filter(({ log }) => positionOf(log) === undefined)
    .flatMap(({ key }) => key.places.flatMap(({ ended }) => ended ?? []));
}
