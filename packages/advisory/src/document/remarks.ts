import { type AdvisoryRemark, MAX_REMARKS, type RemarkCode } from './advisory.ts';

/** What is noticed while a document is read; what exceeds {@link MAX_REMARKS} is counted as one `MORE`. */
export class Remarks {
  readonly list: AdvisoryRemark[] = [];
  readonly damaged: string[] = [];
  #more = false;

  add(code: RemarkCode, pointer: string, text: string): void {
    if (this.list.length < MAX_REMARKS) this.list.push({ code, pointer, text });
    else this.#overflow();
  }

  addDamaged(pointer: string): void {
    if (this.damaged.length < MAX_REMARKS) this.damaged.push(pointer);
    else this.#overflow();
  }

  /** `list` with the last one, if there were more. */
  all(): readonly AdvisoryRemark[] {
    return this.#more
      ? [...this.list, { code: 'MORE', pointer: '', text: 'there is more of this kind than is kept' }]
      : this.list;
  }

  #overflow(): void {
    this.#more = true;
  }
}
