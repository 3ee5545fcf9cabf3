import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { reduce, stateJson, type ThreadKey } from '@seqwarden/cases/reduce';
import type { Entry, OnePerson, PlacedAct } from '@seqwarden/cases/state';
import { tasksOf } from '@seqwarden/cases/task';
import type { Installed } from '@seqwarden/proof/acts';
import fc from 'fast-check';
import { check, DX, found, mitigation, patch } from '../../cases/test/make-act.ts';
import { ANNA, BEN, Site, service } from '../../cases/test/site.ts';
import { joins, seeds, worldOf } from '../../cases/test/worlds.ts';
import type { CasebookStore } from '../src/casebook/casebook-store.ts';
import { Damage, kept, opened } from '../src/casebook/kept.ts';
import { cacheInMemory } from '../src/casebook/open-cache.ts';
import { keepTasks, stateIn, stateOfDevice, tasksIn } from '../src/casebook/overview.ts';
import { keepEntry, personsIn, refusalOf, settle, threadsOfChanged } from '../src/casebook/settle.ts';

const entriesOf = (acts: readonly PlacedAct[], persons: readonly OnePerson[] = []): Entry[] => [
  ...acts.map(placed => ({ placed })),
  ...persons.map(onePerson => ({ onePerson })),
];
const told = (acts: readonly PlacedAct[], persons: readonly OnePerson[] = []) =>
  reduce(entriesOf(acts, persons));
/** Of each place a number: where it goes in another order, as records of other logs come when they come. */
const orders = fc.array(fc.nat(), { minLength: 50, maxLength: 50 });
const shuffled = <T>(list: readonly T[], order: readonly number[]) =>
  list
    .map((one, at) => ({ one, key: order[at] ?? 0 }))
    .sort((a, b) => a.key - b.key)
    .map(({ one }) => one);
const cuts = fc.array(fc.nat({ max: 3 }), { minLength: 50, maxLength: 50 });

/** Keeps entries in the order in which they come, and settles after each that `cut` names. */
function kepts(entries: readonly Entry[], cut: readonly number[]): CasebookStore {
  const store = cacheInMemory();
  let changed: ThreadKey[] = [];
  let before = personsIn(store);
  const settleAll = () => {
    settle(store, [...changed, ...threadsOfChanged(store, before)]);
    changed = [];
    before = personsIn(store);
  };
  for (const [at, entry] of entries.entries()) {
    changed.push(...keepEntry(store, entry));
    if (cut[at] !== 0) continue;
    settleAll();
    keepTasks(store);
  }
  settleAll();
  return store;
}

describe('what the casebook keeps of threads', () => {
  it('comes to the same state as all records at once, in whatever order they come, wherever readings ended', () => {
    fc.assert(
      fc.property(seeds, joins, cuts, orders, (world, persons, cut, order) => {
        const acts = worldOf(world);
        const store = kepts(shuffled(entriesOf(acts, persons), order), cut);
        assert.equal(stateJson(stateIn(store)), stateJson(told(acts, persons)));
        store.close();
      }),
      { numRuns: 150 },
    );
  });

  it('tells what is to be done by what is open alone', () => {
    fc.assert(
      fc.property(seeds, cuts, (world, cut) => {
        const acts = worldOf(world);
        const store = kepts(entriesOf(acts), cut);
        assert.deepEqual(tasksIn(store), tasksOf(told(acts)));
        store.close();
      }),
      { numRuns: 150 },
    );
  });

  it('is of one device what the state of all is of it', () => {
    fc.assert(
      fc.property(seeds, cuts, (world, cut) => {
        const acts = worldOf(world);
        const store = kepts(entriesOf(acts), cut);
        const all = stateIn(store);
        const calledOf = ({ installed }: { readonly installed: Installed }) =>
          installed.serial ?? installed.model ?? '';
        for (const called of new Set([...all.items, ...all.installations].map(calledOf))) {
          const { items, installations, cases, incidents } = stateOfDevice(store, called);
          const isMeant = (one: { readonly installed: Installed }) => calledOf(one) === called;
          assert.deepEqual(items, all.items.filter(isMeant));
          assert.deepEqual(installations, all.installations.filter(isMeant));
          assert.deepEqual({ cases, incidents }, { cases: all.cases, incidents: all.incidents });
        }
        store.close();
      }),
      { numRuns: 50 },
    );
  });

  it('is of one device, too, of which only the model is known, and of all that share a serial', () => {
    const site = new Site();
    const named = [
      { ...DX, serial: null, model: 'MiSeq' },
      { ...DX, serial: 'MiSeq', vendor: 'Another' },
      { ...DX, serial: 'MiSeq' },
      DX,
    ];
    for (const installed of named) site.says(found('affected', {}, { installed }), service);
    const store = kepts(site.entries, []);
    assert.equal(stateOfDevice(store, 'MiSeq').items.length, 3);
    assert.deepEqual(stateOfDevice(store, `${DX.serial}/${DX.id}`).items, []);
    store.close();
  });

  it('is made anew where a word on persons comes later, whichever of their keys is the one that is told anew', () => {
    for (const [recording, checking] of [
      [ANNA, BEN],
      [BEN, ANNA],
    ] as const) {
      const site = new Site();
      for (const act of [patch(), mitigation()])
        site.says(check(site.says(act, { signer: recording })), { signer: checking });
      const last = site.entries.length - 1;
      site.joins(recording, checking);
      const together = kepts([...site.entries].reverse(), []);
      const apart = kepts(
        site.entries,
        site.said.map((_, at) => (at === last ? 0 : 1)),
      );
      for (const one of [together, apart]) {
        assert.equal(stateJson(stateIn(one)), stateJson(reduce(site.entries)));
        one.close();
      }
    }
  });

  it('says of a record that is not entered yet whether it would count', () => {
    fc.assert(
      fc.property(seeds, joins, (world, persons) => {
        const acts = worldOf(world);
        const last = acts.at(-1);
        if (last === undefined || acts.some(one => one !== last && one.identity === last.identity)) return;
        const store = kepts(entriesOf(acts.slice(0, -1), persons), []);
        const { uncounted } = told(acts, persons);
        const of = uncounted.find(({ log, index }) => log === last.log && index === last.index);
        assert.equal(refusalOf(store, last), of?.why);
        store.close();
      }),
      { numRuns: 150 },
    );
  });

  it('is the same without a log that is no longer at hand', () => {
    fc.assert(
      fc.property(seeds, joins, (world, persons) => {
        const acts = worldOf(world);
        const store = kepts(entriesOf(acts, persons), []);
        const gone = '2'.repeat(32);
        const before = personsIn(store);
        const said = store.dropLog(gone);
        settle(store, [...said, ...threadsOfChanged(store, before)]);
        const stay = ({ log }: { readonly log: string }) => log !== gone;
        const others = told(acts.filter(stay), persons.filter(stay));
        assert.equal(stateJson(stateIn(store)), stateJson(others));
        store.close();
      }),
      { numRuns: 150 },
    );
  });

  it('is noticed to be damaged where a byte is another, or a row is in another’s place', () => {
    const text = kept('part a', { day: '2026-11-22' });
    assert.deepEqual(opened('part a', text, JSON.parse), { day: '2026-11-22' });
    assert.throws(() => opened('part a', text.replace('22"', '23"'), JSON.parse), Damage);
    assert.throws(() => opened('part b', text, JSON.parse), Damage);
  });
});
