import { count, digest, list, object, oneOf, ShapeError } from './shape.ts';

const ALGORITHMS = ['md5', 'sha1', 'sha256', 'sha512'] as const;

/** What became of the lines of a checksum list, or of several together. */
export interface LineCounts {
  readonly listed: number;
  readonly matched: number;
  readonly mismatched: number;
  /** Lines that name a file that the run does not have. */
  readonly absent: number;
}

/** One checksum list that lay in the run. */
export interface ListEvidence extends LineCounts {
  /** Digest of the list itself, whose name the file list tells. */
  readonly sha256: string;
  readonly algorithm: (typeof ALGORITHMS)[number];
}

/** All checksum lists that lay in the run: the counts are of all of them, {@link named} are as many as a seal can hold. */
export interface PriorEvidence<L extends ListEvidence = ListEvidence> extends LineCounts {
  readonly lists: number;
  /** Those that mismatch first. */
  readonly named: readonly L[];
}

const MAX_NAMED = 32;

/** What a seal says of lists that were checked, each with at least one line. Within those that mismatch, and the others, in their order. */
export function summarizePriorEvidence<L extends ListEvidence>(lists: Iterable<L>): PriorEvidence<L> {
  const total = { listed: 0, matched: 0, mismatched: 0, absent: 0 };
  const mismatching: L[] = [];
  const others: L[] = [];
  let number = 0;
  for (const one of lists) {
    number++;
    total.listed += one.listed;
    total.matched += one.matched;
    total.mismatched += one.mismatched;
    total.absent += one.absent;
    const alike = one.mismatched > 0 ? mismatching : others;
    if (alike.length < MAX_NAMED) alike.push(one);
  }
  return { lists: number, ...total, named: [...mismatching, ...others].slice(0, MAX_NAMED) };
}

/** Throws {@link ShapeError}, also for counts that contradict each other. */
export function readPriorEvidence(value: unknown, place: string): PriorEvidence {
  const all = object(value, place, ['lists', 'listed', 'matched', 'mismatched', 'absent', 'named']);
  const evidence: PriorEvidence = {
    lists: count(all.lists, `${place}.lists`),
    ...readCounts(all, place),
    named: list(all.named, `${place}.named`, MAX_NAMED, readList),
  };
  requireWhole(evidence, place);
  return evidence;
}

function readList(value: unknown, place: string): ListEvidence {
  const one = object(value, place, ['sha256', 'algorithm', 'listed', 'matched', 'mismatched', 'absent']);
  const evidence = {
    sha256: digest(one.sha256, `${place}.sha256`),
    algorithm: oneOf(one.algorithm, `${place}.algorithm`, ALGORITHMS),
    ...readCounts(one, place),
  };
  if (evidence.listed === 0) throw new ShapeError(`${place} is a list without a line`);
  return evidence;
}

function readCounts(value: Readonly<Record<keyof LineCounts, unknown>>, place: string): LineCounts {
  const counts = {
    listed: count(value.listed, `${place}.listed`),
    matched: count(value.matched, `${place}.matched`),
    mismatched: count(value.mismatched, `${place}.mismatched`),
    absent: count(value.absent, `${place}.absent`),
  };
  if (counts.listed !== counts.matched + counts.mismatched + counts.absent)
    throw new ShapeError(`${place} has counts that do not add up`);
  return counts;
}

/** That the named lists are those that belong here, and that what is left for the others is possible. */
function requireWhole(evidence: PriorEvidence, place: string): void {
  const { lists, named } = evidence;
  if (named.length !== Math.min(lists, MAX_NAMED))
    throw new ShapeError(`${place} names too few or too many lists`);
  if (named.some((one, at) => one.mismatched > 0 && named[at - 1]?.mismatched === 0))
    throw new ShapeError(`${place} names lists that match before those that do not`);
  const left = (counted: keyof LineCounts) =>
    named.reduce((rest, one) => rest - one[counted], evidence[counted]);
  const unnamed = lists - named.length;
  const isPossible =
    left('matched') >= 0 &&
    left('absent') >= 0 &&
    left('mismatched') >= 0 &&
    left('listed') >= unnamed &&
    (unnamed > 0 || left('listed') === 0) &&
    (left('mismatched') === 0 || named.every(one => one.mismatched > 0));
  if (!isPossible) throw new ShapeError(`${place} has totals that its lists contradict`);
}
