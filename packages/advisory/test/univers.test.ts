import assert from 'node:assert/strict';
import { describe, it, type TestContext } from 'node:test';
import fc from 'fast-check';
import { compareVersions, parseVers, placeVersion, readRange, versContains } from '../src/version/index.ts';
import { askPython, hasPackage } from './python-judge.ts';
import {
  datetime,
  dotted,
  notSemver,
  pairs,
  type RangeQuestion,
  ranges,
  release,
  sample,
  suffixed,
  text,
  withBuild,
} from './version-samples.ts';

type Pair = readonly [string, string];

/**
 * univers 32.0.1, by the authors of VERS, has faults of its own. Where it differs, the specification (package-url/vers-spec) decides, and the difference must
 * be one of these. Type `generic` has no order in the specification, and univers takes that of npm for it: of this it is no judge.
 */
const WHY = {
  COLUMNS:
    'compares intdot character by character, 1.10 below 1.2, and fails at 1.2 beside 1.2.0; the specification: integers between dots, leading zeros ignored',
  MICROSECONDS: 'cuts a fraction of a second behind six digits; RFC 3339 has any number of them',
  ONLY_EXCEPTIONS:
    'holds no version in two exceptions and nothing else, and nearly all in one; so do the steps of "How to parse", which forget lists of one kind. Ours is the wider reading',
  EQUAL_IN_BOUND:
    'accepts an equality behind a lower bound that holds it already, as clause 5.4 has it to the letter; "How to parse" calls it redundant and invalid',
} as const;
type Why = keyof typeof WHY;

/** Counts differences by why, and fails on one that is not explained. */
class Differences {
  readonly #counts = new Map<Why, number>();
  #cases = 0;

  judge(about: string, ours: unknown, theirs: unknown, why: () => Why | undefined): void {
    this.#cases++;
    if (ours === theirs) return;
    const found = why();
    assert.ok(found !== undefined, `${about}: ours ${ours}, univers ${theirs}`);
    this.#counts.set(found, (this.#counts.get(found) ?? 0) + 1);
  }

