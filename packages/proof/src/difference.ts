import type { BytePath } from './byte-path.ts';

/** One way in which a run is not as it was sealed. */
export interface Difference {
  readonly kind: 'changed' | 'missing' | 'added' | 'renamed' | 'not a file' | 'unreadable';
  /** Where it is now; of what is missing, where it was. */
  readonly path: BytePath;
  /** Of what was renamed: the sealed path. */
  readonly from?: BytePath;
  /** What is there, where that is no plain file: `symlink`, `folder`, `fifo`, `socket`, `device`. */
  readonly found?: string;
  /** Digest (hex) of a missing file as sealed, of an added one as it is: pairs renames. */
  readonly sha256?: string;
}
