import type { ProductEntry, ProductHelper } from './advisory.ts';
import type { Field } from './field.ts';

export type Branch = ProductEntry['branches'][number];

/** A `full_product_name` object with the branches above it, or the relationship that it stands for. */
export function readFullProductName(
  at: Field,
  branches: readonly Branch[],
  relationship: ProductEntry['relationship'],
): { entry: ProductEntry; at: Field } {
  const id = at.needObject().member('product_id').needText();
  const name = at.member('name').needName();
  const helper = readHelper(at.member('product_identification_helper'));
  at.noteOthers();
  const entry: ProductEntry = {
    id,
    name,
    pointer: at.pointer,
    branches,
    vendor: nameOf(branches, 'vendor'),
    productName: nameOf(branches, 'product_name'),
    version: versionOf(branches, at),
    helper,
    relationship,
    others: at.others,
  };
  return { entry, at };
}

function nameOf(branches: readonly Branch[], category: string): string | null {
  return branches.findLast(branch => branch.category === category)?.name ?? null;
}

function versionOf(branches: readonly Branch[], at: Field): ProductEntry['version'] {
  const versions = branches.flatMap(({ category, name }) =>
    category === 'product_version' || category === 'product_version_range'
      ? [{ category, written: name } as const]
      : [],
  );
  if (versions.length > 1)
    at.remarks.add('VERSION_TWICE', at.pointer, 'more than one version or range leads to this product');
  return versions.at(-1) ?? null;
}

/** CSAF 2.0 has one `purl`, 2.1 a list of `purls`. */
function readHelper(at: Field): ProductHelper {
  if (!at.isThere) return NO_HELPER;
  const purl = at.member('purl').text();
  const helper = {
    cpe: at.member('cpe').text(),
    purls: [...(purl === null ? [] : [purl]), ...at.member('purls').texts()],
    modelNumbers: at.member('model_numbers').texts(),
    serialNumbers: at.member('serial_numbers').texts(),
    skus: at.member('skus').texts(),
  };
  at.noteOthers();
  return helper;
}

const NO_HELPER: ProductHelper = { cpe: null, purls: [], modelNumbers: [], serialNumbers: [], skus: [] };
