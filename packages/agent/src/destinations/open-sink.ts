import { SeqwardenError } from '@seqwarden/proof';
import type { FileSink, SinkSpec } from './destination.ts';
import { FolderSink } from './folder/folder-sink.ts';

/** A run's place as one thread uses it. What speaks to servers is loaded only where a server is meant. Throws DESTINATION_*. */
export async function openSink(spec: SinkSpec): Promise<FileSink> {
  if (spec.kind === 'folder') return new FolderSink(spec);
  throw new SeqwardenError('DESTINATION_UNUSABLE', `${spec.kind} destinations are not built yet`);
}
