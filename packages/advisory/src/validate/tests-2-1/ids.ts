import { Field, Remarks, readProducts } from '../../document/index.ts';
import { type DocumentTest, ownTest } from '../document-test.ts';
import { groupReferences, type IdReference, productReferences } from '../id-references.ts';
import { productsOf } from '../product-places.ts';
import { arrayAt, textAt, valueAt } from '../value-at.ts';

/** Tests on product ids and group ids, for CSAF 2.1 with its product paths; those of the library know relationships only. */
export const ID_TESTS: readonly DocumentTest[] = [
  ownTest('6.1.1', 'error', document => {
    const known = new Set(productsOf(document).map(({ id }) => id));
    return missing(productReferences(document), known, 'no full product name has this id');
  }),
  ownTest('6.1.2', 'error', document => {
    const products = productsOf(document).map(({ id, pointer }) => ({
      id,
      pointer: `${pointer}/product_id`,
    }));
    return doubled(products, 'another full product name has this id too');
  }),
  ownTest('6.1.3', 'error', document => {
    const remarks = new Remarks();
    try {
      readProducts(new Field(document, '', remarks).member('product_tree'));
    } catch {
      return [];
    }
    return remarks.list
      .filter(({ code }) => code === 'RELATIONSHIP_CYCLE')
      .map(({ pointer }) => ({ pointer: `${pointer}/product_id`, message: 'the path leads back to itself' }));
  }),
  ownTest('6.1.4', 'error', document => {
    const known = new Set(groupsOf(document).map(({ id }) => id));
    return missing(groupReferences(document), known, 'no product group has this id');
  }),
  ownTest('6.1.5', 'error', document => doubled(groupsOf(document), 'another product group has this id too')),
  ownTest('6.3.22', 'info', document => {
    const paths = arrayAt(document, 'product_tree', 'product_paths');
    const made = new Set(paths.map(path => textAt(path, 'full_product_name', 'product_id')));
    return productReferences({ product_tree: { product_paths: paths } })
      .filter(({ id }) => made.has(id))
      .map(({ pointer }) => ({ pointer, message: 'a path is made of another path' }));
  }),
];

function groupsOf(document: unknown): IdReference[] {
  return arrayAt(document, 'product_tree', 'product_groups').flatMap((group, at) => {
    const id = valueAt(group, 'group_id');
    return typeof id === 'string' ? [{ id, pointer: `/product_tree/product_groups/${at}/group_id` }] : [];
  });
}

function missing(references: readonly IdReference[], known: ReadonlySet<string>, message: string) {
  return references.filter(({ id }) => !known.has(id)).map(({ pointer }) => ({ pointer, message }));
}

function doubled(ids: readonly IdReference[], message: string) {
  const seen = new Set<string>();
  return ids.flatMap(({ id, pointer }) => {
    const isSecond = seen.has(id);
    seen.add(id);
    return isSecond ? [{ pointer, message }] : [];
  });
}
