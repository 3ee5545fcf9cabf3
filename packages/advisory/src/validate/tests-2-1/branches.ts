import { parseVers, type Vers, type VersFault } from '../../version/index.ts';
import { type DocumentTest, type Fault, ownTest } from '../document-test.ts';
import { type BranchPlace, branchesOf } from '../product-places.ts';

/** Tests on single branches of the product tree: categories along a path, and how ranges are written. */
export const BRANCH_TESTS: readonly DocumentTest[] = [
  ownTest('6.1.50', 'error', document => rangesOf(document).flatMap(rangeFault)),
  ownTest('6.1.57', 'error', document =>
    leavesOf(document).flatMap(({ path }) =>
      path
        .filter(({ category }, at) => {
          const isAbove = path.slice(0, at).some(branch => branch.category === category);
          return isAbove && category !== 'product_family';
        })
        .map(({ pointer }) => ({
          pointer: `${pointer}/category`,
          message: 'the same category stands above it already',
        })),
    ),
  ),
  ownTest('6.1.58', 'error', document =>
    leavesOf(document).flatMap(({ path }) => {
      const kinds = path.filter(({ category }) => category.startsWith('product_version'));
      const isMixed = new Set(kinds.map(({ category }) => category)).size > 1;
      const inner = kinds.at(-1);
      return isMixed && inner !== undefined
        ? [{ pointer: `${inner.pointer}/category`, message: 'a version and a range stand on one path' }]
        : [];
    }),
  ),
  ownTest('6.1.59', 'error', document =>
    rangesOf(document).flatMap(({ name, pointer }) => {
      const range = constraintsOf(name);
      const [only, ...others] =
        typeof range === 'string' || range.constraints === '*' ? [] : range.constraints;
      return only?.comparator === '=' && others.length === 0
        ? [{ pointer: `${pointer}/name`, message: 'the range is one version' }]
        : [];
    }),
  ),
  ownTest('6.2.49', 'warning', document =>
    rangesOf(document).flatMap(({ name, pointer }) => {
      const range = constraintsOf(name);
      if (typeof range === 'string' || range.constraints === '*') return [];
      const last = range.constraints.findLast(({ comparator }) => comparator !== '!=');
      return last?.comparator.startsWith('>')
        ? [{ pointer: `${pointer}/name`, message: 'the range has no upper end' }]
        : [];
    }),
  ),
];

/** Section on names under a product version range: canonical VERS, or the constraints of one (vls), but neither `*` nor one version alone. */
function rangeFault({ name, pointer }: BranchPlace): Fault[] {
  const at = `${pointer}/name`;
  const range = constraintsOf(name);
  if (range === 'TYPE_UNKNOWN')
    return [
      { pointer: at, level: 'warning', message: `VERS of this type is not checked: ${name.split('/')[0]}` },
    ];
  if (typeof range === 'string')
    return [{ pointer: at, message: `the range is neither VERS nor vls: ${range}` }];
  const isVls = !name.startsWith('vers:');
  const single =
    range.constraints !== '*' && range.constraints.length === 1 ? range.constraints[0] : undefined;
  if (isVls && (range.constraints === '*' || single?.comparator === '='))
    return [{ pointer: at, message: 'what stands here is neither VERS nor vls: no constraint' }];
  return [];
}

/** A vls is read as VERS of the type whose versions have no known order: so its form is checked, and not whether it is sorted. */
function constraintsOf(name: string): Vers | VersFault {
  return parseVers(name.startsWith('vers:') ? name : `vers:generic/${name}`);
}

function rangesOf(document: unknown): BranchPlace[] {
  return branchesOf(document).filter(({ category }) => category === 'product_version_range');
}

function leavesOf(document: unknown): BranchPlace[] {
  return branchesOf(document).filter(({ product }) => product !== undefined);
}
