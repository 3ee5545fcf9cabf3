import { randomBytes } from 'node:crypto';
import { type BytePath, bytePathFromText, bytePathToText } from '@seqwarden/proof';
import { type KnownOfStore, openS3 } from '../../../src/destinations/s3/open-s3.ts';
import type { S3Spec } from '../../../src/destinations/s3/wire.ts';
import { runKey } from '../../../src/host/run-key.ts';
import type { Place } from '../../destinations/place.ts';
import type { SwiftAccount } from './swift-account.ts';

export const BUCKET = 'lab-runs';

/** A new prefix in {@link BUCKET}, opened as a destination; a stranger sees it through Swift. */
export async function placeAtS3(
  endpoint: string,
  account: SwiftAccount,
  known?: KnownOfStore,
): Promise<Place & { readonly spec: S3Spec }> {
  const spec: S3Spec = {
    kind: 's3',
    bucket: BUCKET,
    prefix: `p${randomBytes(6).toString('hex')}/runs`,
    endpoint,
  };
  const again = () => openS3(spec, known);
  const folder = (run: string) => `${spec.prefix}/${run}/`;
  const key = (run: string, path: BytePath) => folder(run) + (bytePathToText(path) ?? '');
  return {
    spec,
    destination: await again(),
    again,
    elsewhere: {
      names: async run => {
        const keys = await account.keys(BUCKET, folder(run));
        return keys.map(found => bytePathFromText(found.slice(folder(run).length)));
      },
      read: (run, path) => account.read(BUCKET, key(run, path)),
      put: (run, path, bytes) => account.put(BUCKET, key(run, path), bytes),
      putInPlaceOfRun: (run, bytes) => account.put(BUCKET, folder(run).slice(0, -1), bytes),
      leaveLock: (run, document) =>
        account.put(BUCKET, `${spec.prefix}/.seqwarden/locks/${runKey(run)}.lock`, Buffer.from(document)),
    },
  };
}

/** The SDK's own chain, told where to look: nothing of this account's configuration, and no metadata service. */
export function signWith({
  accessKeyId,
  secretAccessKey,
}: {
  accessKeyId: string;
  secretAccessKey: string;
}): void {
  Object.assign(process.env, {
    AWS_ACCESS_KEY_ID: accessKeyId,
    AWS_SECRET_ACCESS_KEY: secretAccessKey,
    AWS_REGION: 'us-east-1',
    AWS_CONFIG_FILE: '/nonexistent',
    AWS_SHARED_CREDENTIALS_FILE: '/nonexistent',
    AWS_EC2_METADATA_DISABLED: 'true',
  });
}
