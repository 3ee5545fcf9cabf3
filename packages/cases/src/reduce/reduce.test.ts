import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { type Act, installedKey } from '@seqwarden/proof/acts';
import fc from 'fast-check';
import { COPY, joins, seeds, worldOf } from '../../test/worlds.ts';
import type {
  Entry,
  ItemReason,
  ItemState,
  OnePerson,
  PlacedAct,
  RecordRef,
  Reopening,
  UncountedReason,
} from '../state/index.ts';
import { reduce } from './reduce.ts';
import { Reduction } from './reduction.ts';
import { stateJson } from './state-json.ts';
import { threadOf } from './thread.ts';

const entriesOf = (acts: readonly PlacedAct[], persons: readonly OnePerson[] = []): Entry[] => [
  ...acts.map(placed => ({ placed })),
  ...persons.map(onePerson => ({ onePerson })),
];
const told = (acts: readonly PlacedAct[], persons: readonly OnePerson[] = []): string =>
  stateJson(reduce(entriesOf(acts, persons)));

/** Of each place a number: where it goes in another order. */
const shuffles = fc.array(fc.nat(), { minLength: 50, maxLength: 50 });

function shuffled<T>(list: readonly T[], by: readonly number[]): T[] {
  return list
    .map((one, at) => ({ one, key: by[at] ?? 0 }))
    .sort((a, b) => a.key - b.key)
    .map(({ one }) => one);
}

