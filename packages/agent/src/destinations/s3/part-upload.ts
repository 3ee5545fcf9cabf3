import {
  AbortMultipartUploadCommand,
  CompleteMultipartUploadCommand,
  CreateMultipartUploadCommand,
  UploadPartCommand,
} from '@aws-sdk/client-s3';
import { SeqwardenError } from '@seqwarden/proof';
import { sha256 as digestOf } from '../../host/sha256.ts';
import type { BegunUpload, UploadedPart } from '../upload-store.ts';
import { call } from './call.ts';
import { headObject } from './head-object.ts';
import { type ListedPart, listParts } from './list-parts.ts';
import { MOST_PARTS } from './part-size.ts';
import { PAYLOAD_HASH, payloadHash, UNSIGNED } from './payload-hash.ts';
import type { Made } from './put-object.ts';
import type { RememberedUpload } from './remembered-upload.ts';
import { factsOf } from './s3-failure.ts';
import type { StoreAbilities } from './store-abilities.ts';
import type { Wire } from './wire.ts';

/** Without a digest where nobody needs it: neither the store nor who goes on with the upload later. */
type SentPart = Omit<UploadedPart, 'sha256'> & { readonly sha256: string | undefined };

/** An object on its way in parts. The store shows nothing of it under the final name before it is completed. */
export class PartUpload {
  readonly #wire: Wire;
  readonly #abilities: StoreAbilities;
  readonly #key: string;
  readonly #what: string;
  readonly #uploadId: string;
  readonly #known: ReadonlyMap<number, UploadedPart>;
  readonly #memory: RememberedUpload | undefined;
  /** In their order; one that was not acknowledged yet is missing. */
  readonly #parts: SentPart[] = [];
  #begun = 0;

  private constructor(
    wire: Wire,
    abilities: StoreAbilities,
    key: string,
    what: string,
    { uploadId, parts }: Pick<BegunUpload, 'uploadId' | 'parts'>,
    memory: RememberedUpload | undefined,
  ) {
    this.#wire = wire;
    this.#abilities = abilities;
    this.#key = key;
    this.#what = what;
    this.#uploadId = uploadId;
    this.#known = parts;
    this.#memory = memory;
  }

  /** Goes on with what `memory` knows and the store still has; else it begins anew. */
  static async begin(
    wire: Wire,
    abilities: StoreAbilities,
    key: string,
    what: string,
    metadata: Record<string, string>,
    memory?: RememberedUpload,
  ): Promise<PartUpload> {
    const known = memory?.known;
    const listed = known && (await listParts(wire, key, known.uploadId, what));
    if (known !== undefined && listed !== undefined) {
      const parts = new Map([...known.parts].filter(([number, part]) => isListed(part, listed.get(number))));
      return new PartUpload(wire, abilities, key, what, { uploadId: known.uploadId, parts }, memory);
    }
    if (known !== undefined) await abortUpload(wire, key, known.uploadId, what);
    const { UploadId: uploadId } = await call(wire, what, () =>
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
    memory?.begin(uploadId);
    return new PartUpload(wire, abilities, key, what, { uploadId, parts: new Map() }, memory);
  }

  /** Bytes that the store acknowledged. */
  get acknowledged(): number {
    return this.#parts.reduce((sum, part) => sum + part.size, 0);
  }

  /** Whether another process can go on with it. */
  get isRemembered(): boolean {
    return this.#memory !== undefined;
  }

  /**
   * The next part: numbers go by the order of the calls, whichever is done first. One that the store has already with the same size and digest is
   * not sent again. The bytes must not change before it is done.
   */
  async put(bytes: Uint8Array): Promise<void> {
    const number = ++this.#begun;
    if (number > MOST_PARTS)
      throw new SeqwardenError('DESTINATION_WRITE_FAILED', `${this.#what}: grew beyond ${MOST_PARTS} parts`);
    const { partChecksums, unsignedBodies } = this.#abilities;
    const sha256 =
      unsignedBodies && this.#memory === undefined ? undefined : Buffer.from(digestOf(bytes)).toString('hex');
    const known = this.#known.get(number);
    if (known?.size === bytes.length && known.sha256 === sha256) return this.#acknowledge(number, known);
    const signed = unsignedBodies || sha256 === undefined ? UNSIGNED : sha256;
    const { ETag: etag } = await call(this.#wire, this.#what, () => {
      const command = new UploadPartCommand({
        ...this.#address,
        PartNumber: number,
        Body: bytes,
        ContentLength: bytes.length,
        ...(partChecksums && sha256 !== undefined && { ChecksumSHA256: base64(sha256) }),
      });
      command.middlewareStack.add(payloadHash(signed), PAYLOAD_HASH);
      return this.#wire.client.send(command);
    });
    if (etag === undefined)
      throw new SeqwardenError('DESTINATION_UNUSABLE', `${this.#what}: a part has no ETag`);
    const part = { size: bytes.length, etag };
    if (sha256 !== undefined) this.#memory?.sent(number, { ...part, sha256 });
    this.#acknowledge(number, { ...part, sha256 });
  }

  #acknowledge(number: number, part: SentPart): void {
    this.#parts[number - 1] = part;
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
            ...(partChecksums && sha256 !== undefined && { ChecksumSHA256: base64(sha256) }),
          })),
        },
      });
    const made = await call(this.#wire, this.#what, async (attempt): Promise<Made> => {
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
    if (made !== 'taken') this.#memory?.end();
    return made;
  }

  /** Takes the parts away. No error where the upload is gone. */
  async abort(): Promise<void> {
    await abortUpload(this.#wire, this.#key, this.#uploadId, this.#what);
    this.#memory?.end();
  }

  get #address() {
    return { Bucket: this.#wire.bucket, Key: this.#key, UploadId: this.#uploadId };
  }
}

export function abortUpload(wire: Wire, key: string, uploadId: string, what: string): Promise<void> {
  return call(wire, what, async () => {
    try {
      await wire.client.send(
        new AbortMultipartUploadCommand({ Bucket: wire.bucket, Key: key, UploadId: uploadId }),
      );
    } catch (error) {
      if (factsOf(error)?.status !== 404) throw error;
    }
  });
}

/** Stores quote an ETag in one answer and not in another. */
function isListed(part: UploadedPart, listed: ListedPart | undefined): boolean {
  const plain = (etag: string) => etag.replace(/^"(.*)"$/, '$1');
  return listed !== undefined && listed.size === part.size && plain(listed.etag) === plain(part.etag);
}

function base64(hex: string): string {
  return Buffer.from(hex, 'hex').toString('base64');
}
