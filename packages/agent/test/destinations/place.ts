import type { TestContext } from 'node:test';
import type { BytePath } from '@seqwarden/proof';
import type { Destination } from '../../src/destinations/destination.ts';

/** A new, empty destination of the kind under test, and ways to it that do not go through the code under test. */
export interface Place {
  readonly destination: Destination;
  /** The same place, opened once more, as another program or a later try would. Who asks closes it. */
  readonly again: () => Promise<Destination>;
  readonly elsewhere: Elsewhere;
}

/** What a stranger, or a person with other tools, sees and does there. Paths are below the run of this name. */
export interface Elsewhere {
  /** Every file that stands in the run's place, under whatever name, temporary ones included; in any order. */
  readonly names: (run: string) => Promise<readonly BytePath[]>;
  /** undefined: nothing stands under this name. */
  readonly read: (run: string, path: BytePath) => Promise<Uint8Array | undefined>;
  /** Puts a file there, with folders on the way where the place has such. */
  readonly put: (run: string, path: BytePath, bytes: Uint8Array) => Promise<void>;
  /** Changes one byte of what has been staged and not published. Absent where staged bytes cannot be reached. */
  readonly spoilStaged?: (run: string) => Promise<void>;
  /** Puts a link to nowhere there. Absent where there are no links. */
  readonly link?: (run: string, path: BytePath) => Promise<void>;
  /** Puts a file where the run's own place would be. */
  readonly putInPlaceOfRun: (run: string, bytes: Uint8Array) => Promise<void>;
  /** Leaves a lock on a run that says this. */
  readonly leaveLock: (run: string, document: string) => Promise<void>;
}

export interface ContractOptions {
  /**
   * Whether folders exist there by themselves. Then what is staged is a file that others can reach, too, and links can stand
   * there: what the suite holds of these it does not ask of an object store.
   */
  readonly folders: boolean;
  /** Bytes of the largest file that is put there; default some pieces of the engine's buffer. Larger than one part where a store has parts. */
  readonly large?: number;
}

/** Opens a new place for one test and has it removed when that has ended. undefined: the test was marked as skipped. */
export type OpenPlace = (t: TestContext) => Promise<Place | undefined>;
