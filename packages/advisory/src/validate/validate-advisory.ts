import { AdvisoryError, csafVersionOf, type ParsedDocument, parseDocument } from '../document/index.ts';
import type { Level } from './document-test.ts';
import { testsOf } from './tests-of.ts';

/** Which tests: all mandatory ones (with the schema); with them the optional, or recommended, ones; with them the informative ones. */
export type Scope = 'mandatory' | 'optional' | 'informative';

export interface ValidationFinding {
  /** The section of the test in the specification (`6.1.1`), or `schema`. */
  readonly test: string;
  readonly level: Level;
  /** JSON pointer. */
  readonly pointer: string;
  /** Of the library or of ours; may quote the document, and is cleaned where people read it. */
  readonly message: string;
}

const LEVELS: Readonly<Record<Scope, readonly Level[]>> = {
  mandatory: ['error'],
  optional: ['error', 'warning'],
  informative: ['error', 'warning', 'info'],
};

/**
 * What a document may have to be validated: values (members and items) in all, and items of one list. The library keeps every error of every value,
 * and compares each item of many lists with each other one. Advisories on instruments have some thousand values.
 */
export const MAX_VALIDATED_VALUES = 100_000;
export const MAX_VALIDATED_ITEMS = 10_000;

/**
 * What the tests of CSAF 2.0 or 2.1 find in a document, in the order of the tests; it is valid if nothing of level `error` is among it. Which
 * tests there are, and which are left out, stands in docs/FORMATS.md, section 24. Nothing is fetched and no program is started.
 *
 * @throws AdvisoryError as `readAdvisory` does for what is no CSAF; ADVISORY_TOO_LARGE
 */
export async function validateAdvisory(
  document: Uint8Array | ParsedDocument,
  scope: Scope = 'mandatory',
): Promise<ValidationFinding[]> {
  const { value } = document instanceof Uint8Array ? parseDocument(document) : document;
  const version = csafVersionOf(value);
  if (!isWithinLimits(value))
    throw new AdvisoryError('ADVISORY_TOO_LARGE', '', 'it has too many values to be validated');
  const findings: ValidationFinding[] = [];
  for (const level of LEVELS[scope]) {
    for (const test of await testsOf(version, level))
      for (const found of await test.run(value)) findings.push({ test: test.id, ...found });
  }
  return findings;
}

export function isValid(findings: readonly ValidationFinding[]): boolean {
  return findings.every(({ level }) => level !== 'error');
}

function isWithinLimits(value: unknown): boolean {
  let left = MAX_VALIDATED_VALUES;
  const open: unknown[] = [value];
  for (let next = open.pop(); next !== undefined; next = open.pop()) {
    if (typeof next !== 'object' || next === null) continue;
    const inner = Object.values(next);
    left -= inner.length;
    if (left < 0 || (Array.isArray(next) && inner.length > MAX_VALIDATED_ITEMS)) return false;
    for (const item of inner) open.push(item);
  }
  return true;
}
