import type { Task } from '@seqwarden/cases/state';

/** The register of another site, whose task it is; null: that of the register `log`, or of several. */
export function otherSiteOf({ register }: Task, { log }: { readonly log: string }): string | null {
  return register === log ? null : register;
}
