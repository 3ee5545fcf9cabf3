import { OWN_PUBLISHER } from './labels.ts';

/** A product as the original lists it; its place in the list, from 1, makes its id. */
export interface ListedProduct {
  readonly name: string;
  readonly category: 'product_version' | 'product_version_range';
  readonly version: string;
}

export interface ListedVulnerability {
  readonly cve: string;
  readonly cwe: { readonly id: string; readonly name: string };
  readonly score: number;
  readonly severity: 'HIGH' | 'CRITICAL';
  /** CVSS 3.0. */
  readonly vector: string;
  readonly note: string;
}

export interface Rendering {
  readonly id: string;
  readonly title: string;
  readonly summary: string;
  /** The publication that states these facts. */
  readonly original: {
    readonly id: string;
    readonly version: string;
    readonly date: string;
    readonly page: string;
    readonly file: string;
    /** Of its bytes. */
    readonly sha256: string;
    readonly sha512: string;
  };
  readonly products: readonly ListedProduct[];
  readonly vulnerabilities: readonly ListedVulnerability[];
  readonly remediations: readonly {
    readonly category: 'mitigation' | 'vendor_fix';
    readonly details: string;
    readonly url?: string;
  }[];
}

/** The day on which these documents were made. A change of theirs is a new revision. */
const MADE = '2026-11-23T00:00:00.000Z';

/** CSAF 2.0, JSON with two blanks and a line feed at the end: the same bytes each time. */
export function encodeRendering(rendering: Rendering): Uint8Array {
  return new TextEncoder().encode(`${JSON.stringify(documentOf(rendering), null, 2)}\n`);
}

function documentOf(rendering: Rendering) {
  const { id, title, summary, original, products, vulnerabilities, remediations } = rendering;
  const ids = products.map((_, at) => idOf(at));
  return {
    document: {
      category: 'csaf_security_advisory',
      csaf_version: '2.0',
      title: `${title} (facts of ${original.id} as rendered by Seqwarden)`,
      lang: 'en-GB',
      distribution: { tlp: { label: 'WHITE', url: 'https://www.first.org/tlp/v1/' } },
      publisher: { category: 'other', name: 'Seqwarden, built in', namespace: OWN_PUBLISHER },
      notes: [
        {
          category: 'general',
          title: 'Not the original',
          text: `This document is Seqwarden's own rendering of public facts. It is not a publication of CISA or Illumina, and nobody of them has checked it. The original is ${original.id}, version ${original.version}, of ${original.date}: SHA-256 ${original.sha256}, SHA-512 ${original.sha512}.`,
        },
        { category: 'summary', title: 'What it is about', text: summary },
      ],
      references: [
        {
          category: 'external',
          summary: `${original.id}, web page of CISA`,
          url: original.page,
        },
        {
          category: 'external',
          summary: `${original.id}, CSAF document of CISA, SHA-256 ${original.sha256}`,
          url: original.file,
        },
      ],
      tracking: {
        id,
        aliases: [original.id],
        status: 'final',
        version: '1',
        initial_release_date: MADE,
        current_release_date: MADE,
        revision_history: [{ number: '1', date: MADE, summary: 'First rendering' }],
      },
    },
    product_tree: {
      branches: [
        {
          category: 'vendor',
          name: 'Illumina',
          branches: products.map(({ name, category, version }, at) => ({
            category: 'product_name',
            name,
            branches: [
              {
                category,
                name: version,
                product: { product_id: idOf(at), name: `${name} ${version}` },
              },
            ],
          })),
        },
      ],
    },
    vulnerabilities: vulnerabilities.map(({ cve, cwe, score, severity, vector, note }) => ({
      cve,
      cwe,
      notes: [{ category: 'summary', title: 'What it is', text: note }],
      product_status: { known_affected: ids },
      references: [
        {
          category: 'external',
          summary: `CVE record of ${cve}`,
          url: `https://www.cve.org/CVERecord?id=${cve}`,
        },
      ],
      remediations: remediations.map(remediation => ({ ...remediation, product_ids: ids })),
      scores: [
        {
          products: ids,
          cvss_v3: {
            version: '3.0',
            vectorString: `CVSS:3.0/${vector}`,
            baseScore: score,
            baseSeverity: severity,
          },
        },
      ],
    })),
  };
}

function idOf(at: number): string {
  return `SEQWARDEN-${String(at + 1).padStart(2, '0')}`;
}
