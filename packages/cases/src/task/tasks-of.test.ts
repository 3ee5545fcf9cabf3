import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import {
  aCase,
  acknowledgement,
  CASE,
  CVE,
  check,
  DEVICE,
  DUTY,
  DX,
  decision,
  digestOf,
  expected,
  fact,
  found,
  incident,
  installer,
  notice,
  patch,
  RECIPIENT,
  RUO,
  received,
  reply,
  sending,
  shows,
} from '../../test/make-act.ts';
import { ben, itemOf, Site, service, stateOf } from '../../test/site.ts';
import { seeds, worldOf } from '../../test/worlds.ts';
import { reduce } from '../reduce/index.ts';
import { TASK_KINDS, type Task, type TaskKind } from '../state/index.ts';
import { awaitsDecision } from './item-tasks.ts';
import { tasksOf } from './tasks-of.ts';

const kindsOf = (...sites: readonly Site[]): TaskKind[] => tasksOf(stateOf(...sites)).map(({ kind }) => kind);

function only(site: Site, kind: TaskKind): Task {
  const [one, ...more] = tasksOf(stateOf(site)).filter(task => task.kind === kind);
  assert.ok(one !== undefined && more.length === 0);
  return one;
}

/** A case about the vulnerability, and a document that names it. */
function caseOfCve(): Site {
  const site = new Site();
  site.says(aCase());
  site.says(received({ what: 'advisory', vulnerabilities: [CVE] }, 'advisory 1'));
  return site;
}

