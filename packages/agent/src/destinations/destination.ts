import type { BytePath, SeqwardenError } from '@seqwarden/proof';
import type { CustodyContent } from '../custody/publish-custody.ts';
import type { AddendaFound } from '../custody/read-addenda.ts';
import type { NewAddendum, TakeBytes } from '../custody/write-addendum.ts';
import type { StoreAbilities } from './s3/store-abilities.ts';
import type { UploadStore } from './upload-store.ts';

/**
 * What a place that holds runs has to offer. Three implement it: `folder/`, `s3/`, `sftp/`; one test suite
 * (test/destinations/contract.ts) holds all of them to what is said here.
 *
 * The story of a file: {@link RunAtDestination.stage} begins it under no final name; {@link StagedFile.write} takes its bytes
 * in order and counts what was acknowledged; {@link StagedFile.finish} makes them durable and lets the store check them; only then
 * {@link StagedFile.publish} gives it its name, and never to two. What dies between is a leftover, which
 * {@link RunAtDestination.removeLeftovers} knows by its name.
 *
 * A method that returns `Awaitable` may do its work at once: whoever calls it awaits only a promise (a folder is used by blocking
 * threads, decision 0015). Errors are SeqwardenErrors: DESTINATION_DOWN where the place cannot be reached now, DESTINATION_* and CONFLICT else.
 */
export type Awaitable<T> = T | Promise<T>;

/** Where a destination is; goes from thread to thread, so it holds no handle and no secret. */
export type DestinationSpec =
  | { readonly kind: 'folder'; readonly path: string }
  | {
      readonly kind: 's3';
      readonly bucket: string;
      /** Key prefix without slashes at its ends; '' is the whole bucket. */
      readonly prefix: string;
      /** An address other than Amazon's own, as `https://s3.lab.example`; then buckets are named in the path. */
      readonly endpoint?: string;
    }
  | {
      readonly kind: 'sftp';
      readonly user: string;
      readonly host: string;
      readonly port: number;
      /** Absolute on the server. */
      readonly path: string;
    };

/** Modes and times that a copy keeps where the place can. Times in milliseconds since 1970 with a fraction. */
export interface KeptAttributes {
  readonly size: number;
  readonly mode: number;
  readonly mtimeMs: number;
  readonly atimeMs: number;
}

export interface Destination {
  readonly spec: DestinationSpec;
  /** For people: the path or address, without credentials. */
  readonly label: string;
  /** 32 hex digits, drawn when the destination was first used; deliveries name it. */
  readonly id: string;
  /**
   * One process at a time works on one run at one destination. Returns the function that lets go. Throws DESTINATION_BUSY while another holds it;
   * a holder of this host that is gone is taken over.
   */
  lockRun(name: string): Promise<() => Promise<void>>;
  /**
   * The run's place. With `make` it is there afterwards, else undefined where nothing is. Throws CONFLICT for a link or a file of that name. To
   * be made under the run's lock only. With `uploads` {@link RunAtDestination.files} goes on with those that it knows; what others left of the run is given up.
   */
  openRun(name: string, make: boolean, uploads?: UploadStore): Promise<RunAtDestination | undefined>;
  /** Takes away what an upload left that an earlier process began and nobody goes on with; no error where it is gone. Absent where files are not uploaded in parts. */
  abandonUpload?(run: string, path: BytePath, uploadId: string): Promise<void>;
  /**
   * A place below `.seqwarden/quarantine/` that is made for what is set aside: files of a source, with its names, that are no part of a run.
   * `name` is ASCII and was never used. Shown to nobody but this account where the place can do that.
   */
  openQuarantine(name: string): Promise<RunAtDestination>;
  /** Own documents, by paths below `.seqwarden/`; names are ASCII. Durable on return; false, and nothing changed, where the name is taken. */
  putOwn(path: string, bytes: Uint8Array): Promise<boolean>;
  /**
   * The one kind of document of ours that changes, the head of a log: whoever reads it at any moment gets one state of it, whole. Durable on return. What
   * lies there is for the caller to read and judge before.
   */
  replaceOwn(path: string, bytes: Uint8Array): Promise<void>;
  /** undefined: there is none. Throws DESTINATION_UNUSABLE beyond `limit` bytes. */
  readOwn(path: string, limit: number): Promise<Uint8Array | undefined>;
  /** Names of the documents in a folder below `.seqwarden/`, ascending; none where the folder is not there. */
  listOwn(folder: string): Promise<readonly string[]>;
  close(): Promise<void>;
}

