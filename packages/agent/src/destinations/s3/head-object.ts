import { call } from './call.ts';
import { askForObject, textOf } from './object-request.ts';
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
      const { headers, body } = await askForObject(wire, {
        ...{ method: 'HEAD', key },
        headers: { 'x-amz-checksum-mode': 'ENABLED' },
      });
      await textOf(body);
      return { size: Number(headers['content-length'] ?? 0), checksum: headers['x-amz-checksum-sha256'] };
    } catch (error) {
      if (factsOf(error)?.status === 404) return undefined;
      throw error;
    }
  });
}
