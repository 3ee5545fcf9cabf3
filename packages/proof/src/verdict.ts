import type { BytePath } from './byte-path.ts';
export interface Difference {
  readonly kind: 'changed' | 'missing' | 'added' | 'renamed' | 'not a file' | 'unreadable';
  readonly path: BytePath;
  /** What is there: `file`, `folder`, `symlink`, …; only where that is no plain file. */
  readonly found?: string;
}
