import { AdvisoryError } from './advisory-error.ts';
import type { Field } from './field.ts';
import { MAX_REFERENCES } from './limits.ts';

/** What product ids and group ids of one document mean. */
export class References {
  readonly #products: ReadonlySet<string>;
  readonly #groups: ReadonlyMap<string, ReadonlySet<string>>;
  #count = 0;

  constructor(products: ReadonlySet<string>, groups: ReadonlyMap<string, ReadonlySet<string>>) {
    this.#products = products;
    this.#groups = groups;
  }

  /** The product id that stands here; one that no entry has is noted, and kept. */
  product(id: string, at: Field): string {
    this.#countUp(1, at);
    if (!this.#products.has(id)) at.remarks.add('REFERENCE_UNKNOWN', at.pointer, 'no product has this id');
    return id;
  }

  /** `product_ids` and `group_ids` of an object, groups resolved, each id once. */
  productsOf(owner: Field): string[] {
    const ids = new Set(this.listed(owner.member('product_ids')));
    for (const item of owner.member('group_ids').items()) {
      const id = item.text();
      const group = id === null ? undefined : this.#groups.get(id);
      if (group === undefined) item.remarks.add('REFERENCE_UNKNOWN', item.pointer, 'no group has this id');
      this.#countUp(group?.size ?? 0, item);
      for (const product of group ?? []) ids.add(product);
    }
    return [...ids];
  }

  /** Product ids of a list that matching can do without. */
  listed(list: Field): string[] {
    return list.items().flatMap(item => {
      const id = item.text();
      return id === null ? [] : [this.product(id, item)];
    });
  }

  #countUp(by: number, at: Field): void {
    this.#count += by;
    if (this.#count > MAX_REFERENCES)
      throw new AdvisoryError('ADVISORY_TOO_LARGE', at.pointer, 'it names products too often');
  }
}
