import type { FileSink, SinkSpec } from './destination.ts';
import { FolderSink } from './folder/folder-sink.ts';

/** A run's place as one thread uses it. What speaks to servers is loaded only where a server is meant. Throws DESTINATION_*. */
export async function openSink(spec: SinkSpec): Promise<FileSink> {
  switch (spec.kind) {
    case 'folder':
      return new FolderSink(spec);
    case 's3':
      return (await import('./s3/open-s3-sink.ts')).openS3Sink(spec);
    case 'sftp':
      return (await import('./sftp/open-sftp-sink.ts')).openSftpSink(spec);
  }
}
