import type { Hashed } from '../destination.ts';
import { hashObject } from './read-object.ts';
import type { Wire } from './wire.ts';

/** Of the first range: an offset from the borders of the parts. */
const FIRST = 1 << 20;

/**
 * Hashes what a store returns of an object that was just made of parts of `part` bytes, in ranges none of which has a whole part. Swift checks a
 * part that is read as a whole with MD5, where it lies and once more where it passes: more work than all else that it does for the answer, and
 * nothing here believes it.
 */
export function readBack(wire: Wire, key: string, what: string, part: number): Promise<Hashed | undefined> {
  return hashObject(wire, key, what, undefined, at => (at < FIRST ? FIRST : at + part));
}
