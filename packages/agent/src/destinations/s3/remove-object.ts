import { DeleteObjectCommand } from '@aws-sdk/client-s3';
import { call } from './call.ts';
import { factsOf } from './s3-failure.ts';
import type { Wire } from './wire.ts';

/** No error where it is not there. A bucket with versions keeps the bytes under an old version. */
export function removeObject(wire: Wire, key: string, what: string): Promise<void> {
  return call(wire, what, async () => {
    try {
      await wire.client.send(new DeleteObjectCommand({ Bucket: wire.bucket, Key: key }));
    } catch (error) {
      if (factsOf(error)?.status !== 404) throw error;
    }
  });
}
