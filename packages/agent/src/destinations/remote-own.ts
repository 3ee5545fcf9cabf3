import type { Destination } from './destination.ts';

/** Seqwarden's own documents at a server, to be read alone: see {@link RemoteRun}. */
export type RemoteOwn = Pick<Destination, 'readOwn' | 'listOwn' | 'close'>;
