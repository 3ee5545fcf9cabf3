import { type Advisory, readAdvisory } from '../src/document/index.ts';

export interface ProductParts {
  readonly vendor?: string;
  readonly name?: string;
  /** Branches between the product's name and its version. */
  readonly between?: readonly { readonly category: string; readonly name: string }[];
  readonly version?: string;
  readonly category?: 'product_version' | 'product_version_range';
  readonly helper?: Readonly<Record<string, unknown>>;
}

export interface AdvisoryParts {
  readonly publisher?: string;
  readonly id?: string;
  readonly version?: string;
  readonly products?: readonly ProductParts[];
  /** Places of products, from 1; the relationship's id is R and its own place. */
  readonly relationships?: readonly (readonly [product: number, relatesTo: number])[];
  /** Id of a vulnerability to status groups, each with ids: P1 is the first product, R1 the first relationship. */
  readonly says?: Readonly<Record<string, Readonly<Record<string, readonly string[]>>>>;
}

/** A CSAF document of what matters for matching, as bytes. */
export function advisoryBytes(parts: AdvisoryParts = {}): Uint8Array {
  const { publisher = 'https://advisories.example', id = 'ADV-1', version = '1', relationships = [] } = parts;
  const { products = [{}], says = { 'CVE-2026-0001': { known_affected: ['P1'] } } } = parts;
  const date = '2026-01-01T00:00:00.000Z';
  const document = {
    document: {
      category: 'csaf_security_advisory',
      csaf_version: '2.0',
      title: id,
      publisher: { category: 'coordinator', name: 'example', namespace: publisher },
      tracking: {
        ...{ id, version, status: 'final', initial_release_date: date, current_release_date: date },
        revision_history: [{ number: version, date, summary: 'made' }],
      },
    },
    product_tree: {
      branches: products.map(branchOf),
      relationships: relationships.map(([product, relatesTo], at) => ({
        category: 'installed_on',
        product_reference: `P${product}`,
        relates_to_product_reference: `P${relatesTo}`,
        full_product_name: { product_id: `R${at + 1}`, name: `P${product} on P${relatesTo}` },
      })),
    },
    vulnerabilities: Object.entries(says).map(([cve, status]) => ({
      ...(cve.startsWith('CVE-') ? { cve } : { ids: [{ system_name: 'example', text: cve }] }),
      product_status: status,
    })),
  };
  return new TextEncoder().encode(JSON.stringify(document));
}

export function advisory(parts: AdvisoryParts = {}): Advisory {
  return readAdvisory(advisoryBytes(parts));
}

function branchOf(parts: ProductParts, at: number) {
  const { vendor = 'Maker', name = 'Program', between = [], version, helper } = parts;
  const { category = 'product_version_range' } = parts;
  const product = {
    product_id: `P${at + 1}`,
    name: `${name} ${version ?? ''}`.trim(),
    ...(helper === undefined ? {} : { product_identification_helper: helper }),
  };
  const path = [
    { category: 'vendor', name: vendor },
    { category: 'product_name', name },
    ...between,
    ...(version === undefined ? [] : [{ category, name: version }]),
  ];
  return path.reduceRight<object>(
    (inner, branch) => ({
      ...branch,
      ...('product_id' in inner ? { product: inner } : { branches: [inner] }),
    }),
    product,
  );
}