describe('the state of all cases', () => {
  it('is the same, byte for byte, in whatever order entries come, and however often', () => {
    fc.assert(
      fc.property(seeds, joins, shuffles, shuffles, (world, persons, order, again) => {
        const acts = worldOf(world);
        const entries = entriesOf(acts, persons);
        const twice = [...shuffled(entries, order), ...entries.filter((_, at) => (again[at] ?? 0) % 3 === 0)];
        assert.equal(stateJson(reduce(twice)), told(acts, persons));
      }),
      { numRuns: 150 },
    );
  });

  it('is the same whether it was asked for between entries or not', () => {
    fc.assert(
      fc.property(seeds, joins, shuffles, shuffles, (world, persons, order, asked) => {
        const acts = worldOf(world);
        const reduction = new Reduction();
        for (const [at, entry] of shuffled(entriesOf(acts, persons), order).entries()) {
          reduction.add(entry);
          if ((asked[at] ?? 0) % 3 === 0) reduction.state();
        }
        assert.equal(stateJson(reduction.state()), told(acts, persons));
      }),
      { numRuns: 150 },
    );
  });

  it('has nothing done, by whoever turns out to be one person, that was not done by two', () => {
    let [less, same] = [0, 0];
    fc.assert(
      fc.property(seeds, joins, (world, persons) => {
        const acts = worldOf(world);
        const before = doneIn(entriesOf(acts));
        const after = doneIn(entriesOf(acts, persons));
        assert.deepEqual(
          after.filter(one => !before.includes(one)),
          [],
        );
        if (after.length < before.length) less++;
        else if (after.length > 0) same++;
      }),
      { numRuns: 1000 },
    );
    assert.ok(less > 10 && same > 10, `${less} ${same}`);
  });

  it('says before an act is entered whether it will count', () => {
    fc.assert(
      fc.property(seeds, joins, (world, persons) => {
        const acts = worldOf(world.filter(({ kind }) => kind !== COPY));
        const reduction = new Reduction();
        for (const entry of entriesOf([], persons)) reduction.add(entry);
        for (const placed of acts) {
          const why = reduction.whyNot(placed);
          reduction.add({ placed });
          const { uncounted } = reduction.state();
          assert.equal(
            uncounted.find(({ log, index }) => log === placed.log && index === placed.index)?.why,
            why,
          );
        }
      }),
      { numRuns: 60 },
    );
  });

  it('does not depend on which of two statements on different matters was entered first', () => {
    let swapped = 0;
    fc.assert(
      fc.property(seeds, fc.nat(), (world, at) => {
        const acts = worldOf(world);
        const [one, next] = neighbours(acts, at);
        if (one === undefined || next === undefined || !areApart(one.act, next.act, one, next)) return;
        swapped++;
        const other = acts.map(act =>
          act === one ? { ...one, index: next.index } : act === next ? { ...next, index: one.index } : act,
        );
        assert.equal(withoutPlaces(other), withoutPlaces(acts));
      }),
      { numRuns: 400 },
    );
    assert.ok(swapped > 100);
  });

  it('leaves notices and incidents what they are, whatever another log releases and opens under their ids, and whenever', () => {
    let [notices, incidents] = [0, 0];
    fc.assert(
      fc.property(seeds, seeds, (world, more) => {
        const acts = worldOf(world);
        const others = worldOf(more)
          .filter(({ act }) => act.kind === 'notice' || act.kind === 'incident')
          .map((one, index) => ({
            ...one,
            ...HOSTILE,
            index,
            identity: index.toString(16).padStart(64, 'f'),
          }));
        const [before, after] = [reduce(entriesOf(acts)), reduce(entriesOf([...acts, ...others]))];
        const isOurs = (record: PlacedAct | RecordRef) => record.log !== HOSTILE.log;
        const ours = after.notices.filter(({ released }) => isOurs(released.record));
        assert.deepEqual(ours, before.notices);
        const places = before.uncounted.map(({ log, index }) => `${log}/${index}`);
        for (const { log, index } of after.uncounted)
          assert.ok(log === HOSTILE.log || places.includes(`${log}/${index}`), 'what counted counts');
        const opened = new Set(after.incidents.filter(one => !isOurs(one.opened.record)).map(({ id }) => id));
        for (const one of before.incidents.filter(({ id }) => opened.has(id))) {
          const { log } = one.opened.record;
          const same = after.incidents.find(({ id, opened }) => id === one.id && opened.record.log === log);
          assert.deepEqual(same, one);
          incidents++;
        }
        if (after.notices.length > ours.length && ours.length > 0) notices++;
      }),
      { numRuns: 300 },
    );
    assert.ok(notices > 20 && incidents > 3, `${notices} ${incidents}`);
  });

  it('says the same of each item however the programs in it are spelled', () => {
    const standing = (acts: readonly PlacedAct[]) =>
      reduce(entriesOf(acts)).items.map(({ installed, vulnerability, verdict, remediation, ...item }) => [
        ...[installed, vulnerability, verdict, remediation, item.reasons.map(({ code }) => code)],
        ...[item.patches.map(({ proof, checked, effect }) => [proof, checked, effect])],
        item.reopened.map(({ why }) => why),
      ]);
    fc.assert(
      fc.property(seeds, world => {
        const acts = worldOf(world);
        const respelled: PlacedAct[] = JSON.parse(
          JSON.stringify(acts).replaceAll(
            '"component":"universal-copy-service","name":null',
            '"component":"other","name":"Illumina UCS"',
          ),
        );
        assert.deepEqual(standing(respelled), standing(acts));
      }),
      { numRuns: 60 },
    );
  });

  it('keeps what it does not know, and nothing else changes', () => {
    fc.assert(
      fc.property(seeds, world => {
        const entries = entriesOf(worldOf(world));
        const before = reduce(entries);
        const unknown = {
          log: '4'.repeat(32),
          index: 7,
          identity: 'f'.repeat(64),
          signer: null,
          kind: 'urn:seqwarden:autoclave:v1',
          why: 'KIND_UNKNOWN',
          by: null,
        } as const;
        const after = reduce([{ uncounted: unknown }, ...entries, { uncounted: unknown }]);
        assert.equal(stateJson(after), stateJson({ ...before, uncounted: [...before.uncounted, unknown] }));
      }),
    );
  });

  it('lists what does not count, and it changes nothing', () => {
    const reasons: readonly (string | undefined)[] = ['RIGHT_MISSING', 'OWN_CHECK', 'CONTRADICTS'];
    let left = 0;
    fc.assert(
      fc.property(seeds, fc.nat(), (world, at) => {
        const acts = worldOf(world);
        const { uncounted, ...state } = reduce(entriesOf(acts));
        const unsaid = uncounted.filter(({ why }) => reasons.includes(why));
        const one = unsaid[at % Math.max(1, unsaid.length)];
        const isAlone = acts.filter(({ identity }) => identity === one?.identity).length === 1;
        if (one === undefined || !isAlone) return;
        left++;
        const others = acts.filter(({ identity }) => identity !== one.identity);
        const { uncounted: _, ...without } = reduce(entriesOf(others));
        assert.equal(JSON.stringify(without), JSON.stringify(state));
      }),
      { numRuns: 300 },
    );
    assert.ok(left > 50);
  });

  it('is asked of worlds in which things are done, come back, and do not count', () => {
    const met = new Set<string>();
    const worlds = fc.sample(seeds, { numRuns: 600, seed: 1 });
    for (const { items, uncounted } of worlds.map(world => reduce(entriesOf(worldOf(world))))) {
      for (const item of items) {
        met.add(item.remediation);
        for (const { code } of item.reasons) if (item.reopened.length === 0) met.add(code);
        for (const { why, decision } of item.reopened) met.add(decision === null ? why : 'by a decision');
      }
      for (const { why } of uncounted) met.add(why);
    }
    const hoped: readonly (
      | ItemState['remediation']
      | ItemReason['code']
      | Reopening['why']
      | UncountedReason
      | 'by a decision'
    )[] = [
      'done',
      'in_progress',
      'EFFECT_SEEN',
      'EFFECT_BY_WORD',
      'OTHER_PROGRAM',
      'RUN_SHOWS_OLDER',
      'ADVISORY_CHANGED',
      'by a decision',
      'CHECK_REFUTED',
      'PATCH_CORRECTED',
      'PATCHED_FOR_CASE',
      'RETIRED',
      'CORRECTED',
      'REPEATED',
      'OWN_CHECK',
    ];
    assert.deepEqual(
      hoped.filter(one => !met.has(one)),
      [],
    );
  });
});

