import type { Advisory, Remediation, Vulnerability } from '../document/advisory.ts';
import { compareText } from '../inventory/span.ts';
import type { Finding } from '../match/finding.ts';
import { type InstalledProduct, installedProduct } from './installed-product.ts';
import { compareFindings } from './order.ts';

/** What VEX documents say of one vulnerability and one installation. Of `not_listed` they say nothing. */
export interface Claim {
  readonly vulnerability: string;
  readonly product: InstalledProduct;
  readonly status: ClaimStatus;
  /** The reasons of the findings that decided, in sentences. */
  readonly why: string;
  /** Of an affected one: what its advisories advise. Never empty there. */
  readonly remedies: readonly Pick<Remediation, 'category' | 'details' | 'url'>[];
  /** One of the five labels that CSAF and OpenVEX share, where an advisory has it for the product. Never concluded. */
  readonly justification: Justification | null;
}

export type ClaimStatus = 'affected' | 'under_investigation' | 'fixed' | 'not_affected';

const JUSTIFICATIONS = [
  'component_not_present',
  'inline_mitigations_already_exist',
  'vulnerable_code_cannot_be_controlled_by_adversary',
  'vulnerable_code_not_in_execute_path',
  'vulnerable_code_not_present',
] as const;

export type Justification = (typeof JUSTIFICATIONS)[number];

/** Where advisories differ, the first of these is said. */
const WIDEST: readonly (readonly [Finding['verdict'], ClaimStatus])[] = [
  ['affected', 'affected'],
  ['review', 'under_investigation'],
  ['fixed', 'fixed'],
  ['not_affected', 'not_affected'],
];

const NO_REMEDY = {
  category: 'none_available',
  details: 'The advisory names no remedy for this product. Ask the manufacturer.',
  url: null,
} as const;

/** By vulnerability, then installation; each pair once. */
export function claimsOf(findings: readonly Finding[], advisories: readonly Advisory[]): readonly Claim[] {
  const bySha256 = new Map(advisories.map(advisory => [advisory.sha256, advisory]));
  const pairs = Map.groupBy(findings.toSorted(compareFindings), one =>
    JSON.stringify([one.vulnerability, installedProduct(one).id]),
  );
  return [...pairs.values()]
    .flatMap(those => claimOf(those, bySha256))
    .sort((a, b) => compareText(a.vulnerability, b.vulnerability) || compareText(a.product.id, b.product.id));
}

function claimOf(findings: readonly Finding[], advisories: ReadonlyMap<string, Advisory>): Claim[] {
  const [verdict, status] = WIDEST.find(([one]) => findings.some(finding => finding.verdict === one)) ?? [];
  const deciding = findings.filter(finding => finding.verdict === verdict);
  const [first] = deciding;
  if (first === undefined || status === undefined) return [];
  const entries = deciding.flatMap(finding => entryOf(finding, advisories));
  const remedies = status === 'affected' ? entries.flatMap(remediesOf) : [];
  const justifications = status === 'not_affected' ? entries.flatMap(justificationsOf) : [];
  return [
    {
      vulnerability: first.vulnerability,
      product: installedProduct(first),
      status,
      why: unique(deciding.flatMap(({ reasons }) => reasons.map(({ text }) => text))).join(' '),
      remedies: status === 'affected' && remedies.length === 0 ? [NO_REMEDY] : uniqueRemedies(remedies),
      justification: justifications.sort()[0] ?? null,
    },
  ];
}

interface Entry {
  readonly product: string;
  readonly vulnerability: Vulnerability;
}

function entryOf(finding: Finding, advisories: ReadonlyMap<string, Advisory>): Entry[] {
  const { vulnerabilities = [] } = advisories.get(finding.advisory.sha256) ?? {};
  return vulnerabilities
    .filter(({ id }) => id === finding.vulnerability)
    .map(vulnerability => ({ product: finding.product.id, vulnerability }));
}

function remediesOf({ product, vulnerability }: Entry): readonly Remediation[] {
  return vulnerability.remediations.filter(
    ({ products }) => products.length === 0 || products.includes(product),
  );
}

function justificationsOf({ product, vulnerability }: Entry): readonly Justification[] {
  return vulnerability.flags
    .filter(({ products }) => products.length === 0 || products.includes(product))
    .flatMap(({ label }) => JUSTIFICATIONS.filter(known => known === label));
}

function unique(texts: readonly string[]): string[] {
  return [...new Set(texts)];
}

function uniqueRemedies(remedies: readonly Claim['remedies'][number][]): Claim['remedies'] {
  const byText = new Map(
    remedies.map(({ category, details, url }) => [
      JSON.stringify([category, details, url]),
      { category, details, url },
    ]),
  );
  return [...byText.values()];
}
