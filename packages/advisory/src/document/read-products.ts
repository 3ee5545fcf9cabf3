import type { ProductEntry } from './advisory.ts';
import { AdvisoryError } from './advisory-error.ts';
import type { Field } from './field.ts';
import { MAX_PRODUCTS } from './limits.ts';
import { type Branch, readFullProductName } from './read-full-product-name.ts';
import { References } from './references.ts';
import { noteCycles } from './relationship-cycles.ts';

/** The entries of a product tree in the order branches, full product names, relationships; and what ids mean in the rest of the document. */
export function readProducts(tree: Field): { products: readonly ProductEntry[]; references: References } {
  if (tree.isThere) tree.needObject();
  const products = new Entries();
  for (const branch of tree.member('branches').needItems()) readBranch(branch, [], products);
  for (const item of tree.member('full_product_names').needItems())
    products.add(readFullProductName(item.scoped(), [], null));
  for (const item of tree.member('relationships').needItems()) products.add(readRelationship(item.scoped()));
  for (const item of tree.member('product_paths').needItems()) products.add(readPath(item.scoped()));
  noteCycles(products.list, tree.remarks);
  const groups = readGroups(tree.member('product_groups'), products.ids);
  tree.noteOthers();
  return { products: products.list, references: new References(products.ids, groups) };
}

class Entries {
  readonly list: ProductEntry[] = [];
  readonly ids = new Set<string>();

  add(read: { readonly entry: ProductEntry; readonly at: Field }): void {
    const { entry, at } = read;
    if (this.list.length === MAX_PRODUCTS)
      throw new AdvisoryError('ADVISORY_TOO_LARGE', at.pointer, `it has more than ${MAX_PRODUCTS} products`);
    if (this.ids.has(entry.id)) at.remarks.add('ID_TWICE', entry.pointer, 'another product has this id too');
    this.ids.add(entry.id);
    this.list.push(entry);
  }
}

/** `above`: the branches from the root. Recursion ends because documents are nested no deeper than the limit. */
function readBranch(branch: Field, above: readonly Branch[], products: Entries): void {
  const path = [
    ...above,
    { category: branch.needObject().member('category').needText(), name: branch.member('name').needName() },
  ];
  const product = branch.member('product');
  if (product.isThere) products.add(readFullProductName(product.scoped(), path, null));
  for (const inner of branch.member('branches').needItems()) readBranch(inner, path, products);
  branch.noteOthers();
}

/** An item of `relationships`, CSAF 2.0 section 3.2.2.4. */
function readRelationship(item: Field) {
  const relationship = {
    category: item.needObject().member('category').needText(),
    product: item.member('product_reference').needText(),
    relatesTo: item.member('relates_to_product_reference').needText(),
    further: [],
  };
  const read = readFullProductName(item.member('full_product_name'), [], relationship);
  item.noteOthers();
  return read;
}

/** An item of `product_paths`, CSAF 2.1: a beginning and one or more steps. */
function readPath(item: Field) {
  const product = item.needObject().member('beginning_product_reference').needText();
  const subpaths = item.member('subpaths');
  const steps = subpaths.needItems().map(step => {
    const category = step.needObject().member('category').needText();
    const relatesTo = step.member('next_product_reference').needText();
    step.noteOthers();
    return { category, relatesTo };
  });
  const [first, ...further] = steps;
  if (first === undefined)
    throw new AdvisoryError('ADVISORY_UNREADABLE', subpaths.pointer, `${subpaths.pointer} has no step`);
  const read = readFullProductName(item.member('full_product_name'), [], { ...first, product, further });
  item.noteOthers();
  return read;
}

/** Product ids of each group. A group that stands twice is the union of both. */
function readGroups(list: Field, known: ReadonlySet<string>): ReadonlyMap<string, ReadonlySet<string>> {
  const groups = new Map<string, Set<string>>();
  const references = new References(known, groups);
  for (const item of list.needItems()) {
    const id = item.needObject().member('group_id').needText();
    const group = groups.get(id) ?? new Set();
    if (groups.has(id)) item.remarks.add('ID_TWICE', item.pointer, 'another group has this id too');
    groups.set(id, group);
    for (const product of item.member('product_ids').needItems())
      group.add(references.product(product.needText(), product));
    item.noteOthers();
  }
  return groups;
}
