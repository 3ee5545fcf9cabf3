import {
  CompleteMultipartUploadCommand,
  CreateMultipartUploadCommand,
  PutObjectCommand,
  UploadPartCommand,
} from '@aws-sdk/client-s3';
import { sha256 } from '../../host/sha256.ts';
import { call } from './call.ts';
import { headObject } from './head-object.ts';
import { abortUpload } from './part-upload.ts';
import { PAYLOAD_HASH, payloadHash, UNSIGNED } from './payload-hash.ts';
import { type FailureFacts, factsOf } from './s3-failure.ts';
import type { StoreAbilities } from './store-abilities.ts';
import type { Wire } from './wire.ts';

const BYTES = Buffer.from('what this store can do\n');
const RIGHT = Buffer.from(sha256(BYTES)).toString('base64');
const WRONG = Buffer.from(sha256(Buffer.from('other bytes'))).toString('base64');
const WHAT = 'probe';

/**
 * Tries what a store can do, with small objects below `folder` that stay there and are used again: a store whose credentials may not delete
 * fills with nothing. What is refused with a reason of its own (`NotImplemented`, `InvalidArgument`, …) is an ability that is lacking; a
 * store that is down or refuses us altogether is an error.
 */
export async function probeAbilities(wire: Wire, folder: string): Promise<StoreAbilities> {
  const single = `${folder}/single`;
  const conditionalPut = await isConditional(wire, single);
  const checksums = await checksSingle(wire, single, `${folder}/wrong`);
  const partChecksums = checksums && (await checksParts(wire, `${folder}/parts`));
  const conditionalComplete = conditionalPut && (await isCompleteConditional(wire, single));
  const unsignedBodies = !partChecksums && (await takesUnsigned(wire, single));
  return { conditionalPut, conditionalComplete, checksums, partChecksums, unsignedBodies };
}

async function isConditional(wire: Wire, key: string): Promise<boolean> {
  const put = (only: boolean) => attempt(wire, () => wire.client.send(putCommand(wire, key, only)));
  const first = await put(true);
  if (first?.status === 412) return true;
  if (first !== undefined) {
    await call(wire, WHAT, () => wire.client.send(putCommand(wire, key, false)));
    return false;
  }
  return (await put(true))?.status === 412;
}

async function checksSingle(wire: Wire, right: string, wrong: string): Promise<boolean> {
  const put = (key: string, checksum: string) =>
    attempt(wire, () => wire.client.send(putCommand(wire, key, false, checksum)));
  if ((await put(wrong, WRONG)) === undefined || (await put(right, RIGHT)) !== undefined) return false;
  return (await headObject(wire, right, WHAT))?.checksum === RIGHT;
}

/** `key` is that of an object to which we have just written with a signed body: what is refused now is refused for that. */
function takesUnsigned(wire: Wire, key: string): Promise<boolean> {
  return call(wire, WHAT, async () => {
    const command = putCommand(wire, key, false);
    command.middlewareStack.add(payloadHash(UNSIGNED), PAYLOAD_HASH);
    try {
      await wire.client.send(command);
      return true;
    } catch (error) {
      const facts = factsOf(error);
      if (facts !== undefined && (facts.status === 403 || isAboutAbility(facts))) return false;
      throw error;
    }
  });
}

async function checksParts(wire: Wire, key: string): Promise<boolean> {
  return withUpload(wire, key, true, async uploadId => {
    if ((await attempt(wire, () => sendPart(wire, key, uploadId, WRONG))) === undefined) return false;
    let etag: string | undefined;
    const refused = await attempt(wire, async () => {
      etag = (await sendPart(wire, key, uploadId, RIGHT)).ETag;
    });
    if (refused !== undefined) return false;
    const parts = [{ PartNumber: 1, ETag: etag, ChecksumSHA256: RIGHT }];
    return (
      (await attempt(wire, () => wire.client.send(completeCommand(wire, key, uploadId, parts)))) === undefined
    );
  });
}

/** `taken` is the key of an object that is there. */
async function isCompleteConditional(wire: Wire, taken: string): Promise<boolean> {
  return withUpload(wire, taken, false, async uploadId => {
    const { ETag: etag } = await call(wire, WHAT, () => sendPart(wire, taken, uploadId));
    const parts = [{ PartNumber: 1, ETag: etag }];
    const refused = await attempt(wire, () =>
      wire.client.send(completeCommand(wire, taken, uploadId, parts, '*')),
    );
    return refused?.status === 412;
  });
}

async function withUpload(
  wire: Wire,
  key: string,
  checksums: boolean,
  act: (uploadId: string) => Promise<boolean>,
): Promise<boolean> {
  let uploadId: string | undefined;
  const refused = await attempt(wire, async () => {
    const create = {
      Bucket: wire.bucket,
      Key: key,
      ...(checksums && { ChecksumAlgorithm: 'SHA256' as const }),
    };
    uploadId = (await wire.client.send(new CreateMultipartUploadCommand(create))).UploadId;
  });
  if (refused !== undefined || uploadId === undefined) return false;
  const able = await act(uploadId);
  // Gone already where it was completed.
  await abortUpload(wire, key, uploadId, WHAT);
  return able;
}

function sendPart({ client, bucket }: Wire, key: string, uploadId: string, checksum?: string) {
  return client.send(
    new UploadPartCommand({
      Bucket: bucket,
      Key: key,
      UploadId: uploadId,
      PartNumber: 1,
      Body: BYTES,
      ...(checksum !== undefined && { ChecksumSHA256: checksum }),
    }),
  );
}

interface Part {
  readonly PartNumber: number;
  readonly ETag: string | undefined;
  readonly ChecksumSHA256?: string;
}

function completeCommand({ bucket }: Wire, key: string, uploadId: string, parts: Part[], onlyIf?: '*') {
  return new CompleteMultipartUploadCommand({
    Bucket: bucket,
    Key: key,
    UploadId: uploadId,
    MultipartUpload: { Parts: parts },
    ...(onlyIf !== undefined && { IfNoneMatch: onlyIf }),
  });
}

function putCommand({ bucket }: Wire, key: string, only: boolean, checksum?: string): PutObjectCommand {
  return new PutObjectCommand({
    Bucket: bucket,
    Key: key,
    Body: BYTES,
    ...(checksum !== undefined && { ChecksumSHA256: checksum }),
    ...(only && { IfNoneMatch: '*' }),
  });
}

/** undefined: it was done. Throws where the answer says nothing about the ability: no answer, no rights, no bucket. */
function attempt(wire: Wire, act: () => Promise<unknown>): Promise<FailureFacts | undefined> {
  return call(wire, WHAT, async () => {
    try {
      await act();
      return undefined;
    } catch (error) {
      const facts = factsOf(error);
      if (facts !== undefined && isAboutAbility(facts)) return facts;
      throw error;
    }
  });
}

const ABOUT_ABILITY = new Set([400, 409, 411, 412, 422, 501]);

function isAboutAbility({ reason, status }: FailureFacts): boolean {
  const isOfAnotherKind =
    reason === 'AuthorizationHeaderMalformed' ||
    reason === 'RequestTimeout' ||
    reason === 'ExpiredToken' ||
    reason === 'InvalidToken';
  return (ABOUT_ABILITY.has(status) && !isOfAnotherKind) || reason === 'NoSuchUpload';
}
