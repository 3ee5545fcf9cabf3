import type { CaseState } from '../state/index.ts';

/** The advisories of a case that stand: of those with one label what came last, since a publisher may also go back to older bytes. */
export function standingAdvisories(documents: CaseState['documents']): CaseState['documents'] {
  const standing = new Map<string, CaseState['documents'][number]>();
  for (const one of documents) {
    const { advisory } = one.says;
    if (advisory !== null) standing.set(JSON.stringify([advisory.publisher, advisory.id]), one);
  }
  return [...standing.values()];
}
