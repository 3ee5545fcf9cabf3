import type { ProductEntry } from './advisory.ts';
import { type AdvisoryDifference, changed, paired, quote } from './advisory-difference.ts';
import { diffOthers } from './diff-others.ts';

export function diffProducts(
  before: readonly ProductEntry[],
  after: readonly ProductEntry[],
): AdvisoryDifference[] {
  return paired(before, after).flatMap(pair => diffProduct(pair.before, pair.after));
}

function diffProduct(
  before: ProductEntry | undefined,
  after: ProductEntry | undefined,
): AdvisoryDifference[] {
  if (before === undefined) return after === undefined ? [] : [whole('product-added', after)];
  if (after === undefined) return [whole('product-removed', before)];
  const at = after.pointer;
  return [
    ...changed('product-renamed', at, `name of ${after.id}`, before.name, after.name),
    ...changed('product-renamed', at, `place of ${after.id}`, placeOf(before), placeOf(after)),
    ...changed('range-changed', at, `range of ${after.id}`, rangeOf(before), rangeOf(after)),
    ...changed('helper-changed', at, `helper of ${after.id}`, helperOf(before), helperOf(after)),
    ...changed('relationship-changed', at, `ends of ${after.id}`, endsOf(before), endsOf(after)),
    ...diffOthers({ before: before.pointer, after: at }, before.others, after.others),
  ];
}

function whole(kind: 'product-added' | 'product-removed', product: ProductEntry): AdvisoryDifference {
  return { kind, pointer: product.pointer, text: `${product.id}: ${quote(product.name)}` };
}

const isVersion = (category: string) =>
  category === 'product_version' || category === 'product_version_range';

function placeOf({ branches }: ProductEntry): string {
  return branches
    .filter(({ category }) => !isVersion(category))
    .map(({ category, name }) => `${category} ${name}`)
    .join(' / ');
}

function rangeOf({ branches }: ProductEntry): string {
  return branches
    .filter(({ category }) => isVersion(category))
    .map(({ category, name }) => `${category} ${name}`)
    .join(' / ');
}

function helperOf({ helper }: ProductEntry): string {
  return JSON.stringify(helper);
}

function endsOf({ relationship }: ProductEntry): string | null {
  return relationship === null ? null : JSON.stringify(relationship);
}
