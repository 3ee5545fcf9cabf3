import { shortDigest } from './short-digest.ts';

/** A run's name in Seqwarden's own files: a digest, so that no name of a run can be a path or too long. */
export function runKey(name: string): string {
  return shortDigest(name);
}
