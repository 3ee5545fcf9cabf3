import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { installedKey } from '@seqwarden/proof/acts';
import fc from 'fast-check';
import {
  aCase,
  acknowledgement,
  CASE,
  CVE,
  DUTY,
  DX,
  digestOf,
  expected,
  found,
  incident,
  notice,
  patch,
  RUO,
  received,
} from '../../test/make-act.ts';
import { Site, service, stateOf } from '../../test/site.ts';
import { seeds, worldOf } from '../../test/worlds.ts';
import { isOverIn, reduce, titleIn } from '../reduce/index.ts';
import type { PlacedAct, State, Task, TaskKind } from '../state/index.ts';
import { tasksOf } from './tasks-of.ts';
import { tasksOfCase } from './tasks-of-case.ts';

/** What is to be done, by register. */
const tasksIn = (...sites: readonly Site[]) =>
  tasksOf(stateOf(...sites)).map(({ kind, register }) => [kind, register]);

/** Of a log that says all of it before the others were there. */
const EARLY = { statedAt: '2023-01-01T00:00:00.000Z' } as const;

describe('what is to be done in a register where another one speaks of the same', () => {
  const reporting = (answer: 'report' | 'do_not_report', reportBy: string | null = '2023-05-20') =>
    incident('decided', { decision: { duty: DUTY.duty, answer, reportBy } });
  const sent = { duty: DUTY.duty, document: digestOf('3500A'), sentOn: '2023-05-18' } as const;

  it('is to decide a duty, to report it and to close the incident, whatever the other decides, reports and closes', () => {
    const [one, other] = [new Site('1'), new Site('2')];
    one.says(incident('opened'));
    for (const act of [
      reporting('do_not_report', null),
      incident('reported', { report: sent }),
      incident('closed'),
    ])
      other.says(act);
    assert.deepEqual(tasksIn(one, other), [['decide_duty', one.log]]);
    one.says(reporting('report'));
    assert.deepEqual(tasksIn(one, other), [['report_duty', one.log]]);
    one.says(incident('reported', { report: sent }));
    assert.deepEqual(tasksIn(one, other), [['close_incident', one.log]]);
    one.says(incident('closed'));
    assert.deepEqual(tasksIn(one, other), []);
  });

  it('is to report, too, where the other alone says so, until either did; its day is the first that is said', () => {
    const [one, other] = [new Site('1'), new Site('2')];
    const due = () => tasksOf(stateOf(one, other)).map(({ kind, dueOn }) => [kind, dueOn]);
    one.says(incident('opened'));
    other.says(reporting('report', '2023-05-30'));
    assert.deepEqual(due(), [
      ['decide_duty', '2023-05-16'],
      ['report_duty', '2023-05-30'],
    ]);
    one.says(reporting('report'));
    assert.deepEqual(due(), [['report_duty', '2023-05-20']], 'it gives no more time');
    other.says(reporting('report', '2023-05-10'));
    assert.deepEqual(due(), [['report_duty', '2023-05-10']]);
    one.says(reporting('do_not_report', null));
    assert.deepEqual(due(), [['report_duty', '2023-05-10']]);
    other.says(incident('reported', { report: sent }));
    assert.deepEqual(due(), [['close_incident', null]], 'what it demanded, it did');
  });

  it('is to close an incident for who opened it, and for who added to it, each until he did', () => {
    const [one, other] = [new Site('1'), new Site('2')];
    one.says(incident('opened', { duties: [] }));
    other.says(incident('extended', { duties: [], installed: [RUO] }));
    const asked = () => tasksIn(one, other).map(([kind, register]) => `${kind} ${register}`);
    const both = [one, other].map(({ log }) => `close_incident ${log}`);
    assert.deepEqual(asked().sort(), both);
    one.says(incident('closed'));
    assert.deepEqual(asked(), both.slice(1));
  });

  it('is to say what a case is about, or to close it, though the other closes it, and though the other names what it is about', () => {
    const [one, other] = [new Site('1'), new Site('2')];
    one.says(aCase());
    other.says(aCase('closed'));
    assert.deepEqual(tasksIn(one, other), [['name_products', one.log]]);
    one.says(received());
    one.says(found('not_affected'));
    other.says(received({ what: 'advisory', vulnerabilities: [CVE] }, 'advisory 1'));
    other.says(found('not_affected', {}, { installed: RUO }));
    assert.deepEqual(tasksIn(one, other), [['name_products', one.log]]);
    one.says(received({ what: 'advisory', vulnerabilities: [CVE] }, 'advisory 1'));
    assert.deepEqual(tasksIn(one, other), [['close_case', one.log]]);
  });

  it('is to say what a case is about, though another one found what its own document names', () => {
    const [one, other] = [new Site('1'), new Site('2')];
    one.says(aCase());
    one.says(received({ what: 'advisory', vulnerabilities: [CVE] }, 'advisory 1'));
    other.says(found('not_affected'));
    assert.deepEqual(tasksIn(one, other), [['name_products', one.log]]);
    one.says(patch());
    assert.ok(!tasksIn(one, other).some(([kind]) => kind === 'name_products'), 'who patched it knows');
  });

  it('is to release a notice for who only patched it, where he takes part in the case', () => {
    const [one, other] = [new Site('1'), new Site('2')];
    one.says(aCase());
    one.says(received({ what: 'advisory', vulnerabilities: [CVE] }, 'advisory 1'));
    one.says(found('affected'));
    other.says(patch());
    const told = () => tasksIn(one, other).filter(([kind]) => kind === 'release_notice');
    assert.deepEqual(told(), [['release_notice', one.log]]);
    other.says(expected());
    assert.deepEqual(told(), [
      ['release_notice', one.log],
      ['release_notice', other.log],
    ]);
  });

  it('is to close a case only where nothing in it is open, whosever it is', () => {
    const [one, other] = [new Site('1'), new Site('2')];
    one.says(aCase());
    one.says(received({ what: 'advisory', vulnerabilities: [CVE] }, 'advisory 1'));
    one.says(found('not_affected'));
    other.says(found('affected', {}, { installed: RUO }));
    assert.deepEqual(tasksIn(one, other), [
      ['patch', other.log],
      ['release_notice', other.log],
    ]);
  });

  it('is to release a notice, though the other releases one on the same installation in the same case', () => {
    const [one, other] = [new Site('1'), new Site('2')];
    one.says(aCase());
    one.says(received({ what: 'advisory', vulnerabilities: [CVE] }, 'advisory 1'));
    one.says(found('affected'));
    other.says(notice({ installed: [DX], acknowledgeBy: '2023-04-05' }), EARLY);
    const release = () => tasksOf(stateOf(one, other)).filter(({ kind }) => kind === 'release_notice');
    const told = () => release().map(({ register, dueOn }) => [register, dueOn]);
    assert.deepEqual(told(), [[one.log, null]]);
    one.says(notice({ notice: '0'.repeat(32) }));
    assert.deepEqual(told(), []);
    one.says(acknowledgement({ notice: '0'.repeat(32), answer: 'not_mine' }));
    assert.deepEqual(told(), [[one.log, '2023-04-12']], 'the day of its own notice');
  });

  it('is to release one in each in which something is said of the installation', () => {
    const [one, other] = [new Site('1'), new Site('2')];
    one.says(aCase());
    one.says(received({ what: 'advisory', vulnerabilities: [CVE] }, 'advisory 1'));
    one.says(found('affected'));
    other.says(found('affected'), service);
    const release = () => tasksIn(one, other).filter(([kind]) => kind === 'release_notice');
    assert.deepEqual(release(), [
      ['release_notice', one.log],
      ['release_notice', other.log],
    ]);
    one.says(notice());
    assert.deepEqual(release(), [['release_notice', other.log]]);
  });

  it('belongs to a case that is open there, whoever opens others about the same', () => {
    const [one, other] = [new Site('1'), new Site('2')];
    one.says(aCase());
    const letter = { what: 'advisory', vulnerabilities: [CVE] } as const;
    one.says(received(letter, 'advisory 1'));
    one.says(found('affected'));
    const [before] = tasksOf(stateOf(one));
    const theirs = { case: '0'.repeat(32) };
    other.says(aCase('opened', theirs), EARLY);
    other.says(received({ ...letter, ...theirs }, 'advisory 1'));
    const after = tasksOf(stateOf(one, other)).find(({ id }) => id === before?.id);
    assert.equal(after?.case, before?.case);
    other.says(found('affected'), service);
    const state = stateOf(one, other);
    for (const id of [CASE, theirs.case]) {
      const kinds = tasksOfCase(tasksOf(state), state, id).map(({ kind }) => kind);
      assert.deepEqual(kinds, ['patch', 'release_notice', 'release_notice'], 'and to each that is about it');
    }
  });

  it('is not less by anything that the other says of cases, notices and incidents, whenever it says that it was, but for the closing of a case', () => {
    const met = new Map<TaskKind, number>();
    fc.assert(
      fc.property(seeds, seeds, (world, more) => {
        const acts = worldOf(world);
        const said = worldOf(more).filter(({ act }) => SAID_OF_OURS.has(act.kind));
        const hostile = [...said, ...endings()].map((one, index) => ({
          ...{ ...choosingNothing(one), ...EARLY, log: HOSTILE, index },
          identity: index.toString(16).padStart(64, 'f'),
        }));
        const before = reduce(acts.map(placed => ({ placed })));
        // Who opens a case that nobody had opened makes count what was said of it.
        if (before.cases.length === 0) return;
        const after = reduce([...acts, ...hostile].map(placed => ({ placed })));
        const tasks = tasksOf(after);
        for (const task of tasksOf(before)) {
          // That a mail did not arrive another register may say (decision 77), and a case is not over where anything is open.
          if (task.kind === 'close_case' || task.kind === 'resolve_sending') continue;
          assert.ok(
            tasks.some(one => stillAsks(task, one)),
            `${task.id}\n${JSON.stringify(tasks, null, 1)}`,
          );
          met.set(task.kind, (met.get(task.kind) ?? 0) + 1);
        }
        assertSameCases(before, after);
      }),
      { numRuns: 400 },
    );
    const asked: readonly TaskKind[] = [
      ...(['name_products', 'release_notice', 'decide_duty'] as const),
      ...(['return_form', 'receive_document', 'send_notice', 'patch'] as const),
    ];
    assert.deepEqual(
      asked.filter(kind => (met.get(kind) ?? 0) < 5),
      [],
    );
  });
});

