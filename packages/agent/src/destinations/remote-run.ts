import type { BytePath, Observed } from '@seqwarden/proof';
import type { DestinationSpec, SinkSpec } from './destination.ts';

/**
 * A run at a server, opened to be read alone: nothing is tried out there, no id is drawn, no lock taken, nothing removed, so that credentials that
 * may only read will do. Errors are those of `destination.ts`.
 */
export interface RemoteRun {
  /** For people. */
  readonly label: string;
  /** For threads that hash files. */
  readonly sink: SinkSpec;
  /** Everything there, `Custody/` included. Throws RUN_NOT_FOUND where nothing is, RUN_NOT_A_FOLDER for a link or a file. */
  list(): Promise<RemoteListing>;
  /** Hands over the bytes of a listed file in order; what `take` throws ends it. False: no plain file is there. */
  read(path: BytePath, take: (bytes: Uint8Array) => void): Promise<boolean>;
  /** Ends what is under way, too. */
  close(): Promise<void>;
}

/** Each path once: that a server says otherwise is DESTINATION_UNUSABLE. */
export interface RemoteListing {
  /** Ascending by path, as often as somebody asks; sizes are what the server says. */
  readonly files: Iterable<RemoteFile>;
  /** Ascending by path. */
  readonly special: readonly RemoteSpecial[];
  /** Keys that no file of a run could have, as with an empty part or `..`: tools that fetch them would write who knows where. */
  readonly impossible: readonly BytePath[];
  /** Folders that the server does not let this account list; what lies in them is unknown. */
  readonly refused: readonly BytePath[];
}

export interface RemoteFile {
  readonly path: BytePath;
  readonly size: number;
}

/** What is no plain file; a folder only where neither files nor folders lie in it. */
export interface RemoteSpecial {
  readonly path: BytePath;
  readonly kind: Exclude<Observed['kind'], 'file'>;
  /** Of a link: SHA-256 of its target's bytes, hex. */
  readonly targetSha256?: string;
}

export type RemoteSpec = Exclude<DestinationSpec, { readonly kind: 'folder' }>;
