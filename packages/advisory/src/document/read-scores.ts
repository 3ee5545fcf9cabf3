import type { Score, WrittenEpss } from './advisory.ts';
import type { Field } from './field.ts';
import type { References } from './references.ts';

/** CVSS objects by their name, with the version that counts where the object does not say its own. */
const CVSS = { cvss_v2: '2.0', cvss_v3: null, cvss_v4: '4.0' } as const;

/** `scores` of CSAF 2.0 and `metrics` of 2.1, whose `content` holds what an item of `scores` holds itself. */
export function readScores(
  vulnerability: Field,
  references: References,
): { scores: readonly Score[]; epss: readonly WrittenEpss[] } {
  const scores: Score[] = [];
  const epss: WrittenEpss[] = [];
  for (const item of vulnerability.member('scores').items()) {
    scores.push(...readCvss(item, references.listed(item.member('products'))));
    item.noteOthers();
  }
  for (const item of vulnerability.member('metrics').items()) {
    const products = references.listed(item.member('products'));
    const content = item.member('content');
    scores.push(...readCvss(content, products));
    epss.push(...readEpss(content.member('epss'), products));
    content.noteOthers();
    item.noteOthers();
  }
  return { scores, epss };
}

function readCvss(holder: Field, products: readonly string[]): Score[] {
  return Object.entries(CVSS).flatMap(([name, usual]) => {
    const at = holder.member(name);
    if (!at.isThere) return [];
    const vector = at.member('vectorString').expectText();
    const version = at.member('version').text() ?? usual ?? '';
    const baseScore = at.member('baseScore').number();
    at.noteOthers();
    return vector === '' ? [] : [{ products, version, vector, baseScore }];
  });
}

function readEpss(at: Field, products: readonly string[]): WrittenEpss[] {
  if (!at.isThere) return [];
  const [probability, percentile, timestamp] = ['probability', 'percentile', 'timestamp'].map(name =>
    at.member(name).expectText(),
  );
  at.noteOthers();
  if (probability === undefined || percentile === undefined || timestamp === undefined) return [];
  return [{ products, probability, percentile, timestamp }];
}
