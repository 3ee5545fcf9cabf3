import { DATETIME } from './datetime.ts';
import { GENERIC } from './generic.ts';
import { INTDOT } from './intdot.ts';
import { LEXICOGRAPHIC } from './lexicographic.ts';
import type { Order } from './order.ts';
import type { Scheme } from './reading.ts';
import { SEMVER } from './semver.ts';

const SCHEMES = {
  intdot: true,
  semver: true,
  npm: true,
  generic: true,
  lexicographic: true,
  datetime: true,
} as const satisfies Record<Scheme, true>;

export function isScheme(name: string): name is Scheme {
  return Object.hasOwn(SCHEMES, name);
}

/** Hands the order of `scheme` to `use`, which alone sees the type of its keys. */
export function withOrder<R>(scheme: Scheme, use: <K>(order: Order<K>) => R): R {
  switch (scheme) {
    case 'intdot':
      return use(INTDOT);
    case 'semver':
    case 'npm':
      return use(SEMVER);
    case 'generic':
      return use(GENERIC);
    case 'lexicographic':
      return use(LEXICOGRAPHIC);
    case 'datetime':
      return use(DATETIME);
  }
}

/**
 * Below 0 where `a` is older, above 0 where it is newer, 0 where the scheme calls them equal; null where one is none of its versions, or the scheme has no
 * order for them.
 */
export function compareVersions(scheme: Scheme, a: string, b: string): number | null {
  return withOrder(scheme, order => {
    const [first, second] = [order.parse(a), order.parse(b)];
    if (first === null || second === null) return null;
    const compared = order.compare(first, second);
    return scheme === 'generic' && compared !== 0 ? null : compared;
  });
}
