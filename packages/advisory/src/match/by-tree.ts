import type { Placement, UndecidedReason } from '../version/index.ts';
import type { Reason, ReasonCode } from './finding.ts';
import type { Listing, Standing } from './listing.ts';
import type { Moment } from './moments.ts';
import { type Opinion, opinion, review } from './opinion.ts';
import { componentName } from './words.ts';

const UNDECIDED: Readonly<Record<UndecidedReason, ReasonCode>> = {
  BOUND_COARSER: 'BOUND_COARSER',
  INSTALLED_COARSER: 'INSTALLED_COARSER',
  INSTALLED_NOT_COMPARABLE: 'VERSION_NOT_COMPARABLE',
  RANGE_NOT_READ: 'RANGE_NOT_READ',
};

/** `unknown`: the version is. A range of all versions holds that one, too. */
export function placeIn({ range }: Listing, { state }: Moment): Placement | 'unknown' {
  if (range === null) return { answer: 'undecided', reason: 'RANGE_NOT_READ' };
  const version = state?.version ?? null;
  if (version !== null) return range.place(version);
  return range.isAll ? { answer: 'inside', interval: { lower: null, upper: null } } : 'unknown';
}

/** What product tree and status groups say, without anything else. */
export function byTree(
  standing: Standing,
  listing: Listing,
  moment: Moment,
  placement: Placement | 'unknown',
): Opinion {
  const { state, component } = moment;
  const what = component === null ? 'the program' : componentName(component);
  const installed = `${what} ${state?.version ?? '(version unknown)'}`;
  const written = listing.range === null ? 'no version' : `"${listing.range.written}"`;
  if (placement === 'unknown')
    return review('VERSION_UNKNOWN', `of ${what} no version is known; the advisory lists ${written}`);
  if (placement.answer === 'undecided')
    return review(UNDECIDED[placement.reason], undecidedText(placement.reason, installed, written));
  if (placement.answer === 'inside') return byInside(standing, listing, installed, written);
  if (state?.confidence === 'inferred')
    return review('VERSION_UNKNOWN', `${installed} is inferred, not read, and not in ${written}`);
  if (standing.senses.includes('affected')) {
    if (placement.answer === 'between')
      return review('VERSION_IN_HOLE', `${installed} lies between versions that ${written} lists`);
    if (standing.groups.includes('first_affected') && placement.below)
      return review('OPEN_ENDED', `${written} is the first affected one, and ${installed} is later`);
    if (standing.groups.includes('last_affected') && placement.above)
      return review('OPEN_ENDED', `${written} is the last affected one, and ${installed} is earlier`);
  }
  return opinion('not_listed', { code: 'VERSION_OUTSIDE', text: `${installed} is not in ${written}` });
}

function byInside(
  { groups, senses }: Standing,
  listing: Listing,
  installed: string,
  written: string,
): Opinion {
  const [sense, ...further] = senses;
  if (further.length > 0) {
    const text = `${installed} is in ${written}, which stands in ${groups.join(' and ')}`;
    return review('ADVISORY_CONTRADICTS_ITSELF', text);
  }
  switch (sense) {
    case 'affected': {
      const listed: Reason = { code: 'VERSION_LISTED', text: `${installed} is in ${written}` };
      return opinion('affected', listed, ...flagsOf(listing));
    }
    case 'not_affected': {
      const text = `${installed} is in ${written}, which the advisory lists as not affected`;
      return opinion('not_affected', { code: 'ADVISORY_SAYS_NOT_AFFECTED', text });
    }
    case 'fixed': {
      const text = `${installed} is in ${written}, which the advisory lists as fixed`;
      return opinion('not_affected', { code: 'ADVISORY_SAYS_FIXED', text });
    }
    case 'open':
      return review(
        'UNDER_INVESTIGATION',
        `${installed} is in ${written}, on which the advisory has not decided`,
      );
    default:
      return review(
        'ADVISORY_SAYS_FIXED',
        `${installed} is in ${written}, which is recommended, and not said to be fixed`,
      );
  }
}

function undecidedText(reason: UndecidedReason, installed: string, written: string): string {
  switch (reason) {
    case 'BOUND_COARSER':
      return `${written} has fewer parts than ${installed}: whether it is meant cannot be told`;
    case 'INSTALLED_COARSER':
      return `${installed} has fewer parts than ${written}: which one it is cannot be told`;
    case 'INSTALLED_NOT_COMPARABLE':
      return `${installed} cannot be compared with ${written}`;
    case 'RANGE_NOT_READ':
      return `the advisory lists ${written}, which only a person can read`;
  }
}

function flagsOf({ range }: Listing): Reason[] {
  if (range === null || range.read.kind !== 'intervals') return [];
  return range.read.warnings.flatMap(({ code, text }): Reason[] => {
    if (code === 'OPEN_END')
      return [{ code: 'OPEN_ENDED', text: `"${range.written}" never ends: only proof of a fix closes this` }];
    const doubtful =
      code === 'VERS_ALL_WITH_CONSTRAINT' || code === 'RANGE_IN_VERSION' || code === 'WILDCARD';
    return doubtful ? [{ code: 'RANGE_FLAGGED', text: `"${range.written}": ${text}` }] : [];
  });
}
