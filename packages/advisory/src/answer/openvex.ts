import { createHash } from 'node:crypto';
import { compareText } from '../inventory/span.ts';
import type { Claim } from './claims.ts';
import type { VexFrame } from './vex-frame.ts';

interface Statement {
  readonly vulnerability: { readonly name: string };
  readonly products: readonly { readonly '@id': string }[];
  readonly status: Claim['status'];
  readonly justification?: string;
  readonly impact_statement?: string;
  readonly action_statement?: string;
  readonly status_notes?: string;
}

/** OpenVEX 0.2.0 (https://github.com/openvex/spec). The same claims, author and second give the same document. */
export function openVex(claims: readonly Claim[], { publisher, at, tool }: VexFrame): object {
  const seconds = Math.floor(at.getTime() / 1000);
  const statements = statementsOf(claims);
  const author = publisher.name;
  return {
    '@context': 'https://openvex.dev/ns/v0.2.0',
    '@id': `https://openvex.dev/docs/public/vex-${canonicalHash(statements, author, seconds)}`,
    author,
    role: 'user of the instruments',
    timestamp: new Date(seconds * 1000).toISOString().replace('.000Z', 'Z'),
    version: VERSION,
    tooling: `${tool.name} ${tool.version}`,
    statements,
  };
}

const VERSION = 1;

/** One for all products of which the same is said, by the name of the vulnerability: the order of the canonical hash. */
function statementsOf(claims: readonly Claim[]): Statement[] {
  const same = Map.groupBy(claims, ({ vulnerability, status, justification, ...claim }) =>
    JSON.stringify([vulnerability, status, justification, textsOf({ status, ...claim })]),
  );
  return [...same.values()]
    .flatMap(([first, ...more]) => (first === undefined ? [] : [statementOf(first, [first, ...more])]))
    .sort((a, b) => compareText(a.vulnerability.name, b.vulnerability.name));
}

function statementOf(claim: Claim, all: readonly Claim[]): Statement {
  return {
    vulnerability: { name: claim.vulnerability },
    products: all
      .map(({ product }) => ({ '@id': product.id }))
      .sort((a, b) => compareText(a['@id'], b['@id'])),
    status: claim.status,
    ...(claim.justification !== null && { justification: claim.justification }),
    ...textsOf(claim),
  };
}

function textsOf({ status, why, remedies }: Pick<Claim, 'status' | 'why' | 'remedies'>): Partial<Statement> {
  if (status === 'not_affected') return { impact_statement: why };
  if (status !== 'affected') return { status_notes: why };
  const action = remedies.map(({ details, url }) => (url === null ? details : `${details} ${url}`));
  return { action_statement: action.join('\n'), status_notes: why };
}

/** As github.com/openvex/go-vex 0.2.9 makes it (`VEX.CanonicalHash`; earlier ones put a colon elsewhere), for documents whose statements have no time and whose products no more than an id. */
function canonicalHash(statements: readonly Statement[], author: string, seconds: number): string {
  const lines = statements.map(({ vulnerability, status, justification = '', products }) => {
    const named = products.map(product => `:${product['@id']}`).join(':');
    return `::${vulnerability.name}::${status}:${justification}:${seconds}${named}`;
  });
  return createHash('sha256')
    .update(`${seconds}:${VERSION}:${author}${lines.join('')}`)
    .digest('hex');
}
