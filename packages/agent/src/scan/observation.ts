import type { BytePath } from '@seqwarden/proof';
import type { FileAttributes } from './file-attributes.ts';

/** What a scan saw since its last look; it says nothing twice. What it means is decided elsewhere. */
export type Observation =
  | { readonly kind: 'appeared' | 'changed'; readonly path: BytePath; readonly attributes: FileAttributes }
  /** A file, or a folder with all that was in it. */
  | { readonly kind: 'vanished'; readonly path: BytePath; readonly what: 'file' | 'folder' }
  /** Neither file nor folder: never followed, never opened. */
  | { readonly kind: 'special'; readonly path: BytePath }
  /** An entry that could not be looked at, such as EACCES, EBUSY, EIO; said again when the error is another one. */
  | { readonly kind: 'trouble'; readonly path: BytePath; readonly errno: string }
  /** In a folder of a resting run something is not as it was; all its files follow as `appeared`. */
  | { readonly kind: 'stirred'; readonly path: BytePath }
  /** The run as a whole cannot be reached, or another folder bears its name. Nothing in it counts as vanished. */
  | { readonly kind: 'gone'; readonly errno: string }
  | { readonly kind: 'back' };
