import type { Destination, DestinationSpec } from './destination.ts';
import { openFolder } from './folder/open-folder.ts';

/**
 * Opens a destination. What speaks to servers is loaded only where a server is meant. When `signal` is aborted, what is under way at an object store fails with
 * INTERRUPTED, and a server that is silent is given up within seconds; locks can still be given back. Throws DESTINATION_*.
 */
export async function openDestination(spec: DestinationSpec, signal?: AbortSignal): Promise<Destination> {
  switch (spec.kind) {
    case 'folder':
      return openFolder(spec);
    case 's3':
      return (await import('./s3/open-s3.ts')).openS3(spec, {}, signal);
    case 'sftp':
      return (await import('./sftp/open-sftp.ts')).openSftp(spec, signal);
  }
}
