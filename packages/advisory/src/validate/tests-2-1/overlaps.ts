import { contradicts, type ProductStatus, STATUS_GROUPS } from '../../document/index.ts';
import {
  compareVersions,
  type Interval,
  placeVersion,
  type RangeReading,
  readRange,
} from '../../version/index.ts';
import { type DocumentTest, type Fault, ownTest } from '../document-test.ts';
import { type BranchPlace, branchesOf } from '../product-places.ts';
import { arrayAt, textAt, valueAt } from '../value-at.ts';

/**
 * 6.2.50: ranges of one product that overlap, where an advisory says contradicting things of the two. Siblings only, as the specification has it; ranges that
 * are not read are passed over. The three parts tell apart what overlaps: VERS, vls, or one version.
 */
export const OVERLAP_TESTS: readonly DocumentTest[] = [
  ownTest('6.2.50.1', 'warning', document =>
    overlaps(document, sibling => isRange(sibling) && isVers(sibling)),
  ),
  ownTest('6.2.50.2', 'warning', document =>
    overlaps(document, sibling => isRange(sibling) && !isVers(sibling)),
  ),
  ownTest('6.2.50.3', 'warning', document =>
    overlaps(document, ({ category }) => category === 'product_version'),
  ),
];

/** Each is compared with each of its list, for each vulnerability; beyond this, the finding says that not all were. */
const MAX_COMPARISONS = 1_000_000;

const isRange = ({ category }: BranchPlace) => category === 'product_version_range';
const isVers = ({ name }: BranchPlace) => name.startsWith('vers:');

function overlaps(document: unknown, isCompared: (sibling: BranchPlace) => boolean): Fault[] {
  const statuses = arrayAt(document, 'vulnerabilities').map(statusOf);
  const readings = new Map<BranchPlace, RangeReading>();
  const read = (branch: BranchPlace) => {
    const known = readings.get(branch) ?? readRange(branch.name, 'product_version_range');
    readings.set(branch, known);
    return known;
  };
  const faults: Fault[] = [];
  let left = MAX_COMPARISONS;
  for (const [branch, sibling] of pairs(document, isCompared)) {
    const [own, other] = [branch, sibling].map(({ product }) => textAt(product, 'product_id'));
    left -= statuses.length;
    if (left < 0)
      return [...faults, { pointer: branch.pointer, level: 'info', message: 'too many to compare all' }];
    if (own === undefined || other === undefined) continue;
    const contradicting = statuses.flatMap((status, at) => (areApart(status, own, other) ? [at] : []));
    if (contradicting.length === 0 || !isOverlap(read(branch), sibling, read)) continue;
    for (const at of contradicting)
      faults.push({
        pointer: `/vulnerabilities/${at}/product_status`,
        message: `contradicting statuses of overlapping ranges: ${branch.pointer} and ${sibling.pointer}`,
      });
  }
  return faults;
}

/** Each range with each other branch of its list that is to be compared; two ranges once. */
function* pairs(
  document: unknown,
  isCompared: (sibling: BranchPlace) => boolean,
): Generator<readonly [range: BranchPlace, sibling: BranchPlace]> {
  for (const siblings of new Set(branchesOf(document).map(branch => branch.siblings))) {
    for (const [at, branch] of siblings.entries()) {
      if (!isRange(branch)) continue;
      for (const [nth, sibling] of siblings.entries())
        if (isCompared(sibling) && (nth > at || !isRange(sibling))) yield [branch, sibling];
    }
  }
}

type Statuses = ReadonlyMap<string, readonly ProductStatus[]>;

/** Advice may stand beside any other. */
const GROUPS = STATUS_GROUPS.filter(group => group !== 'recommended');

function statusOf(vulnerability: unknown): Statuses {
  const status = new Map<string, ProductStatus[]>();
  for (const group of GROUPS) {
    for (const id of arrayAt(valueAt(vulnerability, 'product_status'), group)) {
      if (typeof id === 'string') status.set(id, [...(status.get(id) ?? []), group]);
    }
  }
  return status;
}

function areApart(status: Statuses, a: string, b: string): boolean {
  return (status.get(a) ?? []).some(one => (status.get(b) ?? []).some(other => contradicts(one, other)));
}

function isOverlap(
  range: RangeReading,
  sibling: BranchPlace,
  read: (branch: BranchPlace) => RangeReading,
): boolean {
  if (range.kind === 'review') return false;
  if (!isRange(sibling)) return placeVersion(range, sibling.name).answer === 'inside';
  const other = read(sibling);
  if (other.kind === 'review' || other.scheme !== range.scheme) return false;
  return range.intervals.some(one => other.intervals.some(two => meet(range.scheme, one, two)));
}

/** Whether each of two intervals begins before the other ends. */
function meet(scheme: Parameters<typeof compareVersions>[0], a: Interval, b: Interval): boolean {
  const beginsBefore = (lower: Interval['lower'], upper: Interval['upper']) => {
    if (lower === null || upper === null) return true;
    const order = compareVersions(scheme, lower.version, upper.version);
    return order !== null && (order < 0 || (order === 0 && lower.inclusive && upper.inclusive));
  };
  return beginsBefore(a.lower, b.upper) && beginsBefore(b.lower, a.upper);
}
