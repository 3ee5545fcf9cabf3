/** One semantic difference between two advisories. */
export interface AdvisoryDifference {
  readonly kind: DifferenceKind;
  /** JSON pointer into the later document; of what was removed, into the earlier one. */
  readonly pointer: string;
  /** What was and what is. Quotes the documents, shortened: to be cleaned where people read it. */
  readonly text: string;
}

export type DifferenceKind =
  | 'label-changed'
  | 'version-moved'
  | 'version-moved-back'
  | 'date-moved'
  | 'date-moved-back'
  /** Status, category or TLP label of the document. */
  | 'state-changed'
  | 'self-reference-changed'
  | 'text-changed'
  | 'product-added'
  | 'product-removed'
  /** Full name, or a branch above it that is no version. */
  | 'product-renamed'
  | 'range-changed'
  | 'helper-changed'
  | 'relationship-changed'
  | 'vulnerability-added'
  | 'vulnerability-removed'
  | 'status-changed'
  | 'score-changed'
  | 'remediation-changed'
  | 'flag-changed'
  /** Something that is not read: acknowledgements, revision history, the generator. */
  | 'other-changed';

const QUOTED = 200;

/** A value of a document, cut off where it is long. */
export function quote(value: string | null): string {
  if (value === null) return 'none';
  return JSON.stringify(value.length > QUOTED ? `${value.slice(0, QUOTED)}…` : value);
}

/** Nothing where both are equal. */
export function changed(
  kind: DifferenceKind,
  pointer: string,
  what: string,
  before: string | null,
  after: string | null,
): AdvisoryDifference[] {
  if (before === after) return [];
  return [{ kind, pointer, text: `${what}: was ${quote(before)}, is ${quote(after)}` }];
}

/** Items that are in one list only, each as often as it is there more often. The order of lists says nothing. */
export function changedItems(
  kind: DifferenceKind,
  pointers: { readonly before: string; readonly after: string },
  what: string,
  before: readonly string[],
  after: readonly string[],
): AdvisoryDifference[] {
  const gone = without(before, after);
  const added = without(after, before);
  return [
    ...gone.map(item => ({ kind, pointer: pointers.before, text: `${what} is gone: ${quote(item)}` })),
    ...added.map(item => ({ kind, pointer: pointers.after, text: `${what} is new: ${quote(item)}` })),
  ];
}

function without(list: readonly string[], taken: readonly string[]): string[] {
  const left = new Map<string, number>();
  for (const item of taken) left.set(item, (left.get(item) ?? 0) + 1);
  return list.filter(item => {
    const count = left.get(item) ?? 0;
    left.set(item, count - 1);
    return count <= 0;
  });
}

/** Pairs items of two lists by id; of several with one id, the first with the first and so on. */
export function paired<T extends { readonly id: string }>(
  before: readonly T[],
  after: readonly T[],
): { readonly before: T | undefined; readonly after: T | undefined }[] {
  const earlier = byOccurrence(before);
  const later = byOccurrence(after);
  return [...new Set([...later.keys(), ...earlier.keys()])].map(key => ({
    before: earlier.get(key),
    after: later.get(key),
  }));
}

function byOccurrence<T extends { readonly id: string }>(items: readonly T[]): Map<string, T> {
  const count = new Map<string, number>();
  return new Map(
    items.map(item => {
      const nth = (count.get(item.id) ?? 0) + 1;
      count.set(item.id, nth);
      return [`${nth} ${item.id}`, item];
    }),
  );
}
