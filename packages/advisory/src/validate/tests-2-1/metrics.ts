import { type DocumentTest, ownTest } from '../document-test.ts';
import { arrayAt, textAt, valueAt } from '../value-at.ts';

/** 6.1.56: for one product, one source gives a CVSS score or a qualitative rating, not both. No source is the author of the document. */
export const METRIC_TESTS: readonly DocumentTest[] = [
  ownTest('6.1.56', 'error', document =>
    arrayAt(document, 'vulnerabilities').flatMap((vulnerability, at) => {
      const metrics = arrayAt(vulnerability, 'metrics');
      const scored = new Set(metrics.filter(hasCvss).flatMap(tuples));
      return metrics.flatMap((metric, nth) => {
        const isRated = valueAt(metric, 'content', 'qualitative_severity_rating') !== undefined;
        return isRated && tuples(metric).some(tuple => scored.has(tuple))
          ? [
              {
                pointer: `/vulnerabilities/${at}/metrics/${nth}/content/qualitative_severity_rating`,
                message: 'the same source gives a CVSS score for the same product',
              },
            ]
          : [];
      });
    }),
  ),
];

function hasCvss(metric: unknown): boolean {
  return ['cvss_v2', 'cvss_v3', 'cvss_v4'].some(name => valueAt(metric, 'content', name) !== undefined);
}

function tuples(metric: unknown): string[] {
  const source = textAt(metric, 'source') ?? null;
  return arrayAt(metric, 'products').map(product => JSON.stringify([source, product]));
}
