import { arrayAt, textAt, valueAt } from './value-at.ts';

/** A branch of a product tree, with those above it. */
export interface BranchPlace {
  readonly category: string;
  readonly name: string;
  readonly pointer: string;
  /** From the root to the branch itself. */
  readonly path: readonly BranchPlace[];
  /** Branches of the same list, this one among them. */
  readonly siblings: readonly BranchPlace[];
  /** The full product name that ends here; undefined where there is none. */
  readonly product: unknown;
}

/** All branches of a document, each before those below it. What has no category and name is left to the schema. */
export function branchesOf(document: unknown): BranchPlace[] {
  return below(valueAt(document, 'product_tree'), '/product_tree', []);
}

function below(owner: unknown, pointer: string, above: readonly BranchPlace[]): BranchPlace[] {
  const siblings: BranchPlace[] = [];
  const inner: BranchPlace[] = [];
  for (const [at, branch] of arrayAt(owner, 'branches').entries()) {
    const [category, name] = [textAt(branch, 'category'), textAt(branch, 'name')];
    if (category === undefined || name === undefined) continue;
    const path: BranchPlace[] = [...above];
    const product = valueAt(branch, 'product');
    const place = { category, name, pointer: `${pointer}/branches/${at}`, path, siblings, product };
    path.push(place);
    siblings.push(place);
    inner.push(place, ...below(branch, place.pointer, path));
  }
  return inner;
}

/** A full product name of CSAF 2.1: of a branch, by itself, or of a product path. */
export interface ProductPlace {
  readonly id: string;
  readonly pointer: string;
  readonly value: unknown;
}

export function productsOf(document: unknown): ProductPlace[] {
  const tree = '/product_tree';
  const inBranches = branchesOf(document).map(({ product, pointer }) => place(product, `${pointer}/product`));
  const alone = arrayAt(document, 'product_tree', 'full_product_names').map((value, at) =>
    place(value, `${tree}/full_product_names/${at}`),
  );
  const ofPaths = arrayAt(document, 'product_tree', 'product_paths').map((path, at) =>
    place(valueAt(path, 'full_product_name'), `${tree}/product_paths/${at}/full_product_name`),
  );
  return [...inBranches, ...alone, ...ofPaths].flat();
}

function place(value: unknown, pointer: string): ProductPlace[] {
  const id = textAt(value, 'product_id');
  return id === undefined ? [] : [{ id, pointer, value }];
}
