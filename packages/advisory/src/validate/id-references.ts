import { pointerStep } from '../document/index.ts';

/** A product id or group id that stands where CSAF 2.1 refers to one. */
export interface IdReference {
  readonly id: string;
  readonly pointer: string;
}

const PRODUCT_LISTS: ReadonlySet<string> = new Set(['product_ids', 'products']);
const PRODUCT_MEMBERS: ReadonlySet<string> = new Set([
  'beginning_product_reference',
  'next_product_reference',
]);

/** Every reference to a product: `product_ids`, `products` of metrics, the groups of `product_status`, and the steps of paths. Extensions are passed over. */
export function productReferences(document: unknown): IdReference[] {
  const found: IdReference[] = [];
  walk(document, '', '', (key, parent, value, pointer) => {
    const isList = PRODUCT_LISTS.has(key) || parent === 'product_status';
    if (isList) found.push(...textsOf(value, pointer));
    else if (PRODUCT_MEMBERS.has(key) && typeof value === 'string') found.push({ id: value, pointer });
  });
  return found;
}

/** Every reference to a product group: `group_ids`, wherever they stand. */
export function groupReferences(document: unknown): IdReference[] {
  const found: IdReference[] = [];
  walk(document, '', '', (key, _parent, value, pointer) => {
    if (key === 'group_ids') found.push(...textsOf(value, pointer));
  });
  return found;
}

function textsOf(value: unknown, pointer: string): IdReference[] {
  if (!Array.isArray(value)) return [];
  return value.flatMap((id: unknown, at) =>
    typeof id === 'string' ? [{ id, pointer: `${pointer}/${at}` }] : [],
  );
}

/** `parent` is the name of the member in which an object stands; items of a list have that of the list. */
function walk(
  value: unknown,
  pointer: string,
  parent: string,
  visit: (key: string, parent: string, value: unknown, pointer: string) => void,
): void {
  if (Array.isArray(value)) {
    for (const [at, item] of value.entries()) walk(item, `${pointer}/${at}`, parent, visit);
  } else if (typeof value === 'object' && value !== null) {
    for (const [key, inner] of Object.entries(value)) {
      if (key === 'x_extensions') continue;
      const place = `${pointer}${pointerStep(key)}`;
      visit(key, parent, inner, place);
      walk(inner, place, key, visit);
    }
  }
}