/** One run's place at a destination, as the thread sees it that opened it. Paths are below the run. */
export interface RunAtDestination {
  /** Nothing was there: whatever stands under a final name was put there by us, or by a stranger since. */
  readonly fresh: boolean;
  /** For people. */
  readonly label: string;
  /** For another thread, which opens it with `openSink`. */
  readonly sink: SinkSpec;
  /** Why the place cannot hold a name, in words; undefined where it can. Asked for every name before the first byte is written. */
  refusal(path: BytePath): string | undefined;
  /** Parents first. Those that are there stay; NAME_COLLISION, when all are made, where one is shown under another name, since the place takes two for one. A place without folders does nothing. */
  makeFolders(folders: readonly BytePath[]): Promise<void>;
  /** What is there, in ascending order of byte paths; `Custody` (any letter case) and what it holds only in `custody`. */
  list(): Promise<Listing>;
  /** Takes away what an interrupted copy left: entries with our temporary names that are not in `source`. Under the run's lock only. */
  removeLeftovers(source: ReadonlySet<BytePath>): Promise<void>;
  /** Takes away one file that we published and nobody sealed. No error where it is not there. */
  withdraw(path: BytePath): Promise<void>;
  /**
   * Gives folders the times and modes of the source where the place can (children before parents), and makes durable all names published in them.
   * `''` is the run's own folder, whose own name becomes durable too.
   */
  settle(folders: ReadonlyMap<BytePath, Omit<KeptAttributes, 'size'>>): Promise<void>;
  /** The files of a seal; undefined: there is none. What lies under the name of addenda is left out. Throws CUSTODY_* for what is no folder of plain files. */
  readCustody(): Promise<CustodyFiles | undefined>;
  /**
   * `Custody/`, durable on return. A place with folders publishes it whole or not at all. A place without publishes `seal.intoto.json` last, so that an
   * interrupted one is unsigned, and completes what an interrupted try of the same content left. Throws CONFLICT where there is another.
   */
  publishCustody(content: CustodyContent): Promise<void>;
  /** What lies in `Custody/addenda/`; nothing in it was checked. One that a try of ours began and did not end is left out. */
  readAddenda(): Promise<AddendaFound>;
  /**
   * One addendum more, durable on return. A place with folders publishes it whole or not at all. A place without publishes `addendum.intoto.json`
   * last, and completes what an interrupted try of the same content left. Throws CONFLICT where there is another of this number, SOURCE_CHANGED where
   * amended bytes are not those that were signed.
   */
  publishAddendum(addendum: NewAddendum): Promise<void>;
  /**
   * A proof beside a statement that lies in `Custody/`, by its path; whole or not at all, and durable on return. False, and nothing changed, where the name is taken, but for
   * `replaces`. What a crash leaves lies outside the run.
   */
  putProof(path: BytePath, bytes: Uint8Array, replaces: boolean): Promise<boolean>;
  /** Hands the bytes of a plain file to `take`, in order, none before it is done with those before; false: no plain file is there. */
  readFile(path: BytePath, take: TakeBytes): Promise<boolean>;
  /** Files through this thread: see {@link openSink}. */
  readonly files: FileSink;
  close(): Promise<void>;
}

export interface Listing {
  /** As often as somebody asks: a million of them are not kept as objects. */
  readonly files: Iterable<{ readonly path: BytePath; readonly size: number }>;
  readonly folders: readonly BytePath[];
  /** Links, devices and the like: nobody reads through them. */
  readonly special: readonly BytePath[];
  /** Names of entries of the root that are `Custody` in any letter case. */
  readonly custody: readonly BytePath[];
}

export type CustodyFiles = ReadonlyMap<string, readonly Uint8Array[]>;

