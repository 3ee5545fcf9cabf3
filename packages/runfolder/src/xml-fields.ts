import { type Fact, read, unknown } from './fact.ts';
import { plainText } from './plain-text.ts';
import type { Warnings } from './warnings.ts';
import { takeXml, type XmlTaker } from './xml.ts';

/** The named fields of one XML file, and no others. */
export class XmlFields {
  readonly file: string;
  readonly #values: ReadonlyMap<string, string | undefined>;

  constructor(file: string, values: ReadonlyMap<string, string | undefined>) {
    this.file = file;
    this.#values = values;
  }

  /** Whether the document has the element or attribute, be it empty or refused. */
  has(name: string): boolean {
    return this.#values.has(name);
  }

  /** The field's plain, non-empty text. */
  value(name: string): string | undefined {
    return this.#values.get(name);
  }

  /** Where a fact of this field comes from. */
  from(name: string): string {
    return `${this.file}#${name}`;
  }

  /** The first of these fields that has a value. */
  fact(...names: readonly string[]): Fact<string> {
    for (const name of names) {
      const value = this.value(name);
      if (value !== undefined) return read(value, this.from(name));
    }
    const looked = names.find(name => this.has(name));
    return unknown(looked === undefined ? null : this.from(looked));
  }
}

/**
 * Takes single fields by name (`Setup/RTAVersion`, `Run/@Id`), and what `more` takes. A field that stands twice
 * with different values has none; nor has one whose text is not plain. Both are warned of.
 */
export function readXmlFields(
  bytes: Uint8Array,
  file: string,
  root: string,
  names: readonly string[],
  warnings: Warnings,
  more: Partial<Pick<XmlTaker, 'elements' | 'texts' | 'leaveOut'>> = {},
): XmlFields {
  const values = new Map<string, string | undefined>();
  const seen = new Map<string, string>();
  const take = (name: string, text: string): void => {
    const raw = text.trim();
    const before = seen.get(name);
    if (before !== undefined) {
      if (before === raw) return;
      warnings.add('FIELD_REPEATED', `${file}#${name} stands more than once, with different values`);
      values.set(name, undefined);
      return;
    }
    seen.set(name, raw);
    const plain = plainText(raw);
    if (plain === undefined && raw !== '') {
      warnings.add('FIELD_REFUSED', `${file}#${name} holds what no instrument writes there`);
    }
    values.set(name, plain);
  };

  const texts = new Map(more.texts);
  const attributesOf = new Map<string, string[]>();
  for (const name of names) {
    const at = name.lastIndexOf('/@');
    if (at < 0) texts.set(name, text => take(name, text));
    else {
      const element = name.slice(0, at);
      attributesOf.set(element, [...(attributesOf.get(element) ?? []), name.slice(at + 2)]);
    }
  }
  const elements = new Map(more.elements);
  for (const [element, wanted] of attributesOf) {
    elements.set(element, attributes => {
      for (const name of wanted) {
        const text = attributes.get(name);
        if (text !== undefined) take(`${element}/@${name}`, text);
      }
    });
  }
  const { leaveOut } = more;
  takeXml(bytes, file, { root, elements, texts, ...(leaveOut === undefined ? {} : { leaveOut }) });
  return new XmlFields(file, values);
}
