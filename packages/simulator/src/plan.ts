import type { Step } from './step.ts';

export interface Plan {
  readonly folderName: string;
  /** What the instrument does, in its order; made lazily, one at a time. */
  readonly steps: Iterable<Step>;
}
