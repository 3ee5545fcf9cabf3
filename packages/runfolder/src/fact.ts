/**
 * A value with where it comes from. A value never stands without its source.
 *
 * - `read`: `value` stands in the field that `from` names, or counts what stands there: `FILE#PATH`, an XML path
 *   below the root element, `@` for an attribute; for an IDAT file the row and parameter.
 * - `inferred`: `value` follows from the field that `from` names, by a table of this package.
 * - `unknown`: nothing says. `from` is then the field that was looked at and did not answer (empty, refused, or
 *   only proof that there is such a thing, as a `LocalRunManagerRunId` without a version), else null.
 */
export type Fact<T> =
  | { readonly value: T; readonly confidence: 'read' | 'inferred'; readonly from: string }
  | { readonly value: null; readonly confidence: 'unknown'; readonly from: string | null };

export function read<T>(value: T, from: string): Fact<T> {
  return { value, confidence: 'read', from };
}

export function inferred<T>(value: T, from: string): Fact<T> {
  return { value, confidence: 'inferred', from };
}

export function unknown<T>(from: string | null = null): Fact<T> {
  return { value: null, confidence: 'unknown', from };
}

/** The first fact that has a value; else the first unknown that names a field; else unknown. */
export function firstKnown<T>(...facts: readonly Fact<T>[]): Fact<T> {
  return facts.find(fact => fact.value !== null) ?? facts.find(fact => fact.from !== null) ?? unknown<T>();
}