describe('what is to be done about a vulnerability of an installation', () => {
  it('is to decide, then to patch, then what the patch lacks, then nothing', () => {
    const site = new Site();
    site.says(found('review'));
    assert.deepEqual(kindsOf(site), ['decide_finding']);
    assert.deepEqual(only(site, 'decide_finding').who, { right: 'decide' });
    site.says(decision({ verdict: 'affected' }));
    assert.deepEqual(kindsOf(site), ['patch']);
    site.says(patch({ installer: installer('not_published') }));
    assert.deepEqual(kindsOf(site), ['check_patch', 'prove_patch', 'see_effect']);
    const proven = site.says(
      patch({ installer: installer('not_published'), evidence: [digestOf('report')] }),
    );
    assert.deepEqual(kindsOf(site), ['check_patch', 'see_effect']);
    assert.equal(only(site, 'check_patch').record, proven.identity);
    site.says(check(proven), ben);
    assert.deepEqual(kindsOf(site), ['see_effect']);
    site.says(shows('2.0', '2023-05-11'), service);
    assert.deepEqual(kindsOf(site), []);
  });

  it('is to look at what came back, also in a case that was closed', () => {
    const site = caseOfCve();
    site.says(found('affected'));
    const done = site.says(patch());
    site.says(check(done), ben);
    site.says(shows('2.0', '2023-05-11'));
    assert.deepEqual(kindsOf(site), ['close_case']);
    site.says(aCase('closed'));
    assert.deepEqual(kindsOf(site), []);
    const older = site.says(shows('1.4', '2023-06-02'));
    assert.deepEqual(kindsOf(site), ['look_at_reopened', 'patch']);
    const task = only(site, 'look_at_reopened');
    assert.equal(task.record, older.identity);
    assert.equal(task.about, 'run of 2023-06-02');
    assert.equal(task.case, CASE);
  });

  it('is not over because a case was closed: what is found to be affected later, or is open all the same, is on the list', () => {
    const site = caseOfCve();
    site.says(found('not_affected'));
    site.says(aCase('closed'));
    assert.deepEqual(kindsOf(site), []);
    site.says(found('affected'));
    assert.deepEqual(kindsOf(site), ['patch']);
    assert.equal(only(site, 'patch').case, CASE);
  });

  it('stays where another register closes the case, or has a closed one on the same vulnerability', () => {
    const site = caseOfCve();
    site.says(found('affected'));
    const other = new Site('2');
    other.says(aCase('closed'));
    assert.deepEqual(kindsOf(site, other), ['patch', 'release_notice']);
    const alone = new Site();
    alone.says(found('affected'));
    const elsewhere = new Site('2');
    elsewhere.says(aCase());
    elsewhere.says(received({ what: 'advisory', vulnerabilities: [CVE] }, 'advisory 1'));
    elsewhere.says(aCase('closed'));
    assert.deepEqual(kindsOf(alone, elsewhere), ['patch']);
  });

  it('is due by the day of the notice about it', () => {
    const site = caseOfCve();
    site.says(found('affected'));
    assert.equal(only(site, 'patch').dueOn, null);
    site.says(notice());
    assert.equal(only(site, 'patch').dueOn, '2023-05-31');
    site.says(notice({ notice: '0'.repeat(32), patchBy: '2023-06-30' }));
    assert.equal(only(site, 'patch').dueOn, '2023-05-31');
  });

  it('is that of the one register whose records it rests on, and of none where there are two', () => {
    const site = caseOfCve();
    site.says(found('affected'));
    site.says(notice());
    const all = (...sites: readonly Site[]) =>
      tasksOf(stateOf(...sites)).filter(({ kind }) => kind === 'patch');
    assert.deepEqual(
      all(site).map(({ register }) => register),
      [site.log],
    );
    const other = new Site('2');
    other.says(patch({ installer: installer('other') }));
    assert.deepEqual(
      all(site, other).map(({ register }) => register),
      [null],
    );
    const letter = new Site('3');
    letter.says(aCase());
    letter.says(received({ products: [DX], vulnerabilities: [CVE] }));
    assert.deepEqual(
      all(site, letter).map(({ register }) => register),
      [null],
      'a letter there names it',
    );
    const ofDevice = new Site('3');
    ofDevice.says(aCase());
    ofDevice.says(received({ products: [DEVICE], vulnerabilities: [CVE] }));
    assert.equal(all(site, ofDevice)[0]?.register, null, 'a letter there names its device');
    const told = new Site('3');
    told.says(notice({ notice: '1'.repeat(32) }));
    assert.equal(all(site, told)[0]?.register, null, 'a notice there is about it');
    const decided = new Site('3');
    decided.says(decision({ verdict: 'affected' }));
    assert.equal(all(site, decided)[0]?.register, null, 'a person there decided');
  });

  it('is, of a notice about installations of two registers, that of each', () => {
    const north = caseOfCve();
    north.says(found('affected'));
    const release = (...sites: readonly Site[]) =>
      tasksOf(stateOf(...sites)).flatMap(({ kind, register }) =>
        kind === 'release_notice' ? [register] : [],
      );
    assert.deepEqual(release(north), [north.log]);
    const south = new Site('2');
    south.says(found('affected', {}, { installed: RUO }));
    assert.deepEqual(release(north, south), [north.log, south.log]);
  });

  it('is to patch again where another program was patched', () => {
    const site = new Site();
    site.says(found('affected'));
    site.says(patch({ software: [{ component: 'control', name: 'Control', before: '1.0', after: '1.1' }] }));
    assert.deepEqual(kindsOf(site), ['patch']);
  });

  it('keeps its id while it is the same task', () => {
    const site = caseOfCve();
    site.says(found('affected'));
    const { id } = only(site, 'patch');
    site.says(found('affected'));
    site.says(notice());
    assert.equal(only(site, 'patch').id, id);
  });
});

