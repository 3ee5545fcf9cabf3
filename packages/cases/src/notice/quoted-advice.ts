import type { Advisory, Remediation } from '@seqwarden/advisory/document';
import type { HintLine, LineSource, Overlay, OverlayLine } from '@seqwarden/advisory/overlay';
import { modelsMeant } from '@seqwarden/advisory/program';
import type { ItemState } from '../state/index.ts';
import { programWords } from '../words/index.ts';
import { KNOWN_ADVICE } from './known-advice.ts';
import type { Quote } from './quote.ts';

/** Categories of CSAF 2.0, 3.2.3.12.1, that help before there is a fix. */
const UNTIL_PATCHED = ['mitigation', 'workaround'];

/** What these documents, the curated lines, and published letters say on the items: each once, in this order. Pure. */
export function quotedAdvice(
  items: readonly ItemState[],
  advisories: readonly Advisory[],
  overlay: Overlay,
): Quote[] {
  const quotes = [
    ...advisories.flatMap(advisory => ofAdvisory(advisory, items)),
    ...overlay.lines.flatMap(line => ofLine(line, items, advisories)),
    ...KNOWN_ADVICE.filter(({ vulnerabilities }) =>
      items.some(one => vulnerabilities.includes(one.vulnerability)),
    ).map(one => ({ ...one, isVerbatim: false })),
  ];
  const same = Map.groupBy(quotes, ({ text, url, isVerbatim }) => JSON.stringify([text, url, isVerbatim]));
  return [...same.values()].flatMap(([first, ...more]) => {
    if (first === undefined) return [];
    const { text, isVerbatim, url } = first;
    const sources = new Set([first, ...more].map(({ source }) => source));
    // What one calls a fix and another a help until then is not to be missed where fixes stand.
    const what = more.find(one => one.what === 'fix')?.what ?? first.what;
    return [{ what, text, isVerbatim, url, source: [...sources].join('; ') }];
  });
}

function ofAdvisory(advisory: Advisory, items: readonly ItemState[]): Quote[] {
  const { label } = advisory;
  const source = (category: string) =>
    `${label.publisherName}, ${label.id}, version ${label.version}, as ${category.replaceAll('_', ' ')}`;
  return advisory.vulnerabilities.flatMap(({ id, remediations }) => {
    const about = items.filter(({ vulnerability }) => vulnerability === id);
    const products = about.flatMap(({ findings }) =>
      findings.flatMap(({ advisory: { sha256 }, finding }) =>
        sha256 === advisory.sha256 ? (finding.product?.id ?? []) : [],
      ),
    );
    return about.length === 0
      ? []
      : remediations
          .filter(one => isFor(one, products))
          .map(one => ({ ...ofRemediation(one), source: source(one.category) }));
  });
}

/** A remediation without products is for all; where no product is known, all are shown. */
function isFor({ products }: Remediation, wanted: readonly string[]): boolean {
  return products.length === 0 || wanted.length === 0 || products.some(one => wanted.includes(one));
}

function ofRemediation({ category, details, url }: Remediation): Omit<Quote, 'source'> {
  return {
    what: UNTIL_PATCHED.includes(category) ? 'until_patched' : 'fix',
    text: details.replace(QUOTATION_MARKS, "'"),
    isVerbatim: true,
    url,
  };
}

/** All that Unicode calls so, and what looks like a double one: an advisory's text is its publisher's, and must not end where ours seems to begin. */
const QUOTATION_MARKS = /[\p{Quotation_Mark}\u02ba\u02ee\u05f4\u2033\u2036\u3003]/gu;

/** Lines on an advisory that was asked about one of the items, and that help whoever patches. */
function ofLine(line: OverlayLine, items: readonly ItemState[], advisories: readonly Advisory[]): Quote[] {
  if (line.kind !== 'patch' && line.kind !== 'hint' && line.kind !== 'off-instrument') return [];
  const ids = line.on.map(({ id }) => id);
  const isAsked = ({ label, vulnerabilities }: Advisory) =>
    ids.includes(label.id) &&
    vulnerabilities.some(({ id }) => items.some(({ vulnerability }) => vulnerability === id));
  if (!advisories.some(isAsked)) return [];
  const text = words(line, items);
  return text === undefined
    ? []
    : [{ ...text, isVerbatim: false, url: line.source.url, source: sourceOf(line.source, line.checked) }];
}

function words(
  line: Extract<OverlayLine, { kind: 'patch' | 'hint' | 'off-instrument' }>,
  items: readonly ItemState[],
): Pick<Quote, 'what' | 'text'> | undefined {
  if (line.kind === 'off-instrument')
    return {
      what: 'caution',
      text: `The program is also installed apart from any instrument ("${line.installation}"): such a computer is to be patched, too.`,
    };
  const about = items.filter(({ vulnerability }) => line.vulnerabilities.includes(vulnerability));
  if (about.length === 0 || (line.kind === 'hint' && !about.some(one => isOfModels(one, line))))
    return undefined;
  if (line.kind === 'patch')
    return { what: 'fix', text: `Installer ${line.file}: SHA-256 ${line.sha256}; SHA-512 ${line.sha512}` };
  return {
    what: 'caution',
    text: `That a run shows ${programWords({ component: line.component, name: null })} ${line.range} does not prove that it is fixed: which version has the fix was not published.`,
  };
}

/** As far as it is known: whoever has another model would wait for a version that never comes. */
function isOfModels({ installed, findings }: ItemState, { models }: HintLine): boolean {
  const known = findings.flatMap(({ advisory: { publisher, id }, finding: { product } }) =>
    product === null ? [] : modelsMeant({ publisher, id, product: product.name }),
  );
  return [...known, installed.model].some(model => model !== null && models.includes(model));
}

function sourceOf({ text, kind }: LineSource, checked: string): string {
  return `${kind}: ${text} (compared on ${checked})`;
}
