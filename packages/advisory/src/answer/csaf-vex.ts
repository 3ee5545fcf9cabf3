import { createHash } from 'node:crypto';
import { cveId } from '../document/cve-id.ts';
import { compareText } from '../inventory/span.ts';
import type { AskedAdvisory } from './asked-advisory.ts';
import type { Claim, ClaimStatus } from './claims.ts';
import type { InstalledProduct } from './installed-product.ts';
import { compareAdvisories } from './order.ts';
import type { VexFrame } from './vex-frame.ts';

/** A CSAF 2.0 document of the profile `csaf_vex` (OASIS CSAF 2.0, section 4.5). `claims` is not empty, as the profile demands. */
export function csafVex(
  claims: readonly Claim[],
  asked: readonly AskedAdvisory[],
  { publisher, at, tool }: VexFrame,
): object {
  const named = new Set(claims.map(({ vulnerability }) => vulnerability));
  const advisories = asked
    .filter(({ advisory }) => advisory.vulnerabilities.some(({ id }) => named.has(id)))
    .sort((a, b) => compareAdvisories(a.advisory, b.advisory));
  const moment = at.toISOString();
  const content = {
    product_tree: { full_product_names: productsOf(claims).map(fullName) },
    vulnerabilities: [...Map.groupBy(claims, claim => claim.vulnerability)].map(([id, those]) =>
      vulnerabilityOf(id, those, advisories),
    ),
  };
  const digest = createHash('sha256').update(JSON.stringify(content)).digest('hex');
  return {
    document: {
      category: 'csaf_vex',
      csaf_version: '2.0',
      lang: 'en',
      notes: advisories.map(noteOf),
      publisher: { category: 'user', name: publisher.name, namespace: publisher.namespace },
      title: 'Installed sequencer software and published advisories',
      tracking: {
        current_release_date: moment,
        generator: { date: moment, engine: { name: tool.name, version: tool.version } },
        id: `seqwarden-exposure-${digest.slice(0, 16)}`,
        initial_release_date: moment,
        revision_history: [{ date: moment, number: '1', summary: 'As found when this was asked.' }],
        status: 'final',
        version: '1',
      },
    },
    ...content,
  };
}

function productsOf(claims: readonly Claim[]): InstalledProduct[] {
  return [...new Map(claims.map(({ product }) => [product.id, product])).values()].sort((a, b) =>
    compareText(a.id, b.id),
  );
}

function fullName({ id, name, serial }: InstalledProduct): object {
  return {
    name,
    product_id: id,
    ...(serial !== null && serial !== '' && { product_identification_helper: { serial_numbers: [serial] } }),
  };
}

function noteOf({ advisory: { label, title, sha256 }, builtIn }: AskedAdvisory): object {
  const own = builtIn
    ? " This is this program's own document, made of the public facts; it is not the publisher's."
    : '';
  return {
    category: 'details',
    text: `${title} (${label.publisherName}, version ${label.version}, SHA-256 ${sha256}).${own}`,
    title: `Advisory ${label.id}`,
  };
}

const GROUPS: readonly (readonly [ClaimStatus, string])[] = [
  ['fixed', 'fixed'],
  ['affected', 'known_affected'],
  ['not_affected', 'known_not_affected'],
  ['under_investigation', 'under_investigation'],
];

function vulnerabilityOf(id: string, claims: readonly Claim[], advisories: readonly AskedAdvisory[]): object {
  const its = (status: ClaimStatus) => claims.filter(claim => claim.status === status);
  const groups = GROUPS.flatMap(([status, group]) => {
    const products = its(status).map(({ product }) => product.id);
    return products.length === 0 ? [] : [[group, products] as const];
  });
  const flags = its('not_affected').flatMap(({ justification, product }) =>
    justification === null ? [] : [{ label: justification, product_ids: [product.id] }],
  );
  const threats = its('not_affected').map(({ why, product }) => ({
    category: 'impact',
    details: why,
    product_ids: [product.id],
  }));
  const remediations = remediationsOf(its('affected'));
  return {
    ...naming(id, advisories),
    ...(flags.length > 0 && { flags }),
    notes: [
      { category: 'description', text: descriptionOf(id, advisories) },
      ...claims
        .filter(({ status }) => status !== 'not_affected')
        .map(({ product, why }) => ({ category: 'details', text: why, title: `Why: ${product.name}` })),
    ],
    product_status: Object.fromEntries(groups),
    ...(remediations.length > 0 && { remediations }),
    ...(threats.length > 0 && { threats }),
  };
}

/** One for all products with the same remedy. */
function remediationsOf(affected: readonly Claim[]): object[] {
  const each = affected.flatMap(({ product, remedies }) =>
    remedies.map(remedy => ({ remedy, id: product.id })),
  );
  const same = Map.groupBy(each, ({ remedy }) => JSON.stringify(remedy));
  return [...same.values()].flatMap(([first, ...more]) => {
    if (first === undefined) return [];
    const { category, details, url } = first.remedy;
    const product_ids = [first, ...more].map(({ id }) => id);
    return [{ category, details, product_ids, ...(url !== null && { url }) }];
  });
}

function naming(id: string, advisories: readonly AskedAdvisory[]): object {
  if (cveId(id) !== null) return { cve: id };
  const { advisory } = advisories.find(one => has(one, id)) ?? {};
  const otherId = advisory?.vulnerabilities.find(one => one.id === id)?.otherId ?? null;
  const system_name = otherId?.system ?? advisory?.label.publisherName ?? 'unknown';
  return { ids: [{ system_name, text: otherId?.text ?? id }] };
}

/** What the first advisory that has the vulnerability says of it. */
function descriptionOf(id: string, advisories: readonly AskedAdvisory[]): string {
  const theirs = advisories.filter(one => has(one, id));
  const entries = theirs.flatMap(({ advisory }) => advisory.vulnerabilities.filter(one => one.id === id));
  const notes = entries.flatMap(one => one.notes);
  const described = ['summary', 'description', 'general', 'details'].flatMap(category =>
    notes.filter(note => note.category === category && note.text !== ''),
  );
  const named = theirs.map(({ advisory }) => advisory.label.id).join(', ');
  return described[0]?.text ?? entries.find(one => one.title !== null)?.title ?? `See ${named}.`;
}

function has({ advisory }: AskedAdvisory, id: string): boolean {
  return advisory.vulnerabilities.some(one => one.id === id);
}
