import type { Others } from './advisory.ts';
import { AdvisoryError } from './advisory-error.ts';
import { digestOf } from './digest-of.ts';
import { pointerStep } from './json-pointer.ts';
import { MAX_NAME } from './limits.ts';
import type { Remarks } from './remarks.ts';

/** Where the members that nobody asked for are noted: {@link Others} of one advisory, product or vulnerability. */
interface Scope {
  readonly base: string;
  readonly others: Map<string, string>;
}

/** Of one object. The specification has no object of half as many members. */
const MAX_OTHERS = 100;

/**
 * A value of a parsed document and where it stands. What matching needs is asked for by `need…`, which throws ADVISORY_UNREADABLE; the rest
 * by methods that note what is of the wrong type and take it as not there. Only own members count, so `__proto__` is a name as any other.
 */
export class Field {
  readonly value: unknown;
  readonly pointer: string;
  readonly remarks: Remarks;
  readonly #scope: Scope;
  readonly #asked = new Set<string>();

  constructor(value: unknown, pointer: string, remarks: Remarks, scope?: Scope) {
    this.value = value;
    this.pointer = pointer;
    this.remarks = remarks;
    this.#scope = scope ?? { base: pointer, others: new Map() };
  }

  get isThere(): boolean {
    return this.value !== undefined;
  }

  get others(): Others {
    return this.#scope.others;
  }

  /** The same place, with `others` of its own. */
  scoped(): Field {
    return new Field(this.value, this.pointer, this.remarks);
  }

  /** A member of an object; of anything else, and where there is none, a field that is not there. */
  member(name: string): Field {
    this.#asked.add(name);
    const value = isRecord(this.value) && Object.hasOwn(this.value, name) ? this.value[name] : undefined;
    return new Field(value, `${this.pointer}${pointerStep(name)}`, this.remarks, this.#scope);
  }

  /** Names of the members of an object, in the document's order. */
  names(): string[] {
    return isRecord(this.value) ? Object.keys(this.value) : [];
  }

  needObject(): this {
    if (!isRecord(this.value)) this.#refuse('is not an object');
    return this;
  }

  needText(): string {
    return typeof this.value === 'string' ? this.value : this.#refuse('is not a string');
  }

  /** As {@link needText}, for what is compared with what is installed. */
  needName(): string {
    const name = this.needText();
    if (name.length > MAX_NAME) this.#tooLong();
    return name;
  }

  /** Items of an array; none where it is not there. */
  needItems(): Field[] {
    return this.isThere ? (this.#items() ?? this.#refuse('is not an array')) : [];
  }

  text(): string | null {
    if (typeof this.value === 'string') return this.value;
    if (this.isThere) this.#note('a string');
    return null;
  }

  /** As {@link text}, for what every document has: its absence is noted too. */
  expectText(): string {
    const text = this.text();
    if (!this.isThere) this.remarks.add('NOT_READ', this.pointer, 'it is not there');
    return text ?? '';
  }

  number(): number | null {
    if (typeof this.value === 'number') return this.value;
    if (this.isThere) this.#note('a number');
    return null;
  }

  items(): Field[] {
    const items = this.#items();
    if (items === undefined && this.isThere) this.#note('an array');
    return items ?? [];
  }

  /** Texts of a list, none longer than {@link MAX_NAME}. */
  texts(): string[] {
    return this.items().flatMap(item => {
      const text = item.text();
      if (text !== null && text.length > MAX_NAME) item.#tooLong();
      return text ?? [];
    });
  }

  /** Notes every member of an object that nobody asked for, or the object itself where those are too many. To be called when it was read. */
  noteOthers(): void {
    const others = this.names().filter(name => !this.#asked.has(name));
    if (others.length > MAX_OTHERS) this.#noteOther();
    else for (const name of others) this.member(name).#noteOther();
  }

  #noteOther(): void {
    this.#scope.others.set(this.pointer.slice(this.#scope.base.length), digestOf(this.value));
  }

  #items(): Field[] | undefined {
    if (!Array.isArray(this.value)) return undefined;
    return this.value.map(
      (item: unknown, at) => new Field(item, `${this.pointer}${pointerStep(at)}`, this.remarks, this.#scope),
    );
  }

  #note(type: string): void {
    this.remarks.add('NOT_READ', this.pointer, `it is not ${type}`);
    this.#noteOther();
  }

  #tooLong(): never {
    const what = `${this.pointer} is longer than ${MAX_NAME} characters`;
    throw new AdvisoryError('ADVISORY_TOO_LARGE', this.pointer, what);
  }

  #refuse(what: string): never {
    throw new AdvisoryError('ADVISORY_UNREADABLE', this.pointer, `${this.pointer} ${what}`);
  }
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
