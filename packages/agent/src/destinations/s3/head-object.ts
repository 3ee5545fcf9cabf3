import { HeadObjectCommand } from '@aws-sdk/client-s3';
import { call } from './call.ts';
import { factsOf } from './s3-failure.ts';
import type { Wire } from './wire.ts';

export interface ObjectHead {
  readonly size: number;
  /** SHA-256 in base64 where the store keeps it; of an object made of parts, that of the parts' digests, with their number. */
  readonly checksum: string | undefined;
}

/** undefined: there is no such object. */
export function headObject(wire: Wire, key: string, what: string): Promise<ObjectHead | undefined> {
  return call(wire, what, async () => {
    try {
      const head = await wire.client.send(
        new HeadObjectCommand({ Bucket: wire.bucket, Key: key, ChecksumMode: 'ENABLED' }),
      );
      return { size: head.ContentLength ?? 0, checksum: head.ChecksumSHA256 };
    } catch (error) {
      if (factsOf(error)?.status === 404) return undefined;
      throw error;
    }
  });
}
