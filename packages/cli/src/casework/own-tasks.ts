import type { Task } from '@seqwarden/cases/state';
import type { CaseView } from './desk.ts';

/** The register of another site, whose task it is; null: this site's own, or that of several. */
export function otherSiteOf({ register }: Task, { log }: Pick<CaseView, 'log'>): string | null {
  return register === log ? null : register;
}
