import { bytePathFromText } from '@seqwarden/proof';
import type { FileSink, SinkSpec } from '../destination.ts';
import { keyOf, keyPrefix } from './object-key.ts';
import { S3Sink } from './s3-sink.ts';
import { openWire, type S3Spec } from './wire.ts';

export type S3SinkSpec = SinkSpec & { readonly kind: 's3'; readonly destination: S3Spec };

/** A run's place at a store for one thread, with a client of its own; nothing is asked before the first file. */
export function openS3Sink({ destination, run, abilities }: S3SinkSpec): FileSink {
  const folder = `${keyOf(keyPrefix(destination), bytePathFromText(run))}/`;
  return new S3Sink(openWire(destination), abilities, folder, true);
}
