import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import {
  ANNA,
  BO,
  BOTH,
  CVE,
  item,
  letter,
  OPTIONS,
  on,
  RECORD,
  released,
  stated,
  stateOf,
} from '../../test/notice-parts.ts';
import type { NoticeState } from '../state/index.ts';
import { planNotices } from './plan-notices.ts';

describe('the plan of notices', () => {
  const items = [item(on('M1', 'main')), item(on('N1', 'dx')), item(on('N1', 'ruo')), item(on('X9', 'main'))];

  it('has one notice for one person, whatever number of instruments', () => {
    const documents = [...BOTH, letter(null, { products: [on('X9', 'main')] })];
    const { plans, unassigned } = planNotices(stateOf(items, {}, documents), OPTIONS);
    assert.deepEqual(
      plans.map(({ recipient, regards }) => [
        recipient,
        regards.map(({ installed }) => `${installed.serial}/${installed.id}`),
      ]),
      [
        [ANNA, ['M1/main', 'N1/dx', 'N1/ruo']],
        [BO, ['M1/main']],
      ],
    );
    assert.deepEqual(unassigned, [on('X9', 'main')]);
  });

  it('leaves to another site what only its records speak of', () => {
    const plan = (log: string, record = RECORD) => {
      const readings = [
        { record, reading: { component: 'control', name: null, version: null, at: null, run: null } },
      ] as const;
      const installations = [{ installed: on('X9', 'main'), facts: [], readings }];
      const { unassigned, elsewhere } = planNotices(stateOf(items, { installations }), { ...OPTIONS, log });
      return [unassigned.length, elsewhere.length];
    };
    assert.deepEqual(
      [plan(RECORD.log), plan('9'.repeat(32))],
      [
        [1, 0],
        [0, 1],
      ],
    );
  });

  it('takes the strictest kind and urgency for all that one person is told of', () => {
    const installations = [
      stated(on('M1', null), ['regulatoryStatus', 'ruo'], ['use', 'research']),
      stated(on('N1', null), ['regulatoryStatus', 'ivd'], ['use', 'clinical']),
    ];
    const { plans } = planNotices(stateOf(items, { installations }), OPTIONS);
    assert.deepEqual(
      plans.map(({ about, urgency, acknowledgeBy, patchBy }) => [about, urgency, acknowledgeBy, patchBy]),
      [
        ['recall', 'urgent', '2023-04-07', '2023-04-13'],
        ['quality_notification', 'normal', '2023-04-13', null],
      ],
    );
  });

  it('takes the letter that came to its own register, whatever other letter another one puts in its place', () => {
    const record = { ...RECORD, log: '0'.repeat(32) };
    const ours = letter('recall');
    const theirs = { ...letter('safety_notification', { replaces: ours.subject }), record };
    const kinds = (...documents: (typeof ours)[]) =>
      planNotices(stateOf([item(on('M1', 'main'))], {}, documents), OPTIONS).plans.map(one => [
        one.about,
        one.regards.map(({ document }) => document?.subject === theirs.subject),
      ]);
    assert.deepEqual(kinds(ours, theirs)[0], ['recall', [false]]);
    assert.deepEqual(kinds(theirs)[0], ['safety_notification', [true]], 'where it has none, that of another');
  });

  it('says nothing of what is done, not needed, or of another case', () => {
    const others = [
      item(on('M1', 'main'), { remediation: 'done' }),
      item(on('N1', 'dx'), { remediation: 'not_needed' }),
      item(on('N1', 'ruo'), { cases: ['9'.repeat(32)] }),
    ];
    assert.deepEqual(planNotices(stateOf(others), OPTIONS).plans, []);
  });

  it('tells nobody the same twice, but what is new', () => {
    const told = released(BO, [on('M1', 'main')], [CVE]);
    const again = planNotices(stateOf(items, { notices: [told] }), OPTIONS);
    assert.deepEqual([again.plans.map(({ recipient }) => recipient), again.told], [[ANNA], [BO]]);
    const log = '0'.repeat(32);
    const theirs = { ...told, released: { ...told.released, record: { ...RECORD, log } } };
    const beside = planNotices(stateOf(items, { notices: [theirs] }), OPTIONS);
    assert.deepEqual(
      [beside.plans.map(({ recipient }) => recipient), beside.told],
      [[ANNA, BO], []],
      'what another register released tells nobody here',
    );
    const withdrawn: NoticeState = { ...told, standing: 'withdrawn' };
    assert.equal(planNotices(stateOf(items, { notices: [withdrawn] }), OPTIONS).plans.length, 2);
    const news = item(on('M1', 'main'), { vulnerability: 'CVE-2023-1966' });
    const more = planNotices(stateOf([...items, news], { notices: [told] }), OPTIONS);
    assert.deepEqual(more.plans.find(({ recipient }) => recipient === BO)?.vulnerabilities, [
      'CVE-2023-1966',
    ]);
  });

  it('tells who said that it is not his again, while nobody else has it, and says so', () => {
    const told = released(BO, [on('M1', 'main')], [CVE]);
    const answer = (one: 'read' | 'not_mine'): NoticeState => {
      const {
        released: {
          record,
          says: { case: of, notice, recipient, log, statedAt, tool },
        },
      } = told;
      const said = { case: of, notice, recipient, by: 'form', form: RECORD.identity, answer: one } as const;
      return {
        ...told,
        acknowledged: { record, subject: RECORD.identity, says: { ...said, log, statedAt, tool } },
      };
    };
    const after = (notices: readonly NoticeState[]) => {
      const { plans, told, declined } = planNotices(stateOf(items, { notices }), OPTIONS);
      return [plans.map(({ recipient }) => recipient), told, declined];
    };
    assert.deepEqual(after([answer('not_mine')]), [[ANNA, BO], [], [BO]]);
    assert.deepEqual(after([answer('read')]), [[ANNA], [BO], []]);
    assert.deepEqual(after([answer('not_mine'), { ...told, id: '9'.repeat(32) }]), [[ANNA], [BO], []]);
    const annas = released(ANNA, [on('M1', 'main')], [CVE]);
    assert.deepEqual(
      after([answer('not_mine'), annas]),
      [[ANNA], [BO], []],
      'it is in the charge of somebody else',
    );
  });

  it('makes several of more installations than one can name', () => {
    const many = Array.from({ length: 101 }, (_, at) => item(on('N1', `s${at}`)));
    assert.deepEqual(
      planNotices(stateOf(many), OPTIONS).plans.map(({ regards }) => regards.length),
      [100, 1],
    );
  });
});
