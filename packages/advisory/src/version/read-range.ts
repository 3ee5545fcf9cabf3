import { trimNoise } from './characters.ts';
import { isDotted } from './intdot.ts';
import type {
  Interval,
  RangeReading,
  RangeWarning,
  RangeWarningCode,
  ReviewClass,
  Scheme,
} from './reading.ts';
import { reviewClassOf } from './review-class.ts';
import { withOrder } from './scheme.ts';
import { type Shape, shapeOf } from './shape.ts';
import { type Token, tokensOf } from './tokens.ts';
import { parseConstraints, parseVers } from './vers.ts';
import { ALL, intervalsOf, intervalsOfConstraints } from './vers-intervals.ts';
import { versionOf } from './version-word.ts';

/** The category of the branch in which a version string stands. */
export type VersionCategory = 'product_version' | 'product_version_range';

/** In UTF-16 code units. The longest of 2,215 published strings has fewer than 200. */
export const MAX_RANGE_LENGTH = 1000;

const ALL_PREFIX = 'vers:all/';

/**
 * Reads a version or range as an advisory has it: VERS, vls, and the shapes that publishers really write (docs/FORMATS.md 23). What is not certain is for
 * review. `scheme` is the order that is known to hold for this product; without it, only dotted numbers have one.
 */
export function readRange(written: string, category: VersionCategory, scheme?: Scheme): RangeReading {
  if (written.length > MAX_RANGE_LENGTH) return review('TOO_LONG');
  if (written.includes('\uFFFD')) return review('DAMAGED_TEXT');
  const text = trimNoise(written);
  if (text.startsWith(ALL_PREFIX)) return readAll(text, category, scheme);
  if (text.toLowerCase().startsWith('vers:')) return readVers(text, category);
  return readExactVls(text, category, scheme) ?? readPublished(text, category, scheme);
}

/** `vers:all/*`, and what is written where only the asterisk may stand. */
function readAll(text: string, category: VersionCategory, scheme: Scheme | undefined): RangeReading {
  const rest = text.slice(ALL_PREFIX.length);
  if (rest === '*') return found(scheme, ALL, inCategory(category, 'all', []));
  const warnings: RangeWarningCode[] = ['VERS_ALL_WITH_CONSTRAINT'];
  const tokens = tokensOf(rest);
  if (tokens.length === 0) return review('VERS_INVALID', warnings);
  const [shape, used] = shapeIn(tokens, scheme);
  if (shape?.kind === 'bounds' && shape.intervals.length === 1) {
    return found(used, shape.intervals, inCategory(category, shape.kind, warnings));
  }
  if (shape === null) return review(reviewClassOf(rest, tokens), warnings);
  return review(shape.kind === 'review' ? shape.reason : 'VERS_INVALID', warnings);
}

function readVers(text: string, category: VersionCategory): RangeReading {
  const vers = parseVers(text);
  if (typeof vers === 'string') return review(vers === 'TYPE_UNKNOWN' ? 'VERS_TYPE_UNKNOWN' : 'VERS_INVALID');
  const { type, constraints } = vers;
  const warnings = inCategory(category, 'bounds', []);
  if (type === 'all' || type === 'none') return found('intdot', intervalsOf(vers), warnings);
  if (constraints !== '*') {
    const areVersions = withOrder(type, order =>
      constraints.every(each => order.parse(each.version) !== null),
    );
    if (!areVersions) return review('VERS_INVALID', warnings);
    const isOrdered = type !== 'generic' || constraints.every(each => each.comparator === '=');
    if (!isOrdered) return review('LETTERS_WITHOUT_ORDER', warnings);
    const isCut = type === 'intdot' && !constraints.every(each => isDotted(each.version));
    if (isCut) warnings.push('NOT_AS_SPECIFIED');
  }
  return found(type, intervalsOf(vers), warnings);
}

/** vls exactly as specified (CSAF 2.0, 3.1.2.3.2): the constraints of a VERS, beginning with an operator. */
function readExactVls(text: string, category: VersionCategory, scheme?: Scheme): RangeReading | null {
  if (!'<>!'.includes(text.charAt(0))) return null;
  for (const each of schemesFor(scheme)) {
    const constraints = parseConstraints(text, each);
    if (typeof constraints === 'string') continue;
    if (!constraints.every(({ version }) => versionOf(version, each) === version)) continue;
    return found(each, intervalsOfConstraints(constraints), inCategory(category, 'bounds', []));
  }
  return null;
}

