import fc from 'fast-check';
import type { Comparator } from '../src/version/constraint.ts';
import type { Scheme } from '../src/version/index.ts';

/** Always the same samples: a difference that is seen once is seen again. */
const SEED = 20230428;

export function sample<T>(arbitrary: fc.Arbitrary<T>, numRuns: number): T[] {
  return fc.sample(arbitrary, { numRuns, seed: SEED });
}

/** Few values, so that two versions often agree in their first parts; some that no double holds. */
const number = fc.oneof(
  { weight: 6, arbitrary: fc.constantFrom('0', '1', '2', '9', '10', '11', '99', '100') },
  {
    weight: 1,
    arbitrary: fc.constantFrom('00', '01', '010', '0000', '9007199254740993', '9007199254740992'),
  },
);

const behind = fc.constantFrom('rc1', 'a', '-1', '+b', '_3', ' build 7', ' (RUO)', '.x', '.', ',5', '-1.9');

export const dotted = fc.array(number, { minLength: 1, maxLength: 4 }).map(parts => parts.join('.'));

/** Dotted numbers with something behind them, where the order of `intdot` stops. */
export const suffixed = fc.tuple(dotted, behind).map(([numbers, rest]) => numbers + rest);

const plain = fc.constantFrom('0', '1', '2', '9', '10', '11', '100', '9007199254740993', '9007199254740992');
const identifier = fc.constantFrom(
  ...[
    '0',
    '1',
    '2',
    '10',
    '11',
    'a',
    'b',
    'A',
    'alpha',
    'rc',
    '-',
    '--',
    '0a',
    '1-',
    '-1',
    '9007199254740993',
  ],
);
const identifiers = fc.array(identifier, { minLength: 1, maxLength: 3 }).map(parts => parts.join('.'));
const before = fc.option(identifiers, { nil: undefined }).map(text => (text === undefined ? '' : `-${text}`));
const numbers = fc.tuple(plain, plain, plain).map(parts => parts.join('.'));

export const release = fc.tuple(numbers, before).map(([three, rest]) => three + rest);
export const withBuild = fc.tuple(release, identifiers).map(([version, build]) => `${version}+${build}`);

/** What only looks like a semantic version. */
export const notSemver = fc.oneof(
  fc.constantFrom(
    ...[
      '',
      '1',
      '1.2',
      '1.2.3.4',
      '01.2.3',
      '1.02.3',
      '1.2.03',
      '1.2.3-',
      '1.2.3+',
      '1.2.3-01',
      '1.2.3-a..b',
    ],
    ...[
      '1.2.3-a+',
      '1.2.3+a+b',
      '-1.2.3',
      '1.-2.3',
      '1.2.3-a_b',
      '1.2.3 ',
      ' 1.2.3',
      '1.2.3\n',
      '1..3',
      'a.b.c',
    ],
    ...['1.2.3-ä', '+1.2.3', '1,2,3', '1.2.3-00', '1.2.3-0.00', '1.2.x', '1e3.0.0', '0x1.0.0', '１.2.3'],
  ),
  fc.string({ maxLength: 8 }),
);

const two = (values: readonly number[]) =>
  fc.constantFrom(...values).map(value => String(value).padStart(2, '0'));
const fraction = fc.constantFrom('', '', '.0', '.5', '.500', '.123456', '.1234567', '.1234568', '.000001');
const offset = fc.constantFrom(
  'Z',
  'Z',
  '+00:00',
  '-00:00',
  '+02:00',
  '-05:00',
  '+23:59',
  '-23:59',
  '+05:45',
);

/** Instants of two days around a leap year's end of February, written with offsets. */
export const datetime = fc
  .tuple(two([28, 29]), two([0, 1, 22, 23]), two([0, 15, 59]), two([0, 30, 59, 60]), fraction, offset)
  .map(
    ([day, hour, minute, second, rest, zone]) => `2024-02-${day}T${hour}:${minute}:${second}${rest}${zone}`,
  );

/** Of any characters but blanks; bytes of UTF-8 and UTF-16 order some of them differently. */
export const text = fc
  .array(
    fc.constantFrom('0', '1', '9', 'a', 'B', 'b', '-', '.', '~', 'é', 'e\u0301', '\uFFFD', '\u{1F4A5}'),
    {
      minLength: 1,
      maxLength: 4,
    },
  )
  .map(parts => parts.join(''));

export function pairs(version: fc.Arbitrary<string>): fc.Arbitrary<readonly [string, string]> {
  return fc.oneof(
    { weight: 9, arbitrary: fc.tuple(version, version) },
    { weight: 1, arbitrary: version.map(one => [one, one] as const) },
  );
}

const comparator = fc.constantFrom<Comparator>('=', '!=', '<', '<=', '>', '>=');

export interface RangeQuestion {
  readonly vers: string;
  readonly version: string;
}

/** Constraints in the order of `compare`, in any sequence of comparators, valid or not, and a version that often is one of theirs. */
export function ranges(
  scheme: Scheme,
  version: fc.Arbitrary<string>,
  compare: (a: string, b: string) => number,
): fc.Arbitrary<RangeQuestion> {
  const versions = fc.uniqueArray(version, {
    minLength: 1,
    maxLength: 5,
    comparator: (a, b) => compare(a, b) === 0,
  });
  return fc
    .tuple(versions, fc.array(comparator, { minLength: 5, maxLength: 5 }), version, fc.nat())
    .map(([found, comparators, other, at]) => {
      const constraints = [...found].sort(compare).map((each, i) => {
        const written = comparators[i] ?? '=';
        return `${written === '=' ? '' : written}${each}`;
      });
      const asked = at % 3 === 0 ? (found[at % found.length] ?? other) : other;
      return { vers: `vers:${scheme}/${constraints.join('|')}`, version: asked };
    });
}
