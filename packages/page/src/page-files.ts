import type { GivenBytes } from './given-file.ts';
import type { BytesOfPage } from './messages.ts';

/**
 * Reads given files in the worker, or where it cannot, has the page read them: WebKit lets no worker of a page that was opened from a file read one
 * (NotReadableError; seen with WebKitGTK 2.50.6). A file that nobody can read is the same error either way.
 */
export class PageFiles {
  readonly #ask: (number: number, file: Blob) => void;
  readonly #asked = new Map<number, PromiseWithResolvers<ArrayBuffer>>();
  #next = 0;
  /** Whether the worker is worth a try: not after a file that the page alone could read. */
  #readsHere = true;

  /** `ask` has the page read a file, and answer by {@link take} with this number. */
  constructor(ask: (number: number, file: Blob) => void) {
    this.#ask = ask;
  }

  readable(file: Blob): GivenBytes {
    return {
      size: file.size,
      slice: (from, to) => this.readable(file.slice(from, to)),
      arrayBuffer: () => this.#read(file),
    };
  }

  take(answer: BytesOfPage): void {
    const asked = this.#asked.get(answer.number);
    this.#asked.delete(answer.number);
    if (answer.kind === 'bytes') asked?.resolve(answer.bytes);
    else asked?.reject(new DOMException('the page cannot read it either', answer.error));
  }

  async #read(file: Blob): Promise<ArrayBuffer> {
    if (!this.#readsHere) return this.#fromPage(file);
    try {
      return await file.arrayBuffer();
    } catch (error) {
      if (!(error instanceof DOMException && error.name === 'NotReadableError')) throw error;
      const bytes = await this.#fromPage(file);
      this.#readsHere = false;
      return bytes;
    }
  }

  #fromPage(file: Blob): Promise<ArrayBuffer> {
    const number = this.#next++;
    const asked = Promise.withResolvers<ArrayBuffer>();
    this.#asked.set(number, asked);
    this.#ask(number, file);
    return asked.promise;
  }
}