/** Everything else: by the shape of its words. */
function readPublished(text: string, category: VersionCategory, scheme: Scheme | undefined): RangeReading {
  const { tokens, hasWords } = withoutHead(tokensOf(text));
  if (tokens.length === 0 && hasWords) return found(scheme, ALL, inCategory(category, 'all', ['WORDS']));
  const [shape, used] = shapeIn(tokens, scheme);
  if (shape === null) return review(reviewClassOf(text, tokens), inCategory(category, 'exact', []));
  if (shape.kind === 'review') return review(shape.reason);
  const warnings: RangeWarningCode[] = hasWords ? ['WORDS'] : [];
  if (shape.kind === 'wildcard') warnings.push('WILDCARD');
  else if (!hasWords && (category === 'product_version_range' || shape.kind !== 'exact')) {
    warnings.push('NOT_AS_SPECIFIED');
  }
  return found(used, shape.intervals, inCategory(category, shape.kind, warnings));
}

function shapeIn(tokens: readonly Token[], scheme?: Scheme): [Shape | null, Scheme] {
  for (const each of schemesFor(scheme)) {
    const shape = shapeOf(tokens, each);
    if (shape !== null) return [shape, each];
  }
  if (scheme !== 'generic') return [null, 'intdot'];
  const shape = shapeOf(tokens, 'intdot');
  return [shape?.kind === 'bounds' || shape?.kind === 'wildcard' ? UNORDERED : shape, 'generic'];
}

/** In which schemes to read, the first that fits: the given one, else dotted numbers. Those are no text: a lexicographic order is for what has letters. */
function schemesFor(scheme: Scheme = 'intdot'): readonly Scheme[] {
  if (scheme === 'generic') return [];
  return scheme === 'lexicographic' ? ['intdot', scheme] : [scheme, 'intdot'];
}

const UNORDERED: Shape = { kind: 'review', reason: 'LETTERS_WITHOUT_ORDER' };

const KINDS_OF_SOFTWARE: ReadonlySet<string> = new Set(['bios', 'firmware', 'software']);

/** Without "All versions", "All BIOS versions" before an operator or alone, and "Version" before a version. */
function withoutHead(tokens: readonly Token[]): { tokens: readonly Token[]; hasWords: boolean } {
  const word = (at: number) => {
    const token = tokens[at];
    return token?.kind === 'word' ? token.text.toLowerCase() : '';
  };
  if (word(0) === 'all') {
    const at = KINDS_OF_SOFTWARE.has(word(1)) ? 2 : 1;
    const isAlone = tokens.length === 2 && at === 1;
    const isVersions = word(at) === 'versions' || word(at) === 'version';
    if (tokens.length === 1) return { tokens: [], hasWords: true };
    if (isVersions && (isAlone || tokens[at + 1]?.kind === 'operator')) {
      return { tokens: tokens.slice(at + 1), hasWords: true };
    }
  }
  const isVersion = word(0) === 'version' && tokens.length === 2;
  return isVersion ? { tokens: tokens.slice(1), hasWords: true } : { tokens, hasWords: false };
}

function inCategory(
  category: VersionCategory,
  kind: Exclude<Shape['kind'], 'review'>,
  warnings: RangeWarningCode[],
): RangeWarningCode[] {
  return category === 'product_version' && kind !== 'exact' ? [...warnings, 'RANGE_IN_VERSION'] : warnings;
}

function found(
  scheme: Scheme | undefined,
  intervals: readonly Interval[],
  codes: RangeWarningCode[],
): RangeReading {
  const isOpen = intervals.at(-1)?.upper === null;
  const warnings = warningsOf(isOpen ? [...codes, 'OPEN_END'] : codes);
  return { kind: 'intervals', scheme: scheme ?? 'intdot', intervals, warnings };
}

function review(reason: ReviewClass, codes: RangeWarningCode[] = []): RangeReading {
  return { kind: 'review', reason, warnings: warningsOf(codes) };
}

const TEXTS: Readonly<Record<RangeWarningCode, string>> = {
  VERS_ALL_WITH_CONSTRAINT: 'vers:all allows the asterisk only; the constraint behind it is what was meant',
  RANGE_IN_VERSION: 'a range stands where one version is announced',
  NOT_AS_SPECIFIED: 'not written as the format asks; the sense is certain',
  WORDS: 'words stand around the version; the sense is certain',
  OPEN_END: 'the range has no upper end: only proof of a fix closes it',
  WILDCARD: 'a wildcard, read as all versions that begin so',
};

function warningsOf(codes: readonly RangeWarningCode[]): RangeWarning[] {
  return codes.map(code => ({ code, text: TEXTS[code] }));
}
