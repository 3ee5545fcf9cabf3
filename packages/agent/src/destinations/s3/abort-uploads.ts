import { ListMultipartUploadsCommand, type ListMultipartUploadsCommandOutput } from '@aws-sdk/client-s3';
import { SeqwardenError } from '@seqwarden/proof';
import { ListingLimit } from '../listing-limit.ts';
import { call } from './call.ts';
import { decodeKey, keyOf } from './object-key.ts';
import { abortUpload } from './part-upload.ts';
import { factsOf } from './s3-failure.ts';
import type { Wire } from './wire.ts';

const WHAT = 'unfinished uploads';
/** Each is a request; a next try goes on from there. */
const MOST_UPLOADS = 100_000;

/**
 * Aborts every upload of which an object below `prefix` would come, but for those with an id of `keep`. Uploads carry no mark of who began them, but
 * below a run only the holder of its lock writes, and what they are of is read again anyway.
 */
export async function abortUploads(
  wire: Wire,
  prefix: string,
  keep: ReadonlySet<string> = new Set(),
): Promise<void> {
  let after: Marker = {};
  const limit = new ListingLimit(WHAT, { entries: MOST_UPLOADS });
  for (;;) {
    limit.answer();
    const page = await listUploads(wire, prefix, after);
    if (page === undefined) return;
    for (const { Key: listed = '', UploadId: uploadId } of page.Uploads ?? []) {
      const key = page.EncodingType === 'url' ? keyOf('', decodeKey(listed)) : listed;
      if (uploadId === undefined || !key.startsWith(prefix)) continue;
      limit.entry(key.length);
      if (keep.has(uploadId)) continue;
      await abortUpload(wire, key, uploadId, WHAT);
    }
    if (!page.IsTruncated) return;
    if (page.NextKeyMarker === after.KeyMarker && page.NextUploadIdMarker === after.UploadIdMarker)
      throw new SeqwardenError('DESTINATION_UNUSABLE', `${WHAT}: their list does not end`);
    after = { KeyMarker: page.NextKeyMarker, UploadIdMarker: page.NextUploadIdMarker };
  }
}

interface Marker {
  readonly KeyMarker?: string | undefined;
  readonly UploadIdMarker?: string | undefined;
}

/** undefined: the store cannot list them, so none can be found. */
function listUploads(
  wire: Wire,
  prefix: string,
  after: Marker,
): Promise<ListMultipartUploadsCommandOutput | undefined> {
  return call(wire, WHAT, async () => {
    try {
      return await wire.client.send(
        new ListMultipartUploadsCommand({
          Bucket: wire.bucket,
          Prefix: prefix,
          EncodingType: 'url',
          ...after,
        }),
      );
    } catch (error) {
      if (factsOf(error)?.status === 501) return undefined;
      throw error;
    }
  });
}