const HOSTILE = '0'.repeat(32);
/** All that would end something. */
function endings(): PlacedAct[] {
  const site = new Site();
  site.says(aCase('closed'));
  for (const letter of ['d', 'f']) {
    const about = { incident: letter.repeat(32) };
    const decision = { duty: DUTY.duty, answer: 'do_not_report', reportBy: null } as const;
    const report = { duty: DUTY.duty, document: digestOf('3500A'), sentOn: '2023-05-18' };
    site.says(incident('decided', { ...about, decision }));
    site.says(incident('reported', { ...about, report }));
    site.says(incident('closed', about));
  }
  return site.said;
}

/** Which instruments a case is about all registers that count say, as whether one has a vulnerability. */
function choosingNothing(one: PlacedAct): PlacedAct {
  const { act } = one;
  if (act.kind !== 'received') return one;
  return { ...one, act: { ...act, predicate: { ...act.predicate, products: [] } } };
}

/** What a recipient's key acknowledges counts wherever it is enrolled; what is said of an instrument counts for all. */
const SAID_OF_OURS: ReadonlySet<PlacedAct['act']['kind']> = new Set([
  ...(['case', 'received', 'expected', 'reply', 'notice', 'sending', 'incident'] as const),
]);

/**
 * It is the same, by the same day or an earlier one; or it is done otherwise now: of an installation something else is asked, a notice came back, and a case or an incident is not to be closed while it has
 * another task.
 */
function stillAsks(task: Task, now: Task): boolean {
  if (now.id === task.id) return task.dueOn === null || (now.dueOn !== null && now.dueOn <= task.dueOn);
  if (task.installed !== null)
    return (
      now.installed !== null &&
      installedKey(now.installed) === installedKey(task.installed) &&
      now.vulnerability === task.vulnerability
    );
  if (now.register !== task.register) return false;
  if (task.notice !== null) return now.notice === task.notice;
  if (task.kind === 'close_incident') return now.incident === task.incident;
  return task.kind === 'name_products' && now.case === task.case;
}

function assertSameCases(before: State, after: State): void {
  for (const one of before.cases) {
    const found = after.cases.find(({ id }) => id === one.id);
    assert.ok(found);
    for (const { record } of one.openings) assert.equal(titleIn(found, record.log), titleIn(one, record.log));
    for (const log of one.openIn) assert.ok(!isOverIn(found)(log));
  }
}
