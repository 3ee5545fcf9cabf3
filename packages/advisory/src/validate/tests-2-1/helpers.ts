import { type DocumentTest, type Fault, ownTest } from '../document-test.ts';
import { productsOf } from '../product-places.ts';
import { arrayAt } from '../value-at.ts';

/** Tests on product identification helpers. */
export const HELPER_TESTS: readonly DocumentTest[] = [
  ownTest('6.1.42', 'error', document =>
    listsOf(document, 'purls').flatMap(({ items, pointer }) => {
      const bare = items.map(purl => purl.replace(/\?[^#]*/, ''));
      const isOne = new Set(bare).size <= 1;
      return isOne ? [] : [{ pointer, message: 'the purls differ in more than their qualifiers' }];
    }),
  ),
  ownTest('6.1.44', 'error', document => starred(document, 'serial_numbers')),
  ownTest('6.1.61', 'error', document => starred(document, 'skus')),
];

function starred(document: unknown, name: string): Fault[] {
  return listsOf(document, name).flatMap(({ items, pointer }) =>
    items.flatMap((item, at) => {
      const stars = item.replaceAll(/\\./g, '').split('*').length - 1;
      return stars > 1
        ? [{ pointer: `${pointer}/${at}`, message: 'it has more than one unescaped star' }]
        : [];
    }),
  );
}

/** Lists of texts of that name, of all helpers. */
function listsOf(document: unknown, name: string): { items: string[]; pointer: string }[] {
  return productsOf(document).map(({ value, pointer }) => ({
    items: arrayAt(value, 'product_identification_helper', name).filter(item => typeof item === 'string'),
    pointer: `${pointer}/product_identification_helper/${name}`,
  }));
}
