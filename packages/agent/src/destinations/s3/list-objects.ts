import { ListObjectsV2Command, type ListObjectsV2CommandOutput } from '@aws-sdk/client-s3';
import { type BytePath, bytePathFromText, compareBytePaths, SeqwardenError } from '@seqwarden/proof';
import { ListingLimit } from '../listing-limit.ts';
import { call } from './call.ts';
import { decodeKey } from './object-key.ts';
import type { Wire } from './wire.ts';

export interface ListedObject {
  /** What comes after the prefix. */
  readonly path: BytePath;
  readonly size: number;
}

/** Objects below a prefix (which ends in `/`, or is empty), ascending by bytes. With `most` the first pages that hold as many. */
export async function listObjects(
  wire: Wire,
  prefix: string,
  what: string,
  most = Number.POSITIVE_INFINITY,
): Promise<ListedObject[]> {
  const skip = bytePathFromText(prefix).length;
  const found = new Map<BytePath, number>();
  const limit = new ListingLimit(what);
  let token: string | undefined;
  do {
    limit.answer();
    const page: ListObjectsV2CommandOutput = await call(wire, what, () =>
      wire.client.send(
        new ListObjectsV2Command({
          Bucket: wire.bucket,
          Prefix: prefix,
          EncodingType: 'url',
          ContinuationToken: token,
          ...(most < 1000 && { MaxKeys: most }),
        }),
      ),
    );
    const before = found.size;
    for (const { Key: key = '', Size: size = 0 } of page.Contents ?? []) {
      const path = page.EncodingType === 'url' ? decodeKey(key) : bytePathFromText(key);
      if (!found.has(path.slice(skip))) limit.entry(path.length);
      found.set(path.slice(skip), size);
    }
    token = page.IsTruncated ? page.NextContinuationToken : undefined;
    // A store that says "more" for ever shall not hold us for ever.
    if (token !== undefined && found.size === before)
      throw new SeqwardenError('DESTINATION_UNUSABLE', `${what}: the list of objects does not end`);
  } while (token !== undefined && found.size < most);
  return [...found].map(([path, size]) => ({ path, size })).sort((a, b) => compareBytePaths(a.path, b.path));
}
