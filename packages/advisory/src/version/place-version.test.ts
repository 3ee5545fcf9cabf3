import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { placeVersion } from './place-version.ts';
import { readRange } from './read-range.ts';
import type { Scheme } from './reading.ts';

const range = (written: string, scheme?: Scheme) => readRange(written, 'product_version_range', scheme);

/** The answer, or why there is none. */
const place = (written: string, installed: string, scheme?: Scheme) => {
  const placement = placeVersion(range(written, scheme), installed);
  return placement.answer === 'undecided' ? placement.reason : placement.answer;
};

describe('where an installed version lies', () => {
  it('is told of the versions that instruments show and the ranges of the two Illumina advisories', () => {
    const exact = (written: string, installed: string) => {
      const placement = placeVersion(readRange(written, 'product_version'), installed);
      return placement.answer === 'undecided' ? placement.reason : placement.answer;
    };
    assert.equal(place('<= 1.7', '1.4.0'), 'inside');
    assert.equal(place('<= 1.7', '1.7.0'), 'inside');
    assert.equal(place('<= 1.7', '1.7.5'), 'BOUND_COARSER');
    assert.equal(place('<= 1.7', '1.8.0'), 'outside');
    assert.equal(exact('1.8', '1.8.0'), 'BOUND_COARSER');
    assert.equal(exact('4.0', '4.0.1.41'), 'BOUND_COARSER');
    assert.equal(exact('4.0', '2.6.2.1'), 'outside');
    assert.equal(exact('4.0.5', '4.0'), 'INSTALLED_COARSER');
    assert.equal(exact('4.0.5', '4.0.5'), 'inside');
    assert.equal(place('>= 2.0', '2.2.1.9'), 'inside');
    assert.equal(place('<= 1.4.1', '1.1.0.27334'), 'inside');
    assert.equal(place('<= 1.4.1', '1.5'), 'outside');
    assert.equal(place('>= 1.3 | <= 3.1', '2.4.1.2636'), 'inside');
    assert.equal(place('>= 1.3 | <= 3.1', '3.1.0.12'), 'BOUND_COARSER');
    assert.equal(place('>= 1.3 | <= 3.1', '3'), 'inside');
    assert.equal(place('vers:all/*', ''), 'inside');
  });

  it('is told with the sides on which listed versions lie, so that holes between ranges show', () => {
    assert.deepEqual(placeVersion(range('>= 1.0.0  | <= 1.3.1'), '1.3.2'), {
      answer: 'outside',
      below: true,
      above: false,
    });
    assert.deepEqual(placeVersion(range('>= 1.3.3'), '1.3.2'), {
      answer: 'outside',
      below: false,
      above: true,
    });
    assert.deepEqual(placeVersion(range('< 1.7'), '1.7'), { answer: 'outside', below: true, above: false });
    assert.deepEqual(placeVersion(range('1.0 | 1.2'), '1.1'), {
      answer: 'between',
      below: true,
      above: true,
    });
    assert.deepEqual(placeVersion(range('vers:none/*'), '1.1'), {
      answer: 'outside',
      below: false,
      above: false,
    });
  });

  it('is a no below an exclusive bound that is coarser: no sense of it takes the version in', () => {
    assert.equal(place('< 1.7', '1.7.5'), 'outside');
    assert.equal(place('< 1.7', '1.7.0'), 'outside');
    assert.equal(place('< 1.7', '1.6.9'), 'inside');
    assert.equal(place('> 1.7', '1.7.0'), 'outside');
    assert.equal(place('> 1.7', '1.7.5'), 'inside');
  });

  it('is undecided where the installed version says too little for a no', () => {
    assert.equal(place('>= 4.0.1', '4.0'), 'INSTALLED_COARSER');
    assert.equal(place('> 1.7.0', '1.7'), 'INSTALLED_COARSER');
    assert.equal(place('7.2.x', '7'), 'INSTALLED_COARSER');
    assert.equal(place('<= 4.0.5', '4.0'), 'inside');
    assert.equal(place('< 1.7.0', '1.7'), 'outside');
  });

  it('is undecided where only what the order does not see makes the difference', () => {
    assert.equal(place('< 1.7.0', '1.7.0-beta'), 'BOUND_COARSER');
    assert.equal(place('< 1.8', '1.8.0-rc1'), 'BOUND_COARSER');
    assert.equal(place('< 1.8.0', '1.8-rc1'), 'BOUND_COARSER');
    assert.equal(place('< 1.8.0', '1.8 beta'), 'BOUND_COARSER');
    assert.equal(place('< 1.8', '1.8.1-rc1'), 'outside');
    assert.equal(place('< 1.8', '1.8.0'), 'outside');
    assert.equal(place('> 1.7', '1.7 SP1'), 'BOUND_COARSER');
    assert.equal(place('<= 1.7', '1.7 SP1'), 'inside');
    assert.equal(place('<= 1.7', '1.6 SP1'), 'inside');
    assert.equal(place('1.7', '1.7 (RUO)'), 'BOUND_COARSER');
    assert.equal(place('vers:intdot/1.7a', '1.7'), 'BOUND_COARSER');
  });

  it('is not told of what is no version of the scheme, nor of what was not read', () => {
    for (const installed of [
      '',
      ' ',
      'beta',
      '1.x.3',
      '1,5',
      '1.7\uFFFD',
      'RTA 3',
      `1.${'0'.repeat(1000)}`,
    ]) {
      assert.equal(place('< 2', installed), 'INSTALLED_NOT_COMPARABLE', installed);
    }
    assert.equal(place('< 2.0.0', '1.7', 'semver'), 'INSTALLED_NOT_COMPARABLE');
    assert.equal(place('vers:semver/<2.0.0', '1.7'), 'INSTALLED_NOT_COMPARABLE');
    assert.equal(place('< V17 Update 5', '17'), 'RANGE_NOT_READ');
  });

  it('is told of one installed version, with what belongs to it behind its numbers', () => {
    for (const one of [
      '1.7 SP1',
      '1.7SP1',
      '1.7-rc.1',
      '1.7a',
      '1.7 (RUO Mode)',
      '1.7 build 1234',
      '1.7 (64bit)',
      '1.7 (x64)',
      '1.7+g12',
    ]) {
      assert.equal(place('< 2', one), 'inside', one);
      assert.equal(place('>= 1.8', one), 'outside', one);
    }
  });

  it('is not told where more than one version may be installed', () => {
    const open = [
      '1.7+',
      '1.7 +',
      '1.7 or later',
      '1.7 and above',
      '1.7 or 1.9',
      '1.7 to 1.9',
      '1.7-1.9',
      '1.7 - 1.9',
    ];
    const more = [
      '1.7 1.9',
      '1.7_1.9',
      '1.7 / 1.9',
      '1.7 > 1.9',
      '1.7 -> 1.9',
      '1.7 (1.9 planned)',
      '1.7 9',
      '1.7-9',
    ];
    const unsure = [
      '1.7 ?',
      '1.7 (?)',
      '1.7 unknown',
      '1.7x',
      '1.7 until June',
      '1.7 und 1.9',
      '1.7 (not confirmed)',
    ];
    for (const installed of [...open, ...more, ...unsure]) {
      for (const range of ['< 2', '>= 1.8', '1.7']) {
        assert.equal(place(range, installed), 'INSTALLED_NOT_COMPARABLE', installed);
      }
    }
  });

  it('is told by the order of the scheme that the range has', () => {
    assert.equal(place('< 2.0.0', '2.0.0-rc.1', 'semver'), 'inside');
    assert.equal(place('< 2.0.0', 'v2.0.0', 'semver'), 'outside');
    assert.equal(place('<= R6.03', 'R6.03.10', 'lexicographic'), 'BOUND_COARSER');
    assert.equal(place('<= R6.03', 'R6.02', 'lexicographic'), 'inside');
    assert.equal(place('vers:datetime/<2024-01-01T00:00:00Z', '2023-12-31T23:59:59Z'), 'inside');
    assert.equal(place('vers:generic/1.0', '1.0'), 'inside');
    assert.equal(place('vers:generic/1.0', '1.0.0'), 'INSTALLED_NOT_COMPARABLE');
  });

  it('does not change with a leading V, blanks and underscores', () => {
    const noise = fc.constantFrom('', ' ', '_', 'v', 'V', ' V ', '\tv_');
    fc.assert(
      fc.property(dotted, noise, fc.constantFrom('', ' ', '_'), (installed, before, after) => {
        const reading = range('>= 1.1 | < 2.2');
        assert.deepEqual(placeVersion(reading, before + installed + after), placeVersion(reading, installed));
      }),
    );
  });

  it('agrees with numbers compared one by one, where all versions have as many', () => {
    const whole = fc.array(fc.nat({ max: 4 }), { minLength: 3, maxLength: 3 });
    const lower = fc.constantFrom('>', '>=');
    const upper = fc.constantFrom('<', '<=');
    fc.assert(
      fc.property(whole, whole, whole, lower, upper, (a, b, installed, from, to) => {
        const [low = [], high = []] = [a, b].sort(byNumbers);
        const written = `${from} V${low.join('.')} | ${to} ${high.join('.')}`;
        if (byNumbers(low, high) === 0 && !(from === '>=' && to === '<=')) {
          assert.equal(range(written).kind, 'review');
          return;
        }
        const isAbove = byNumbers(installed, low) > 0 || (from === '>=' && byNumbers(installed, low) === 0);
        const isBelow = byNumbers(installed, high) < 0 || (to === '<=' && byNumbers(installed, high) === 0);
        assert.equal(place(written, installed.join('.')), isAbove && isBelow ? 'inside' : 'outside');
      }),
    );
  });

  it('is never a no where an inclusive or single bound is a proper prefix of the installed version', () => {
    const shape = fc.constantFrom(
      '<= B',
      'B',
      'vers:intdot/<=B',
      '>= 0 | <= B',
      '0 | B',
      'All versions <= V B',
    );
    fc.assert(
      fc.property(shape, dotted, dotted, (written, bound, more) => {
        const answer = place(written.replace('B', `9.${bound}`), `9.${bound}.${more}`);
        assert.ok(answer === 'inside' || answer === 'BOUND_COARSER', answer);
      }),
    );
  });

  it('is found for millions of pairs in seconds', () => {
    const readings = Array.from({ length: 1000 }, (_, i) => range(`>= 1.${i} | <= 2.${i}.0`));
    const installed = Array.from({ length: 200 }, (_, i) => `1.${i * 5}.0.41`);
    const start = performance.now();
    let inside = 0;
    for (const version of installed) {
      for (const reading of readings) if (placeVersion(reading, version).answer === 'inside') inside++;
    }
    assert.equal(inside, 99_700);
    assert.ok(performance.now() - start < 2000);
  });
});

const dotted = fc.array(fc.nat({ max: 3 }), { minLength: 1, maxLength: 4 }).map(parts => parts.join('.'));

function byNumbers(a: readonly number[], b: readonly number[]): number {
  const at = a.findIndex((part, i) => part !== b[i]);
  return at < 0 ? 0 : (a[at] ?? 0) - (b[at] ?? 0);
}
