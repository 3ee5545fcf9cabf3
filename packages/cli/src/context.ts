import type { Site } from '@seqwarden/agent/directory';
import type { Trust } from '@seqwarden/proof';

/** What a command may touch of the world beside the file system: handed in, so that tests can look on. */
export interface Context {
  /** One document for machines, or what the user asked for. */
  readonly out: (text: string) => void;
  /** Everything for people: progress, warnings, errors. */
  readonly err: (text: string) => void;
  /** Whether what the user asked for goes to a terminal that shows colours. */
  readonly colours?: boolean;
  /** Whether people's output goes to a terminal, where a progress bar can be redrawn. */
  readonly terminal: boolean;
  readonly env: NodeJS.ProcessEnv;
  readonly now: () => Date;
  readonly version: string;
  readonly input: AsyncIterable<Uint8Array>;
  /** Asks for a line that is not shown while it is typed; undefined: nobody sits at a terminal. */
  readonly askHidden?: ((question: string) => Promise<string>) | undefined;
  /** What was read already, for the options that were left out: the whole command goes by the same bytes. */
  readonly handed?: HandedOn;
  /** Aborted by SIGINT and SIGTERM, so that a command can stop between two files. */
  readonly signal: AbortSignal;
}

/** A trust file, as it is called to whoever does not know the machine. */
export interface TrustFile {
  readonly name: string;
  readonly trust: Trust;
}

export interface HandedOn {
  /** The site's file that lies at `path` (undefined: that of the account): as `openSite` gave it, or throws what it threw. Left out: it was not read. */
  readonly site?: { readonly path: string | undefined; readonly read: () => Site | undefined };
  /** The trust files that count, whether they were named or put in place of `--trust`; undefined: they were not read. */
  readonly trust: readonly TrustFile[] | undefined;
}
