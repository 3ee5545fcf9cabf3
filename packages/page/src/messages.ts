import type { FileOfPage } from './given-file.ts';
import type { Progress } from './hash-files.ts';
import type { Report, ShownKey } from './report.ts';

/** What the page asks its worker. `number` comes back with all that is said to it, so that a late answer is told from the one that is waited for. */
export type Request =
  /** Without a file of the run only the keys are told. */
  | {
      readonly kind: 'check';
      readonly number: number;
      readonly trust: readonly Blob[];
      readonly given: readonly FileOfPage[];
    }
  /** Ends the check that goes on, without an answer; what was hashed stays known. */
  | { readonly kind: 'stop' }
  | BytesOfPage;

/** What the worker could not read itself. `number` is that of its question; `error` names why the page could not either. */
export type BytesOfPage =
  | { readonly kind: 'bytes'; readonly number: number; readonly bytes: ArrayBuffer }
  | { readonly kind: 'unread'; readonly number: number; readonly error: string };

export type Reply =
  /** The page shall read a file. */
  | { readonly kind: 'read'; readonly number: number; readonly file: Blob }
  | { readonly kind: 'keys'; readonly number: number; readonly keys: readonly ShownKey[] }
  | { readonly kind: 'progress'; readonly number: number; readonly progress: Progress }
  | { readonly kind: 'report'; readonly number: number; readonly report: Report }
  /** A defect of the page, or no more memory. */
  | { readonly kind: 'fault'; readonly number: number; readonly message: string };
