/** Comparators of VERS. A bare version has `=`, which VERS never writes. */
export type Comparator = '=' | '!=' | '<' | '<=' | '>' | '>=';

export interface Constraint {
  readonly comparator: Comparator;
  readonly version: string;
}

export function isUpper(comparator: Comparator): boolean {
  return comparator === '<' || comparator === '<=';
}

export function isLower(comparator: Comparator): boolean {
  return comparator === '>' || comparator === '>=';
}

export function isInclusive(comparator: Comparator): boolean {
  return comparator === '=' || comparator === '<=' || comparator === '>=';
}
