import { paperHtml } from '@seqwarden/cases/paper';
import { reduce, stateJson } from '@seqwarden/cases/reduce';
import type { PlacedAct } from '@seqwarden/cases/state';
import { type Observed, summaryPaper } from '@seqwarden/cases/summary';
import { evidenceNames } from './dossier-files.ts';
import type { BundledEntries } from './entries-of-bundles.ts';

/** All of an export that follows from its records, and from what was observed. Pure: who verifies makes it again. */
export function derive({ entries, heads }: Pick<BundledEntries, 'entries' | 'heads'>, observed: Observed) {
  const state = reduce(entries);
  const paper = summaryPaper(state, observed, heads);
  const acts = entries.flatMap((entry): PlacedAct[] => ('placed' in entry ? [entry.placed] : []));
  return {
    state,
    paper,
    stateFile: `${stateJson(state)}\n`,
    htmlFile: paperHtml(paper),
    /** By digest. */
    evidence: evidenceNames(acts),
    signers: [...new Set(acts.map(({ signer }) => signer))].sort(),
  };
}
