import type { CopyJob } from './copy-job.ts';

/**
 * Whether the run's seal is at destinations that failed, and nobody else has one: then none is made beside it. Where those that had it do take part and
 * have it no more, a new one may be made.
 */
export function isSealOutOfReach(
  { branches, options }: CopyJob,
  brought: { readonly kind: string },
): boolean {
  const { sealedAt = [] } = options;
  if (sealedAt.every(at => branches[at]?.alive === true) || brought.kind === 'carry') return false;
  return !branches.some(({ alive, custody }) => alive && custody.kind === 'carry');
}
