import { isLetter } from './characters.ts';
import { type Constraint, isLower, isUpper } from './constraint.ts';
import type { Order } from './order.ts';
import type { Scheme } from './reading.ts';
import { isScheme, withOrder } from './scheme.ts';
import { decodeVersion, encodeVersion } from './vers-encoding.ts';

/** A version range specifier, read. `*` is all versions of the type; of `none`, no version. */
export type Vers =
  | { readonly type: 'all' | 'none'; readonly constraints: '*' }
  | { readonly type: Scheme; readonly constraints: '*' | readonly Constraint[] };

export type VersFault =
  | 'NOT_VERS'
  | 'CHARACTERS'
  | 'TYPE_MALFORMED'
  | 'TYPE_UNKNOWN'
  | 'NO_CONSTRAINTS'
  | 'BAR_LEADING'
  | 'BAR_TRAILING'
  | 'BAR_DOUBLED'
  | 'ASTERISK_NOT_ALONE'
  | 'EQUALS_SIGN'
  | 'VERSION_EMPTY'
  | 'PERCENT_ENCODING'
  | 'NOT_CANONICAL'
  | 'DATETIME_CASE'
  | 'UNSORTED'
  | 'SEQUENCE';

/**
 * Reads a canonical VERS (package-url/vers-spec, clause 5 and "How to parse"). What is not canonical is refused, never corrected, and so is a type whose
 * order is not known here. A version that is none of its type is read: only an order needs more.
 */
export function parseVers(text: string): Vers | VersFault {
  if (!text.startsWith('vers:')) return 'NOT_VERS';
  const slash = text.indexOf('/');
  const type = text.slice('vers:'.length, slash < 0 ? undefined : slash);
  const constraints = slash < 0 ? '' : text.slice(slash + 1);
  if (!isType(type)) return 'TYPE_MALFORMED';
  if (type !== 'all' && type !== 'none' && !isScheme(type)) return 'TYPE_UNKNOWN';
  if (constraints === '') return 'NO_CONSTRAINTS';
  if (!isPrintable(constraints)) return 'CHARACTERS';
  if (type === 'all' || type === 'none') {
    return constraints === '*' ? { type, constraints } : 'ASTERISK_NOT_ALONE';
  }
  if (constraints === '*') return { type, constraints };
  const read = parseConstraints(constraints, type);
  return typeof read === 'string' ? read : { type, constraints: read };
}

/** The part behind the slash, other than `*`. */
export function parseConstraints(text: string, type: Scheme): readonly Constraint[] | VersFault {
  if (text.startsWith('|')) return 'BAR_LEADING';
  if (text.endsWith('|')) return 'BAR_TRAILING';
  const constraints: Constraint[] = [];
  for (const part of text.split('|')) {
    const constraint = parseConstraint(part, type);
    if (typeof constraint === 'string') return constraint;
    constraints.push(constraint);
  }
  return (
    withOrder(type, order => (isSorted(constraints, order) ? null : 'UNSORTED')) ??
    sequenceFault(constraints) ??
    constraints
  );
}

const WRITTEN = ['>=', '<=', '!=', '<', '>'] as const;

function parseConstraint(part: string, type: Scheme): Constraint | VersFault {
  if (part === '') return 'BAR_DOUBLED';
  if (part.startsWith('=')) return 'EQUALS_SIGN';
  const comparator = WRITTEN.find(each => part.startsWith(each));
  const written = part.slice(comparator?.length ?? 0);
  if (written === '') return 'VERSION_EMPTY';
  if (written.startsWith('*')) return 'ASTERISK_NOT_ALONE';
  const version = decodeVersion(written);
  if (version === null) return 'PERCENT_ENCODING';
  if (encodeVersion(version) !== written) return 'NOT_CANONICAL';
  if (type === 'datetime' && version !== version.toUpperCase()) return 'DATETIME_CASE';
  return { comparator: comparator ?? '=', version };
}

/** Each version above the one before it, so that none occurs twice. The order of `generic` is not known: there, only neighbours that are equal tell. */
function isSorted<K>(constraints: readonly Constraint[], order: Order<K>): boolean {
  const keys = constraints.map(({ version }) => order.parse(version));
  return keys.every((key, i) => {
    const before = keys[i - 1] ?? null;
    if (key === null || before === null) return true;
    const known = order.relation(before, key) !== 'unordered' || order.compare(before, key) === 0;
    return !known || order.compare(before, key) < 0;
  });
}

/** Clause 5.4: comparators of neighbours must make distinct intervals, none of them redundant. */
function sequenceFault(constraints: readonly Constraint[]): VersFault | null {
  const kept = constraints.filter(({ comparator }) => comparator !== '!=');
  const isBroken = kept.some(({ comparator }, i) => {
    const before = kept[i - 1]?.comparator;
    if (before === undefined) return false;
    return isLower(before) ? !isUpper(comparator) : isUpper(comparator);
  });
  return isBroken ? 'SEQUENCE' : null;
}

function isPrintable(text: string): boolean {
  for (let at = 0; at < text.length; at++) {
    const code = text.charCodeAt(at);
    if (code <= 0x20 || code >= 0x7f) return false;
  }
  return true;
}

function isType(text: string): boolean {
  for (const character of text) {
    const isLower = isLetter(character.charCodeAt(0)) && character === character.toLowerCase();
    if (!isLower && !'0123456789.-'.includes(character)) return false;
  }
  return text !== '' && isLetter(text.charCodeAt(0));
}
