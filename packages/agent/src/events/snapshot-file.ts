import { reasonOf } from './output.ts';
import { writeTextfile } from './textfile.ts';

export interface SnapshotFileOptions {
  readonly path: string;
  readonly mode: number;
  /** Milliseconds between two snapshots, at least. */
  readonly everyMs: number;
  /** Milliseconds on a clock that never jumps. */
  readonly clock: () => number;
  /** Told once when it cannot be written, and once when it can again. */
  readonly onDown: (reason: string) => void;
  readonly onBack: () => void;
}

/** A file that shows how things stand, replaced whole now and then. Nothing here throws, and nobody waits for a disk. */
export class SnapshotFile {
  readonly #o: SnapshotFileOptions;
  #notBefore: number;
  #writing: Promise<void> | undefined;
  #isUp = true;

  constructor(options: SnapshotFileOptions) {
    this.#o = options;
    this.#notBefore = options.clock();
  }

  /** Writes what `text` says if the last snapshot is old enough and was written. */
  turn(text: () => string): void {
    const { clock, everyMs } = this.#o;
    if (this.#writing !== undefined || clock() < this.#notBefore) return;
    this.#notBefore = clock() + everyMs;
    this.#writing = this.#write(text()).finally(() => {
      this.#writing = undefined;
    });
  }

  /** Ends when nothing is being written any more. */
  async close(): Promise<void> {
    await this.#writing;
  }

  async #write(text: string): Promise<void> {
    const { path, mode, onDown, onBack } = this.#o;
    try {
      await writeTextfile(path, text, mode);
      if (!this.#isUp) onBack();
      this.#isUp = true;
    } catch (error) {
      if (this.#isUp) onDown(reasonOf(error));
      this.#isUp = false;
    }
  }
}
