import type { BytePath } from '@seqwarden/proof';
import type { BegunUpload, UploadedPart, UploadStore } from '../upload-store.ts';

/** What is remembered of the upload of one file in one state. */
export class RememberedUpload {
  readonly #store: UploadStore;
  readonly #path: BytePath;
  readonly #state: string;

  constructor(store: UploadStore, path: BytePath, state: string) {
    this.#store = store;
    this.#path = path;
    this.#state = state;
  }

  /** One that can be gone on with. */
  get known(): BegunUpload | undefined {
    const begun = this.#store.begun().get(this.#path);
    return begun?.state === this.#state ? begun : undefined;
  }

  /** The id of one of another state of the file, which is to be aborted. */
  get outdated(): string | undefined {
    const begun = this.#store.begun().get(this.#path);
    return begun === undefined || begun.state === this.#state ? undefined : begun.uploadId;
  }

  begin(uploadId: string): void {
    this.#store.begin(this.#path, uploadId, this.#state);
  }

  sent(number: number, part: UploadedPart): void {
    this.#store.sent(this.#path, number, part);
  }

  end(): void {
    this.#store.end(this.#path);
  }
}