describe('what is to be done about a case', () => {
  it('is still to get and to return what is its own, where another register closes the case', () => {
    const site = new Site();
    site.says(aCase());
    site.says(expected({ publisher: 'FDA', what: 'regulator' }));
    site.says(received({ replyBy: '2023-04-19' }));
    const other = new Site('2');
    other.says(aCase('closed'));
    assert.deepEqual(kindsOf(site, other), ['return_form', 'receive_document', 'name_products']);
    site.says(aCase('closed'));
    assert.deepEqual(kindsOf(site, other), []);
  });

  it('is to get what should have come, and to return the form that is asked for', () => {
    const site = new Site();
    site.says(aCase());
    const awaited = site.says(expected({ publisher: 'FDA', what: 'regulator' }));
    const letter = site.says(received({ replyBy: '2023-04-19' }));
    const [form, document] = tasksOf(stateOf(site));
    assert.deepEqual([form?.kind, form?.dueOn, form?.record], ['return_form', '2023-04-19', letter.identity]);
    assert.deepEqual(
      [document?.kind, document?.dueOn, document?.record, document?.about],
      ['receive_document', '2023-04-20', awaited.identity, 'FDA'],
    );
    site.says(reply());
    site.says(received({ publisher: 'FDA', what: 'regulator', products: [DX] }, 'of FDA'));
    assert.deepEqual(kindsOf(site), ['patch', 'release_notice']);
  });

  it('is to return the form of each site, for each has a letter of its own', () => {
    const [one, other] = [new Site('1'), new Site('2')];
    one.says(aCase());
    for (const site of [one, other]) site.says(received({ replyBy: '2023-04-19' }));
    one.says(reply());
    const forms = tasksOf(stateOf(one, other)).filter(({ kind }) => kind === 'return_form');
    assert.deepEqual(
      forms.map(({ register }) => register),
      [other.log],
    );
  });

  it('is to close it when nothing else is left in it', () => {
    const site = caseOfCve();
    site.says(found('not_listed'));
    assert.deepEqual(kindsOf(site), ['close_case']);
    site.says(expected({ publisher: 'FDA', what: 'regulator' }));
    assert.deepEqual(kindsOf(site), ['receive_document']);
  });

  it('is to name what a letter is about that names nothing here, or to close the case, whatever else is left', () => {
    const site = new Site();
    site.says(aCase());
    assert.deepEqual(kindsOf(site), ['name_products'], 'nothing else tells of a case that was only opened');
    site.says(expected({ publisher: 'FDA', what: 'regulator', by: null }));
    assert.deepEqual(kindsOf(site), ['receive_document'], 'it waits for what will say it');
    site.says(received());
    assert.deepEqual(kindsOf(site), ['name_products', 'receive_document']);
    const { who, case: ofCase, register } = only(site, 'name_products');
    assert.deepEqual([who, ofCase, register], [null, CASE, site.log]);
    site.says(received({ what: 'advisory', vulnerabilities: [CVE] }, 'advisory 1'));
    assert.ok(kindsOf(site).includes('name_products'), 'an advisory that fits nothing');
    site.says(received({ products: [DX] }, 'a second letter'));
    assert.ok(!kindsOf(site).includes('name_products'));
  });

  it('is to close it in the one register in which it stands, and in each that takes part, for itself', () => {
    const [one, other] = [caseOfCve(), new Site('2')];
    one.says(found('not_affected'));
    const registers = () => tasksOf(stateOf(one, other)).map(({ kind, register }) => [kind, register]);
    other.says(found('not_affected'));
    assert.deepEqual(registers(), [['close_case', one.log]], 'whoever found something by it');
    const letter = { what: 'advisory', vulnerabilities: [CVE] } as const;
    other.says(received(letter, 'a letter of their own'));
    const both = [
      ['close_case', one.log],
      ['close_case', other.log],
    ];
    assert.deepEqual(registers(), both);
    one.says(aCase('closed'));
    assert.deepEqual(registers(), both.slice(1));
  });

  it('is to release a notice until every open item is named in one', () => {
    const site = caseOfCve();
    site.says(found('affected'));
    assert.ok(kindsOf(site).includes('release_notice'));
    site.says(notice());
    assert.ok(!kindsOf(site).includes('release_notice'));
    site.says(acknowledgement({ answer: 'not_mine' }));
    assert.equal(
      only(site, 'release_notice').dueOn,
      '2023-04-12',
      'the day of the notice that reached nobody',
    );
  });
});

