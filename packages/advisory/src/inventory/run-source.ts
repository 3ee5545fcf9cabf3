import type { Source } from './inventory.ts';

export type RunSource = Source & { readonly kind: 'run' };

/** The same for the same run, however it was read. */
export function runSourceKey({ runId, folder, seal }: RunSource): string {
  return JSON.stringify([runId, folder, seal]);
}
