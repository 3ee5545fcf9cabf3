import { text } from './bytes.ts';
import type { PlannedFile } from './layouts/file.ts';
import type { Step } from './step.ts';

/** The simulated instrument's clock: every file takes it a little, every cycle its minutes. */
export class Clock {
  now: number;

  constructor(now: number) {
    this.now = now;
  }

  pass(ms: number): void {
    this.now += ms;
  }

  write(path: string, content: Uint8Array | string): Step {
    return this.#step('write', path, content);
  }

  *writeAll(files: Iterable<PlannedFile>): Generator<Step> {
    for (const { path, bytes } of files) yield this.write(path, bytes);
  }

  append(path: string, content: Uint8Array | string): Step {
    return this.#step('append', path, content);
  }

  replace(path: string, content: Uint8Array | string): Step {
    return this.#step('replace', path, content);
  }

  #step(kind: 'write' | 'append' | 'replace', path: string, content: Uint8Array | string): Step {
    this.now += 10;
    return { kind, path, bytes: typeof content === 'string' ? text(content) : content, at: this.now };
  }
}
