import type { Hashed } from '../destination.ts';
import { type AnswerEnd, hashObject } from './read-object.ts';
import type { Wire } from './wire.ts';

const MIB = 1 << 20;
/** Below it one more request costs more than is won. */
const SMALLEST_IN_RANGES = 8 * MIB;
/** Of the first range: an offset from the borders of the parts. */
const FIRST = MIB;

/**
 * Hashes what a store returns of an object of `size` bytes that was just made, of one part or of several of `part` bytes. A large one comes in ranges
 * none of which has a whole part. Swift checks a part that is read as a whole with MD5, where it lies, and once more where it passes if there are
 * several: more work than all else that it does for the answer, and nothing here believes it. What a store has beyond `size` is cut off, whatever it
 * states: the answer then has another size.
 */
export function readBack(
  wire: Wire,
  key: string,
  what: string,
  size: number,
  part: number,
): Promise<Hashed | undefined> {
  const answerEnd: AnswerEnd | undefined =
    size < SMALLEST_IN_RANGES ? undefined : at => (at < FIRST ? FIRST : at + part);
  return hashObject(wire, key, what, undefined, { most: size, ...(answerEnd && { answerEnd }) });
}
