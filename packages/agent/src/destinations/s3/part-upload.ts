import {
  AbortMultipartUploadCommand,
  CompleteMultipartUploadCommand,
  CreateMultipartUploadCommand,
  UploadPartCommand,
} from '@aws-sdk/client-s3';
import { SeqwardenError } from '@seqwarden/proof';
import { sha256 as digestOf } from '../../host/sha256.ts';
import { call } from './call.ts';
import { headObject } from './head-object.ts';
import { MOST_PARTS } from './part-size.ts';
import { PAYLOAD_HASH, payloadHash } from './payload-hash.ts';
import type { Made } from './put-object.ts';
import { factsOf } from './s3-failure.ts';
import type { StoreAbilities } from './store-abilities.ts';
import type { Wire } from './wire.ts';

export interface UploadedPart {
  readonly size: number;
  /** Hex. */
  readonly sha256: string;
  readonly etag: string;
}

/** What has to be remembered of an upload so that another process can go on with it; part n stands at n - 1. */
export interface Resumable {
  readonly uploadId: string;
  readonly parts: readonly UploadedPart[];
}

/** An object on its way in parts. The store shows nothing of it under the final name before it is completed. */
export class PartUpload {
  readonly #wire: Wire;
  readonly #abilities: StoreAbilities;
  readonly #key: string;
  readonly #what: string;
  readonly #uploadId: string;
  readonly #known: readonly UploadedPart[];
  readonly #parts: UploadedPart[] = [];

  private constructor(
    wire: Wire,
    abilities: StoreAbilities,
    key: string,
    what: string,
    { uploadId, parts }: Resumable,
  ) {
    this.#wire = wire;
    this.#abilities = abilities;
    this.#key = key;
    this.#what = what;
    this.#uploadId = uploadId;
    this.#known = parts;
  }

  static async begin(
    wire: Wire,
    abilities: StoreAbilities,
    key: string,
    what: string,
    metadata: Record<string, string>,
    resume?: Resumable,
  ): Promise<PartUpload> {
    if (resume !== undefined) return new PartUpload(wire, abilities, key, what, resume);
    const { UploadId: uploadId } = await call(what, () =>
      wire.client.send(
        new CreateMultipartUploadCommand({
          Bucket: wire.bucket,
          Key: key,
          Metadata: metadata,
          ContentType: 'application/octet-stream',
          ...(abilities.partChecksums && { ChecksumAlgorithm: 'SHA256' }),
        }),
      ),
    );
    if (uploadId === undefined)
      throw new SeqwardenError('DESTINATION_UNUSABLE', `${what}: the store gave no upload id`);
    return new PartUpload(wire, abilities, key, what, { uploadId, parts: [] });
  }

  /** Bytes that the store acknowledged. */
  get acknowledged(): number {
    return this.#parts.reduce((sum, part) => sum + part.size, 0);
  }

  get resumable(): Resumable {
    return { uploadId: this.#uploadId, parts: [...this.#parts] };
  }

  /** The next part; one that the store has with the same size and digest is not sent again. */
  async put(bytes: Uint8Array): Promise<void> {
    const number = this.#parts.length + 1;
    if (number > MOST_PARTS)
      throw new SeqwardenError('DESTINATION_WRITE_FAILED', `${this.#what}: grew beyond ${MOST_PARTS} parts`);
    const sha256 = Buffer.from(digestOf(bytes)).toString('hex');
    const known = this.#known[number - 1];
    if (known?.size === bytes.length && known.sha256 === sha256) return void this.#parts.push(known);
    const { ETag: etag } = await call(this.#what, () => {
      const command = new UploadPartCommand({
        ...this.#address,
        PartNumber: number,
        Body: bytes,
        ContentLength: bytes.length,
        ...(this.#abilities.partChecksums && { ChecksumSHA256: base64(sha256) }),
      });
      command.middlewareStack.add(payloadHash(sha256), PAYLOAD_HASH);
      return this.#wire.client.send(command);
    });
    if (etag === undefined)
      throw new SeqwardenError('DESTINATION_UNUSABLE', `${this.#what}: a part has no ETag`);
    this.#parts.push({ size: bytes.length, sha256, etag });
  }

  /** Gives the object its name, with `onlyNew` unless the name is taken (as {@link putNew} does). */
  async complete(onlyNew: boolean): Promise<Made> {
    const { conditionalComplete, partChecksums } = this.#abilities;
    if (
      onlyNew &&
      !conditionalComplete &&
      (await headObject(this.#wire, this.#key, this.#what)) !== undefined
    )
      return 'taken';
    const command = () =>
      new CompleteMultipartUploadCommand({
        ...this.#address,
        ...(onlyNew && conditionalComplete && { IfNoneMatch: '*' }),
        MultipartUpload: {
          Parts: this.#parts.map(({ etag, sha256 }, at) => ({
            PartNumber: at + 1,
            ETag: etag,
            ...(partChecksums && { ChecksumSHA256: base64(sha256) }),
          })),
        },
      });
    return call(this.#what, async attempt => {
      try {
        await this.#wire.client.send(command());
        return 'made';
      } catch (error) {
        const facts = factsOf(error);
        if (facts?.status === 412) return attempt === 0 ? 'taken' : 'unclear';
        if (facts?.reason === 'NoSuchUpload' && attempt > 0) return 'unclear';
        throw error;
      }
    });
  }

  /** Takes the parts away. No error where the upload is gone. */
  abort(): Promise<void> {
    return abortUpload(this.#wire, this.#key, this.#uploadId, this.#what);
  }

  get #address() {
    return { Bucket: this.#wire.bucket, Key: this.#key, UploadId: this.#uploadId };
  }
}

export function abortUpload(wire: Wire, key: string, uploadId: string, what: string): Promise<void> {
  return call(what, async () => {
    try {
      await wire.client.send(
        new AbortMultipartUploadCommand({ Bucket: wire.bucket, Key: key, UploadId: uploadId }),
      );
    } catch (error) {
      if (factsOf(error)?.status !== 404) throw error;
    }
  });
}

function base64(hex: string): string {
  return Buffer.from(hex, 'hex').toString('base64');
}
