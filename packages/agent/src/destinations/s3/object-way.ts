import type { S3Client } from '@aws-sdk/client-s3';
import { SeqwardenError } from '@seqwarden/proof';

type Signer = Awaited<ReturnType<S3Client['config']['signer']>>;
type Signable = Parameters<Signer['sign']>[0];

/** Where objects of one bucket are asked for, and how a request for one is signed; all of it told by the SDK. */
export interface ObjectWay {
  readonly protocol: string;
  readonly hostname: string;
  readonly port: number | undefined;
  /** With its port where that is not the usual one. */
  readonly host: string;
  /** Of the bucket, without a slash at the end. */
  readonly path: string;
  /** Signs a request and sends it over the client's connections. */
  send(request: Signable): Promise<{ readonly response: unknown }>;
  /**
   * Takes over the store's clock from the `date` of an answer, as the SDK does for its commands: a store refuses what was signed at another time than its own. True where ours was so far
   * from it that a refusal may be due to that.
   */
  setClock(date: string | undefined): boolean;
}

/** Amazon refuses from 15 minutes on; the SDK corrects from four. */
const CLOCKS_APART_MS = 240_000;

/** `endpoint` as in a spec. Throws DESTINATION_UNUSABLE for a bucket that is signed for otherwise than by Signature Version 4 (directory buckets). */
export async function objectWay(
  { config }: S3Client,
  bucket: string,
  endpoint: string | undefined,
): Promise<ObjectWay> {
  const region = await config.region();
  const { url, properties } = config.endpointProvider({
    Bucket: bucket,
    Region: region,
    UseFIPS: await config.useFipsEndpoint(),
    UseDualStack: await config.useDualstackEndpoint(),
    ...(endpoint !== undefined && { Endpoint: endpoint, ForcePathStyle: true }),
  });
  const scheme = properties?.authSchemes?.[0];
  if (scheme?.name !== 'sigv4') throw unknownSignature(bucket);
  const { signingName, signingRegion = region } = scheme;
  const signer = await config.signer({ name: 'sigv4', signingName, signingRegion, properties: {} });
  return {
    ...placeOf(url),
    send: async request => {
      const signingDate = new Date(Date.now() + config.systemClockOffset);
      const at = { signingDate, signingRegion, signingService: signingName };
      return config.requestHandler.handle(await signer.sign(request, at));
    },
    setClock: date => {
      const offset = Date.parse(date ?? '') - Date.now();
      const isApart = Math.abs(offset - config.systemClockOffset) >= CLOCKS_APART_MS;
      if (isApart) config.systemClockOffset = offset;
      return isApart;
    },
  };
}

function placeOf({ protocol, hostname, port, host, pathname }: URL): Omit<ObjectWay, 'send' | 'setClock'> {
  const path = pathname.replace(/\/$/, '');
  return { protocol, hostname, port: port === '' ? undefined : Number(port), host, path };
}

function unknownSignature(bucket: string): SeqwardenError {
  return new SeqwardenError(
    'DESTINATION_UNUSABLE',
    `${bucket}: a kind of bucket that is signed for in a way that is not known here`,
  );
}