describe('what is to be done about a notice', () => {
  it('is to send it, to find out what became of it, and to acknowledge it', () => {
    const site = caseOfCve();
    site.says(found('not_affected'));
    site.says(notice());
    assert.deepEqual(kindsOf(site), ['send_notice']);
    site.says(sending('intended'), service);
    assert.deepEqual(kindsOf(site), ['acknowledge', 'resolve_sending']);
    site.says(sending('not_sent'), service);
    assert.deepEqual(kindsOf(site), ['send_notice']);
    const again = { attempt: 'e'.repeat(32), messageId: 'two@lab' };
    site.says(sending('intended', again), service);
    site.says(sending('sent', again), service);
    const task = only(site, 'acknowledge');
    assert.deepEqual([task.who, task.dueOn], [{ recipient: RECIPIENT }, '2023-04-12']);
    site.says(acknowledgement());
    assert.deepEqual(kindsOf(site), ['close_case']);
  });
});

describe('what is to be done about an incident', () => {
  it('is to decide each duty, to report, and to close it; closing it ends no duty', () => {
    const site = new Site();
    const about = { duty: DUTY.duty, reportBy: '2023-05-20' };
    site.says(incident('opened'));
    const { dueOn, about: duty, register } = only(site, 'decide_duty');
    assert.deepEqual([dueOn, duty, register], ['2023-05-16', DUTY.duty, site.log]);
    site.says(incident('closed'));
    assert.deepEqual(kindsOf(site), ['decide_duty']);
    site.says(incident('extended'));
    site.says(incident('decided', { decision: { ...about, answer: 'report' } }));
    assert.equal(only(site, 'report_duty').dueOn, '2023-05-20');
    site.says(
      incident('reported', {
        report: { duty: DUTY.duty, document: digestOf('3500A'), sentOn: '2023-05-18' },
      }),
    );
    assert.deepEqual(kindsOf(site), ['close_incident']);
    site.says(incident('closed'));
    assert.deepEqual(kindsOf(site), []);
  });

  it('is for the site that opened it, whoever else opens one under its id and says that he was first', () => {
    const [one, other] = [new Site('1'), new Site('2')];
    one.says(incident('opened'));
    const before = { rights: [], statedAt: '2023-04-03T00:00:00.000Z' } as const;
    other.says(incident('opened', { awareOn: '2023-04-02', duties: [] }), before);
    const tasks = tasksOf(stateOf(one, other));
    assert.deepEqual(
      tasks.map(({ kind, register }) => [kind, register]),
      [
        ['decide_duty', one.log],
        ['close_incident', other.log],
      ],
    );
  });
});

describe('a person has to decide', () => {
  const awaits = (site: Site) => awaitsDecision(itemOf(stateOf(site)));

  it('what an advisory leaves open, until a patch is under way', () => {
    const site = new Site();
    site.says(found('review'));
    assert.ok(awaits(site));
    site.says(patch());
    assert.ok(!awaits(site));
    site.says(patch({ at: { from: '2023-05-12T08:00:00.000Z', until: '2023-05-12T09:00:00.000Z' } }));
    site.says(patch({ installer: installer('other') }));
    assert.ok(!awaits(site), 'one of several is under way');
  });

  it('also where the only patch was none', () => {
    const site = new Site();
    site.says(found('review'));
    site.says(patch({ installer: installer('other') }));
    assert.ok(awaits(site));
  });

  it('but not of what is affected all the same, nor of what is not open', () => {
    const site = new Site();
    site.says(found('affected'));
    assert.ok(!awaits(site));
    const retired = new Site();
    retired.says(found('review'));
    retired.says(fact('retired', 'yes'));
    assert.ok(!awaits(retired));
  });
});

describe('the list of tasks', () => {
  it('has no two with the same id', () => {
    fc.assert(
      fc.property(seeds, world => {
        const ids = tasksOf(reduce(worldOf(world).map(placed => ({ placed })))).map(({ id }) => id);
        assert.equal(new Set(ids).size, ids.length);
      }),
      { numRuns: 60 },
    );
  });

  it('goes by the day on which they are due, then kind, then id', () => {
    const site = caseOfCve();
    site.says(found('affected'));
    site.says(notice());
    site.says(expected({ by: '2023-04-01' }));
    site.says(incident('opened'));
    const tasks = tasksOf(stateOf(site));
    const days = tasks.map(({ dueOn }) => dueOn ?? '~');
    assert.deepEqual(days, [...days].sort());
    assert.ok(tasks.every(({ kind }) => TASK_KINDS.includes(kind)));
  });
});
