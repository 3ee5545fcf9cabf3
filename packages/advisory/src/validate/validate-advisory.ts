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
 * Values (members, items) that a document may have to be validated: the library keeps every error of every value, and compares products with one
 * another. Advisories on instruments have some thousand.
 */
export const MAX_VALIDATED_VALUES = 100_000;

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
  if (!isWithin(value, MAX_VALIDATED_VALUES))
    throw new AdvisoryError('ADVISORY_TOO_LARGE', '', `it has more than ${MAX_VALIDATED_VALUES} values`);
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

/** Whether parsed JSON has at most so many values. */
function isWithin(value: unknown, most: number): boolean {
  let left = most;
  const open: unknown[] = [value];
  for (let next = open.pop(); next !== undefined; next = open.pop()) {
    if (left-- === 0) return false;
    if (typeof next === 'object' && next !== null) {
      const inner = Object.values(next);
      if (inner.length > left) return false;
      for (const item of inner) open.push(item);
    }
  }
  return true;
}
