import { ListPartsCommand, type ListPartsCommandOutput } from '@aws-sdk/client-s3';
import { ListingLimit } from '../listing-limit.ts';
import { call } from './call.ts';
import { MOST_PARTS } from './part-size.ts';
import { factsOf } from './s3-failure.ts';
import type { Wire } from './wire.ts';

export interface ListedPart {
  readonly size: number;
  readonly etag: string;
}

/** No such upload, no right to see it, a store that cannot list parts. */
const UNSEEN = new Set([404, 403, 501]);

/** The parts that the store has of an upload, by number; undefined: there is no such upload, or the store or our rights do not let us see them. */
export async function listParts(
  wire: Wire,
  key: string,
  uploadId: string,
  what: string,
): Promise<ReadonlyMap<number, ListedPart> | undefined> {
  const found = new Map<number, ListedPart>();
  const limit = new ListingLimit(what, { entries: MOST_PARTS });
  let marker: string | undefined;
  do {
    limit.answer();
    const page = await call(wire, what, async (): Promise<ListPartsCommandOutput | undefined> => {
      try {
        return await wire.client.send(
          new ListPartsCommand({
            Bucket: wire.bucket,
            Key: key,
            UploadId: uploadId,
            PartNumberMarker: marker,
          }),
        );
      } catch (error) {
        if (UNSEEN.has(factsOf(error)?.status ?? 0)) return undefined;
        throw error;
      }
    });
    if (page === undefined) return undefined;
    for (const { PartNumber: number, Size: size, ETag: etag } of page.Parts ?? []) {
      if (number === undefined || size === undefined || etag === undefined) continue;
      if (!found.has(number)) limit.entry(0);
      found.set(number, { size, etag });
    }
    marker = page.IsTruncated ? page.NextPartNumberMarker : undefined;
  } while (marker !== undefined);
  return found;
}