  tell(t: TestContext, ...expected: Why[]): void {
    assert.deepEqual([...this.#counts.keys()].sort(), expected.sort());
    t.diagnostic(`${this.#cases} cases, differences: ${JSON.stringify(Object.fromEntries(this.#counts))}`);
  }
}

const none = () => undefined;

describe('univers, the implementation of VERS by its authors', () => {
  it('orders dotted numbers as intdot does, by the release numbers of its type pypi', t => {
    if (!hasPackage(t, 'univers')) return;
    const all = sample(pairs(dotted), 4000);
    const answers = askPython(
      'univers_judge',
      all.map(pair => ['compare', 'pypi', ...pair]),
    );
    const differences = new Differences();
    for (const [i, [a, b]] of all.entries()) {
      differences.judge(`${a} ? ${b}`, sign(compareVersions('intdot', a, b)), answers[i], none);
    }
    differences.tell(t);
  });

  it('orders intdot itself as we do, where its digits stand in the same columns', t => {
    if (!hasPackage(t, 'univers')) return;
    const all = sample(pairs(fc.oneof(dotted, suffixed)), 4000);
    const answers = askPython(
      'univers_judge',
      all.map(pair => ['compare', 'intdot', ...pair]),
    );
    const differences = new Differences();
    for (const [i, [a, b]] of all.entries()) {
      differences.judge(`${a} ? ${b}`, sign(compareVersions('intdot', a, b)), answers[i], () =>
        hasOtherColumns(a, b) ? 'COLUMNS' : undefined,
      );
    }
    differences.tell(t, 'COLUMNS');
  });

  it('finds versions in ranges of dotted numbers as we do, and refuses the same sequences of constraints', t => {
    if (!hasPackage(t, 'univers')) return;
    const all = sample(ranges('intdot', dotted, comparing('intdot')), 5000);
    judgeRanges(t, all, vers => vers.replace('vers:intdot/', 'vers:pypi/'), [
      'ONLY_EXCEPTIONS',
      'EQUAL_IN_BOUND',
    ]);
  });

  it('orders semantic versions as we do, and its package semver refuses what we refuse', t => {
    if (!hasPackage(t, 'univers')) return;
    const versions = sample(pairs(release), 4000);
    const others = sample(pairs(fc.oneof(release, withBuild, notSemver)), 4000);
    const answers = askPython('univers_judge', [
      ...versions.map(pair => ['compare', 'npm', ...pair]),
      ...[...versions, ...others].map(pair => ['semver', ...pair]),
    ]);
    const differences = new Differences();
    for (const [i, [a, b]] of [...versions, ...versions, ...others].entries()) {
      for (const scheme of ['npm', 'semver'] as const) {
        differences.judge(`${a} ? ${b}`, sign(compareVersions(scheme, a, b)), answers[i], none);
      }
    }
    differences.tell(t);
  });

  it('finds semantic versions in ranges as we do, and refuses the same sequences of constraints', t => {
    if (!hasPackage(t, 'univers')) return;
    const all = sample(ranges('npm', release, comparing('npm')), 3000);
    judgeRanges(t, all, vers => vers, ['ONLY_EXCEPTIONS', 'EQUAL_IN_BOUND']);
  });

  it('orders moments as we do, but cuts them to microseconds', t => {
    if (!hasPackage(t, 'univers')) return;
    const all = sample(pairs(datetime), 4000);
    const answers = askPython(
      'univers_judge',
      all.map(pair => ['compare', 'datetime', ...pair]),
    );
    const differences = new Differences();
    for (const [i, [a, b]] of all.entries()) {
      differences.judge(`${a} ? ${b}`, sign(compareVersions('datetime', a, b)), answers[i], () =>
        /\.\d{7}/.test(a + b) && answers[i] === 0 ? 'MICROSECONDS' : undefined,
      );
    }
    differences.tell(t, 'MICROSECONDS');
  });

  it('orders texts by their bytes as we do', t => {
    if (!hasPackage(t, 'univers')) return;
    const all = sample(pairs(text), 4000);
    const answers = askPython(
      'univers_judge',
      all.map(pair => ['compare', 'lexicographic', ...pair]),
    );
    const differences = new Differences();
    for (const [i, [a, b]] of all.entries()) {
      differences.judge(`${a} ? ${b}`, sign(compareVersions('lexicographic', a, b)), answers[i], none);
    }
    differences.tell(t);
  });
});

describe('where an installed version lies', () => {
  it('is never said against the strict order of univers, however often it is left undecided', t => {
    if (!hasPackage(t, 'univers')) return;
    const all = sample(ranges('intdot', dotted, comparing('intdot')), 5000).filter(
      ({ vers }) => typeof parseVers(vers) !== 'string' && !hasOnlyExceptions(vers),
    );
    const answers = askPython(
      'univers_judge',
      all.map(({ vers, version }) => ['contains', vers.replace('vers:intdot/', 'vers:pypi/'), version]),
    );
    const counts = { inside: 0, outside: 0, between: 0, undecided: 0 };
    for (const [i, { vers, version }] of all.entries()) {
      const { answer } = placeVersion(readRange(vers, 'product_version_range'), version);
      counts[answer]++;
      if (answer !== 'undecided') assert.equal(answer === 'inside', answers[i], `${version} in ${vers}`);
    }
    t.diagnostic(JSON.stringify(counts));
    assert.ok(Math.min(...Object.values(counts)) > 0);
  });
});

/** `renamed` is what univers gets. */
function judgeRanges(
  t: TestContext,
  all: readonly RangeQuestion[],
  renamed: (vers: string) => string,
  expected: Why[],
): void {
  const answers = askPython('univers_judge', [
    ...all.map(({ vers }) => ['valid', renamed(vers)]),
    ...all.map(({ vers, version }) => ['contains', renamed(vers), version]),
  ]);
  const differences = new Differences();
  let valid = 0;
  for (const [i, { vers, version }] of all.entries()) {
    const read = parseVers(vers);
    const isRead = typeof read !== 'string';
    differences.judge(vers, isRead || null, answers[i], () =>
      hasEqualInBound(vers) ? 'EQUAL_IN_BOUND' : undefined,
    );
    if (!isRead) continue;
    valid++;
    differences.judge(`${version} in ${vers}`, versContains(read, version), answers[all.length + i], () =>
      hasOnlyExceptions(vers) ? 'ONLY_EXCEPTIONS' : undefined,
    );
  }
  t.diagnostic(`${valid} of ${all.length} ranges are valid`);
  differences.tell(t, ...expected);
}

function comparing(scheme: 'intdot' | 'npm'): (a: string, b: string) => number {
  return (a, b) => compareVersions(scheme, a, b) ?? 0;
}

function sign(order: number | null): number | null {
  return order === null ? null : Math.sign(order);
}

function hasOnlyExceptions(vers: string): boolean {
  const constraints = vers.slice(vers.indexOf('/') + 1).split('|');
  return constraints.length > 1 && constraints.every(each => each.startsWith('!='));
}

/** `>1|2`, with or without exceptions between the two. */
function hasEqualInBound(vers: string): boolean {
  return /[/|]>[^|]*(\|!=[^|]*)*\|\d/.test(vers);
}

function hasOtherColumns(...pair: Pair): boolean {
  const [a, b] = pair.map(version => /^\d+(\.\d+)*/.exec(version)?.[0].replace(/\d/g, '0'));
  return a !== b;
}
