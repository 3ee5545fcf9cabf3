import { ListObjectsV2Command, type ListObjectsV2CommandOutput } from '@aws-sdk/client-s3';
import { type BytePath, bytePathFromText, SeqwardenError } from '@seqwarden/proof';
import { ListingLimit } from '../listing-limit.ts';
import { call } from './call.ts';
import { decodeKey } from './object-key.ts';
import { PackedObjects } from './packed-objects.ts';
import type { Wire } from './wire.ts';

/**
 * Objects below a prefix (which ends in `/`, or is empty), ascending by bytes, each once. With `most` the first pages that hold as many. Throws
 * DESTINATION_UNUSABLE for a list that does not end, or that has what was not asked for.
 */
export async function listObjects(
  wire: Wire,
  prefix: string,
  what: string,
  most = Number.POSITIVE_INFINITY,
): Promise<PackedObjects> {
  const start = bytePathFromText(prefix);
  const limit = new ListingLimit(what);
  let found = new PackedObjects();
  let known = 0;
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
    const before = found.length;
    for (const { Key: key = '', Size: size = -1 } of page.Contents ?? []) {
      const path = page.EncodingType === 'url' ? decodeKey(key) : bytePathFromText(key);
      limit.entry(path.length);
      if (!Number.isSafeInteger(size) || size < 0)
        throw new SeqwardenError(
          'DESTINATION_UNUSABLE',
          `${what}: the store lists a size that no object has`,
        );
      found.add(below(start, path, what), size);
    }
    token = page.IsTruncated ? page.NextContinuationToken : undefined;
    let hasMore = found.length > before;
    // What does not ascend may be what came before: that is looked at whenever there is twice as much, so that a list which repeats itself ends.
    if (!found.ascends && found.length >= Math.min(2 * known, most)) {
      found = found.inOrder();
      hasMore = found.length > known;
      known = found.length;
    }
    if (token !== undefined && !hasMore)
      throw new SeqwardenError('DESTINATION_UNUSABLE', `${what}: the list of objects does not end`);
  } while (token !== undefined && found.length < most);
  return found.inOrder();
}

/** A key that is somebody else's says that the store did not understand: cut, it would be another name. */
function below(start: BytePath, path: BytePath, what: string): BytePath {
  if (path.startsWith(start)) return path.slice(start.length);
  throw new SeqwardenError(
    'DESTINATION_UNUSABLE',
    `${what}: the store lists a key that does not begin with the prefix that was asked for`,
  );
}