/** Of a log that says all of it before the others were there. */
const HOSTILE = { log: '0'.repeat(32), statedAt: '2023-01-01T00:00:00.000Z' } as const;

/** What is done, by installation and vulnerability. */
function doneIn(entries: readonly Entry[]): string[] {
  return reduce(entries)
    .items.filter(({ remediation }) => remediation === 'done')
    .map(({ installed, vulnerability }) => `${installedKey(installed)} ${vulnerability}`);
}

function neighbours(acts: readonly PlacedAct[], at: number): (PlacedAct | undefined)[] {
  const one = acts[at % Math.max(1, acts.length)];
  return [one, acts.find(act => act.log === one?.log && act.index === one.index + 1)];
}

/** On different installations, vulnerabilities, notices, cases; and neither names the other, nor is a copy. */
function areApart(a: Act, b: Act, { identity }: PlacedAct, other: PlacedAct): boolean {
  if (
    identity === other.identity ||
    JSON.stringify([a, b]).includes(identity) ||
    JSON.stringify(a).includes(other.identity)
  )
    return false;
  const places = {
    log: other.log,
    index: 0,
    identity,
    signer: '',
    statedAt: '',
    role: 'person',
    rights: [],
  } as const;
  if (threadOf({ ...places, act: a }) !== threadOf({ ...places, act: b })) return true;
  const [one, two] = [aboutOf(a), aboutOf(b)];
  return one !== undefined && two !== undefined && !one.some(about => two.includes(about));
}

function aboutOf(act: Act): string[] | undefined {
  switch (act.kind) {
    case 'observation':
      return act.predicate.findings.map(
        ({ vulnerability }) => `${installedKey(act.predicate.installed)} ${vulnerability}`,
      );
    case 'decision':
    case 'mitigation':
    case 'patch':
    case 'check':
      return act.predicate.vulnerabilities.map(one => `${installedKey(act.predicate.installed)} ${one}`);
    default:
      return undefined;
  }
}

function withoutPlaces(acts: readonly PlacedAct[]): string {
  const { uncounted, ...state } = reduce(entriesOf(acts));
  const lines = uncounted.map(({ index, ...one }) => JSON.stringify(one)).sort();
  return JSON.stringify([state, lines], (key, value: unknown) => (key === 'index' ? undefined : value), 1);
}