/** What a thread needs to put files into a run's place; structured-cloneable. File descriptors are shared by the threads of a process. */
export type SinkSpec =
  | { readonly kind: 'folder'; readonly path: string; readonly fd: number; readonly reach: 'held' | 'plain' }
  | {
      readonly kind: 's3';
      readonly destination: DestinationSpec & { readonly kind: 's3' };
      readonly run: string;
      /** Probed once by whoever opened the destination. */
      readonly abilities: StoreAbilities;
    }
  | {
      readonly kind: 'sftp';
      readonly destination: DestinationSpec & { readonly kind: 'sftp' };
      readonly run: string;
    };

/** Puts files into one run's place. Each thread has its own; calls on different files may interleave. */
export interface FileSink {
  /** How many files are best on the way at once through one thread: 1 where calls block, more where they wait for a network. */
  readonly lanes: number;
  /** Bytes of memory that a file of this size takes from {@link stage} until it has its name or is discarded. Absent: next to none. */
  memoryFor?(size: number): number;
  /** Begins a file. Its folder is there. */
  stage(path: BytePath, attributes: KeptAttributes): Awaitable<StagedFile>;
  /** What a final name holds: its size, `other` for what is no plain file, undefined for nothing. */
  look(path: BytePath): Awaitable<number | 'other' | undefined>;
  /**
   * SHA-256 (hex) and size of what a final name holds, read from the place itself. undefined: no plain file is there. `throttle` is told of the
   * bytes of each piece; no other is taken before it is done. Where {@link lanes} is more than 1 it must not block: the connection lives by this thread.
   */
  hash(path: BytePath, throttle?: Throttle): Awaitable<Hashed | undefined>;
  /** A folder can be filled out of sight, by {@link fillWhole}, and get its place by {@link publishWhole}. Absent where a place has no folders to rename. */
  readonly renamesFolders?: boolean;
  /**
   * From now on files of the folders that are keys of `places` lie in the folders that are its values, which are there and nobody looks at, each under its final name. Only where nothing was before.
   */
  fillWhole?(places: ReadonlyMap<BytePath, BytePath>): void;
  /**
   * Gives such a folder, `unseen`, its place, with all that was published in it, at once. Where something stands there already, its files get their names one by one: returns those that got none.
   * `halves`: names under which half a file may lie there, because it failed and could not be removed; nothing is shown before they are gone. Throws where nothing got a name.
   */
  publishWhole?(unseen: BytePath, folder: BytePath, halves: ReadonlySet<BytePath>): readonly Unnamed[];
  /** Ends what is under way with INTERRUPTED. Later calls fail in the same way, or have seconds each. Absent where a call ends soon by itself. */
  interrupt?(): void;
  close(): Awaitable<void>;
}

/** A file that got no name with its folder: because of an error, or the name is taken, and it is gone then. Or the folder itself, of which something could not be removed. */
export interface Unnamed {
  readonly path: BytePath;
  readonly error?: SeqwardenError;
}

/** Is told how many bytes were read, and is done when more may be. */
export type Throttle = (bytes: number) => Awaitable<void>;

export interface Hashed {
  readonly sha256: string;
  readonly size: number;
}

/** A file on its way to a final name. After an error, or where it shall not be published, {@link discard} it. */
export interface StagedFile {
  /** Takes the next bytes; when it is done the caller may use the buffer again. */
  write(bytes: Uint8Array): Awaitable<void>;
  /**
   * All bytes were written: throws DESTINATION_WRITE_FAILED unless `size` bytes were acknowledged. Durable on return. `sha256` is the hex digest of what was handed over;
   * a store that can check it does. With `reread` the place's own bytes are read back and hashed: DESTINATION_READ_BACK where they differ.
   *
   * In a place whose files come into being under their final name, whole (an object store), what is said of durability and of reading back
   * holds when {@link publish} or {@link replace} is done; a file that comes back otherwise than it went is taken away again.
   */
  finish(whole: Hashed, reread: boolean): Awaitable<void>;
  /** Gives the file its name; false, and nothing changed, where the name is taken. */
  publish(): Awaitable<boolean>;
  /** Gives the file its name in place of an older state of the same file, at once and whole. Never for write-once files, never after the seal. */
  replace(): Awaitable<void>;
  discard(): Awaitable<void>;
}
