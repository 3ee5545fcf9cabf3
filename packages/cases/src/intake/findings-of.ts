import { createHash } from 'node:crypto';
import type { AskedAdvisory } from '@seqwarden/advisory/answer';
import type { Finding } from '@seqwarden/advisory/match';
import { fitted, MAX_WORDS, ordered } from '@seqwarden/proof/acts';
import { GRAVITY, type Observed, type ObservedFinding, type Unfit, unchanged } from './observed.ts';

export interface FindingsOfAdvisory {
  readonly advisory: NonNullable<Observed['advisory']>;
  /** By vulnerability. */
  readonly findings: ObservedFinding[];
}

/** What advisories say of one installation: where two documents stand for one label, both were asked, and the wider verdict counts. By publisher, id and digest. */
export function findingsOf(
  findings: readonly Finding[],
  advisories: ReadonlyMap<string, AskedAdvisory['advisory']>,
): { readonly asked: readonly FindingsOfAdvisory[]; readonly unfit: readonly Unfit[] } {
  const unfit: Unfit[] = [];
  const fitting = findings.filter(({ advisory, vulnerability }) => {
    if (![advisory.publisher, advisory.id, advisory.version].every(text => unchanged(text) !== null))
      unfit.push({ what: 'advisory', name: advisory.sha256 });
    else if (!isSpelt(vulnerability)) unfit.push({ what: 'vulnerability', name: vulnerability });
    else return true;
    return false;
  });
  const widest = Map.groupBy(fitting, ({ advisory: { publisher, id }, vulnerability }) =>
    JSON.stringify([publisher, id, vulnerability]),
  );
  const counting = [...widest.values()].flatMap(same => same.toSorted(byGravity).slice(0, 1));
  const byAdvisory = Map.groupBy(counting, ({ advisory: { publisher, id, sha256 } }) =>
    JSON.stringify([publisher, id, sha256]),
  );
  const asked = [...byAdvisory]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .flatMap(([, [first, ...more]]) => {
      if (first === undefined) return [];
      const { publisher, id, version, sha256 } = first.advisory;
      const found = [first, ...more].map(one => findingOf(one, advisories.get(sha256)));
      return [
        { advisory: { sha256, publisher, id, version }, findings: ordered(found, one => one.vulnerability) },
      ];
    });
  return { asked, unfit };
}

function byGravity(a: Finding, b: Finding): number {
  const gravity = GRAVITY.indexOf(a.verdict) - GRAVITY.indexOf(b.verdict);
  return gravity || (a.advisory.sha256 < b.advisory.sha256 ? -1 : 1);
}

/** As records spell a vulnerability: what would name another one, or none, is not entered. */
function isSpelt(vulnerability: string): boolean {
  const isCve = /^CVE-\d{4}-\d{4,}$/.test(vulnerability);
  return unchanged(vulnerability) !== null && (isCve || !/^(?:cve-\d|case:)/i.test(vulnerability));
}

function findingOf(
  { vulnerability, verdict, reasons, product, evidence }: Finding,
  advisory: AskedAdvisory['advisory'] | undefined,
): ObservedFinding {
  const [reason] = reasons;
  const named = { id: unchanged(product.id), name: fitted(product.name) };
  const entries = evidence.filter(one => one.product.id === product.id && one.range !== null);
  const range = (entries.find(one => one.verdict === verdict) ?? entries[0])?.range?.written;
  return {
    vulnerability,
    verdict,
    reason:
      reason === undefined
        ? null
        : { code: reason.code, text: fitted(reason.text, MAX_WORDS) ?? reason.code },
    product: named.id === null || named.name === null ? null : { id: named.id, name: named.name },
    range: range === undefined ? null : unchanged(range, MAX_WORDS),
    remediations: advisory === undefined ? null : remediationsOf(advisory, vulnerability, product.id),
  };
}

/** The same for the same offers, in whatever order they stand. Those that name no product are for all. */
function remediationsOf(
  { vulnerabilities }: AskedAdvisory['advisory'],
  vulnerability: string,
  product: string,
): string | null {
  const offers = vulnerabilities
    .filter(({ id }) => id === vulnerability)
    .flatMap(({ remediations }) => remediations)
    .filter(({ products }) => products.length === 0 || products.includes(product))
    .map(({ category, details, url }) => JSON.stringify([category, details, url]));
  const distinct = [...new Set(offers)].sort();
  return distinct.length === 0 ? null : createHash('sha256').update(distinct.join('\n')).digest('hex');
}
