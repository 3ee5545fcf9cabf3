import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import {
  aCase,
  acknowledgement,
  CASE,
  CVE,
  check,
  correction,
  DUTY,
  DX,
  decision,
  digestOf,
  expected,
  fact,
  found,
  incident,
  mitigation,
  notice,
  patch,
  RECIPIENT,
  RUO,
  received,
  reply,
  rights,
  sending,
} from '../../test/make-act.ts';
import { ANNA, BEN, ben, itemOf, Site, service, stateOf, whyNot } from '../../test/site.ts';
import { isOverIn, titleIn } from './parts-in-case.ts';

describe('a case', () => {
  it('is opened once in a register, and in each under the title that it has there, whoever says that he was first', () => {
    const [one, other, third] = [new Site('1'), new Site('0'), new Site('3')];
    const late = one.says(aCase('opened', { title: 'late' }), { statedAt: '2023-05-01T00:00:00.000Z' });
    const again = one.says(aCase('opened', { title: 'again' }), { statedAt: '2023-04-01T00:00:00.000Z' });
    const early = other.says(aCase('opened', { title: 'early' }), {
      ...ben,
      statedAt: '2023-04-01T00:00:00.000Z',
    });
    const state = stateOf(one, other);
    assert.deepEqual(
      state.cases.map(({ openings }) => openings.map(({ record }) => record.identity)),
      [[early.identity, late.identity]],
    );
    const titles = [one, other, third].map(({ log }) => state.cases.map(found => titleIn(found, log)));
    assert.deepEqual(titles, [['late'], ['early'], ['early; late']]);
    assert.deepEqual(
      state.uncounted.map(({ identity, why }) => [identity, why]),
      [[again.identity, 'CONTRADICTS']],
    );
  });

  it('has no documents before it is opened somewhere, and has them then', () => {
    const [one, other] = [new Site('1'), new Site('2')];
    const letter = one.says(received({ products: [DX] }));
    assert.equal(whyNot(stateOf(one), letter), 'REFERS_TO_NOTHING');
    assert.equal(stateOf(one).items.length, 0);
    other.says(aCase());
    assert.equal(whyNot(stateOf(one, other), letter), undefined);
    assert.equal(stateOf(one, other).items.length, 1);
  });

  it('goes on for who takes part in it, where the register that opened it takes its opening back', () => {
    const [one, other] = [new Site('1'), new Site('2')];
    const opening = other.says(aCase('opened', { title: 'Theirs' }));
    const theirs = other.says(received({}, 'a letter of its own'));
    const back = other.says(correction(opening));
    const state = () => stateOf(one, other);
    assert.equal(state().cases.length, 0, 'it is gone where nobody else takes part');
    assert.equal(whyNot(state(), theirs), 'REFERS_TO_NOTHING');
    const letter = one.says(received({ replyBy: '2023-05-01', products: [DX] }));
    assert.equal(whyNot(state(), letter), undefined);
    assert.equal(whyNot(state(), opening), 'CORRECTED');
    assert.equal(whyNot(state(), back), undefined);
    const [found] = state().cases;
    assert.deepEqual(
      [found?.openIn, found?.openings.map(({ title }) => title), found?.history],
      [[one.log, other.log], ['Theirs'], []],
    );
    assert.equal(state().items.length, 1);
    one.says(aCase('opened', { title: 'Ours' }));
    assert.deepEqual(
      state().cases.map(({ openings }) => openings.map(({ title }) => title)),
      [['Ours']],
      'an opening that counts takes the place of it',
    );
  });

  it('has a part in it of each register that expects or answers a document, and of none that closed it and opens it after that', () => {
    const openIn = (...sites: readonly Site[]) => stateOf(...sites).cases.map(found => found.openIn);
    const [one, other, third] = [new Site('1'), new Site('2'), new Site('3')];
    one.says(aCase());
    one.says(received());
    other.says(expected());
    third.says(reply());
    assert.deepEqual(openIn(one, other), [[one.log, other.log]]);
    assert.deepEqual(openIn(one, third), [[one.log, third.log]]);
    const late = new Site('4');
    late.says(aCase('closed'));
    late.says(aCase());
    assert.deepEqual(openIn(one, late), [[one.log]], 'who opens a case was not asked whether it is over');
  });

  it('is closed by who may, in each register that takes part for itself', () => {
    const [one, other] = [new Site('1'), new Site('2')];
    const openIn = () => stateOf(one, other).cases.flatMap(found => found.openIn);
    one.says(aCase());
    const unentitled = one.says(aCase('closed'), { rights: ['decide'] });
    assert.equal(whyNot(stateOf(one, other), unentitled), 'RIGHT_MISSING');
    other.says(aCase('closed'));
    assert.deepEqual(openIn(), [one.log], 'who closes it elsewhere closes nothing of this one');
    one.says(aCase('closed'));
    assert.equal(stateOf(one, other).cases[0]?.standing, 'closed');
    other.says(received({}, 'a letter of its own'));
    assert.deepEqual(openIn(), [], 'it said last that it is over');
    other.says(aCase('reopened'), { rights: [] });
    assert.deepEqual(openIn(), [other.log]);
    other.says(aCase('closed'));
    assert.equal(stateOf(one, other).cases[0]?.standing, 'closed');
  });

  it('is over in a register that closed it, unless another one opens it again; in one that takes no part where it is closed', () => {
    const [one, other, third] = [new Site('1'), new Site('2'), new Site('3')];
    const over = () =>
      stateOf(one, other).cases.map(found => [one, other, third].map(({ log }) => isOverIn(found)(log)));
    one.says(aCase());
    other.says(received({}, 'a letter of its own'));
    assert.deepEqual(over(), [[false, false, false]]);
    one.says(aCase('closed'));
    assert.deepEqual(over(), [[true, false, false]]);
    other.says(aCase('closed'));
    assert.deepEqual(over(), [[true, true, true]]);
    other.says(aCase('reopened'));
    assert.deepEqual(over(), [[false, false, false]], 'that is stricter, and counts beside');
  });

  it('waits for what a site expects until it came to that site, or a person withdrew it', () => {
    const [one, other] = [new Site('1'), new Site('2')];
    const standing = () => stateOf(one, other).cases[0]?.expected.map(one => one.standing);
    one.says(aCase());
    one.says(received());
    one.says(expected());
    other.says(received());
    assert.deepEqual(standing(), ['open']);
    one.says(received({ what: 'advisory' }, 'advisory'));
    assert.deepEqual(standing(), ['open']);
    one.says(received({}, 'second letter'));
    assert.deepEqual(standing(), ['received']);
    one.says(expected());
    one.says(expected({ action: 'withdrawn', reason: 'none will come' }));
    assert.deepEqual(standing(), ['received', 'withdrawn']);
  });

  it('makes no more items than a machine can hold of what documents choose and name: beyond it one a product', () => {
    const site = new Site();
    site.says(aCase());
    for (let page = 0; page < 7; page++) {
      const products = Array.from({ length: 90 }, (_, at) => ({ ...DX, serial: `M${page}-${at}` }));
      const vulnerabilities = Array.from({ length: 64 }, (_, at) => `CVE-2023-${page}${100 + at}`);
      site.says(received({ products, vulnerabilities }, `page ${page}`));
    }
    const { items, cases } = stateOf(site);
    assert.equal(cases[0]?.vulnerabilities.length, 448);
    assert.equal(items.length, 630);
    assert.ok(
      items.every(one => one.vulnerability === `case:${CASE}` && one.remediation === 'not_remediated'),
    );
  });

  it('has replies to its own documents only', () => {
    const site = new Site();
    site.says(aCase());
    site.says(received());
    site.says(reply('letter'));
    const other = site.says(reply('another letter'));
    const state = stateOf(site);
    assert.equal(state.cases[0]?.replies.length, 1);
    assert.equal(whyNot(state, other), 'REFERS_TO_NOTHING');
  });
});

describe('a record that was corrected', () => {
  it('does not count, whether its author says so or who may decide in its log', () => {
    for (const who of [{ signer: ANNA, rights: [] }, { signer: BEN }] as const) {
      const site = new Site();
      const wrong = site.says(fact('use', 'research'));
      const by = site.says(correction(wrong), who);
      const state = stateOf(site);
      assert.equal(whyNot(state, wrong), 'CORRECTED');
      assert.equal(state.uncounted[0]?.by, by.identity);
      assert.deepEqual(state.installations, []);
    }
  });

  it('counts where somebody else says so without the right, or with a right in another log', () => {
    const [one, other] = [new Site('1'), new Site('2')];
    const record = one.says(found('affected'));
    const corrections = [
      one.says(correction(record), { signer: BEN, rights: ['check'] }),
      other.says(correction(record), ben),
    ];
    const state = stateOf(one, other);
    assert.equal(itemOf(state).verdict, 'affected');
    for (const by of corrections) assert.equal(whyNot(state, by), 'RIGHT_MISSING');
    other.says(correction(record), { signer: ANNA, rights: [] });
    assert.equal(stateOf(one, other).items.length, 0);
  });

  it('stays corrected: a correction is not corrected, and neither are rights', () => {
    const site = new Site();
    const given = site.says(rights(site.log, BEN, ['check']), { role: 'administrator' });
    const wrong = site.says(found('affected'));
    const by = site.says(correction(wrong));
    const others = [site.says(correction(by)), site.says(correction(given))];
    const state = stateOf(site);
    for (const one of others) assert.equal(whyNot(state, one), 'CONTRADICTS');
    assert.equal(state.items.length, 0);
    assert.deepEqual(
      state.persons.map(one => one.rights),
      [['check']],
    );
  });

  it('is looked for, and the correction is kept where it is not at hand', () => {
    const site = new Site();
    const by = site.says(correction({ identity: digestOf('elsewhere') }));
    assert.equal(whyNot(stateOf(site), by), 'REFERS_TO_NOTHING');
  });

  it('may name itself and others in a circle', () => {
    const site = new Site();
    const [first, second] = [0, 1].map(at => `${site.log}${at.toString(16).padStart(32, '0')}`);
    site.says(correction({ identity: second ?? '' }));
    site.says(correction({ identity: first ?? '' }));
    site.says(correction({ identity: `${site.log}${'2'.padStart(32, '0')}` }));
    assert.deepEqual(
      stateOf(site).uncounted.map(({ why }) => why),
      ['CONTRADICTS', 'CONTRADICTS', 'CONTRADICTS'],
    );
  });
});

describe('a record that stands in two logs', () => {
  it('counts once, at its first place, and says where it stands again', () => {
    const [one, other] = [new Site('1'), new Site('2')];
    const again = other.copies(one.says(patch()));
    const state = stateOf(one, other);
    assert.equal(itemOf(state).patches.length, 1);
    assert.equal(itemOf(state).patches[0]?.record.log, one.log);
    assert.equal(whyNot(state, again), 'REPEATED');
  });

  it('keeps the rights that its signer has in both', () => {
    const [one, other] = [new Site('1'), new Site('2')];
    const done = one.says(patch());
    other.copies(one.says(check(done), ben));
    assert.equal(itemOf(stateOf(one, other)).patches[0]?.checked, 'confirmed');
  });

  it('gains no right by being copied to where its signer has one', () => {
    const [one, other] = [new Site('2'), new Site('1')];
    const done = one.says(patch());
    const unentitled = one.says(check(done), { signer: BEN, rights: [] });
    other.copies(unentitled, { rights: ['check'] });
    assert.equal(itemOf(stateOf(one, other)).patches[0]?.checked, 'open');
  });
});

describe('a record that was copied', () => {
  it('is corrected by its author, not by who may decide in the log of the copy', () => {
    const [one, other] = [new Site('2'), new Site('1')];
    const record = one.says(found('affected'));
    other.copies(record);
    const by = other.says(correction(record), ben);
    assert.equal(whyNot(stateOf(one, other), by), 'RIGHT_MISSING');
    one.says(correction(record));
    assert.equal(stateOf(one, other).items.length, 0);
  });
});

describe('a check', () => {
  it('is of a record as it stands there', () => {
    const site = new Site();
    const done = site.says(patch());
    const wrong = [
      site.says(check(done, { installed: { ...DX, id: 'main' } }), ben),
      site.says(check(done, { vulnerabilities: [CVE, 'CVE-2099-1'] }), ben),
    ];
    const ofCheck = site.says(check(site.says(check(done), ben)), { signer: '8'.repeat(64) });
    const ofNothing = site.says(check({ identity: digestOf('nothing') }), ben);
    const state = stateOf(site);
    for (const one of wrong) assert.equal(whyNot(state, one), 'CONTRADICTS');
    for (const one of [ofCheck, ofNothing]) assert.equal(whyNot(state, one), 'REFERS_TO_NOTHING');
  });

  it('counts though the record stands in another log', () => {
    const [one, other] = [new Site('1'), new Site('2')];
    const done = one.says(patch());
    other.says(check(done), ben);
    assert.equal(itemOf(stateOf(one, other)).patches[0]?.checked, 'confirmed');
  });
});

describe('what may be said by whom', () => {
  it('is not a decision, a fact or a patch by the service', () => {
    const site = new Site();
    const said = [
      site.says(patch(), service),
      site.says(decision(), service),
      site.says(fact('use', 'clinical'), service),
    ];
    const state = stateOf(site);
    for (const one of said) assert.equal(whyNot(state, one), 'RIGHT_MISSING');
    assert.deepEqual(state.items, []);
  });
});

describe('a fact', () => {
  it('is the newest of a log, and of several logs what asks for more care', () => {
    const [one, other] = [new Site('1'), new Site('2')];
    const use = () => stateOf(one, other).installations[0]?.facts.map(({ value }) => value);
    one.says(fact('use', 'clinical'));
    one.says(fact('use', 'research'));
    assert.deepEqual(use(), ['research']);
    other.says(fact('use', 'mixed'));
    assert.deepEqual(use(), ['mixed']);
  });

  it('that two logs say differently is the stricter status, and that it is in use', () => {
    for (const [name, values] of [
      ['regulatoryStatus', ['ruo', 'unknown', 'ivd']],
      ['retired', ['yes', 'no']],
      ['use', ['research', 'unknown', 'mixed', 'clinical']],
    ] as const) {
      const sites = values.map((value, at) => {
        const site = new Site(String(at + 1));
        site.says(fact(name, value));
        return site;
      });
      for (let count = values.length; count > 0; count--) {
        const facts = stateOf(...sites.slice(0, count)).installations.flatMap(one => one.facts);
        assert.deepEqual(
          facts.map(({ value }) => value),
          [values[count - 1]],
        );
      }
    }
  });
});

describe('a mitigation', () => {
  it('is ended by a record on the same installation, and none else', () => {
    const site = new Site();
    const begun = site.says(mitigation());
    const end = { action: 'ended', ends: begun.identity } as const;
    const elsewhere = site.says(mitigation({ ...end, installed: RUO }));
    assert.equal(whyNot(stateOf(site), elsewhere), 'CONTRADICTS');
    assert.equal(itemOf(stateOf(site)).mitigations[0]?.endedOn, null);
  });
});

describe('a notice', () => {
  it('is released by who may notify, and withdrawn', () => {
    const site = new Site();
    const unentitled = site.says(notice(), { rights: ['decide'] });
    assert.equal(whyNot(stateOf(site), unentitled), 'RIGHT_MISSING');
    site.says(notice());
    assert.equal(stateOf(site).notices[0]?.standing, 'released');
    site.says(notice({ action: 'withdrawn', reason: 'wrong' }));
    assert.equal(stateOf(site).notices[0]?.standing, 'withdrawn');
  });

  it('went out when somebody says so, and nobody knows where nobody did', () => {
    const site = new Site();
    const outcome = () => stateOf(site).notices[0]?.attempts.map(one => one.outcome);
    site.says(notice());
    const early = site.says(sending('sent', { attempt: 'e'.repeat(32) }), service);
    assert.equal(whyNot(stateOf(site), early), 'REFERS_TO_NOTHING');
    site.says(sending('intended'), service);
    assert.deepEqual(outcome(), ['uncertain']);
    const other = site.says(sending('sent', { messageId: 'two@lab' }), service);
    assert.equal(whyNot(stateOf(site), other), 'CONTRADICTS');
    site.says(sending('sent'), service);
    assert.deepEqual(outcome(), ['sent']);
    site.says(sending('returned'), service);
    assert.deepEqual(outcome(), ['returned']);
  });

  it('did not go out where one of two registers says so last', () => {
    const [one, other] = [new Site('1'), new Site('2')];
    one.says(notice());
    one.says(sending('intended'), service);
    one.says(sending('sent'), service);
    other.says(sending('not_sent'), service);
    assert.equal(stateOf(one, other).notices[0]?.attempts[0]?.outcome, 'not_sent');
  });

  it('is acknowledged by its recipient, or by his form', () => {
    const site = new Site();
    const answer = () => stateOf(site).notices[0]?.acknowledged?.says.answer;
    site.says(notice());
    const another = site.says(acknowledgement({ by: 'recipient', form: null }));
    assert.equal(whyNot(stateOf(site), another), 'CONTRADICTS');
    site.says(acknowledgement({ answer: 'not_mine' }));
    assert.equal(answer(), 'not_mine');
    site.says(acknowledgement({ by: 'recipient', form: null }), { signer: RECIPIENT, rights: [] });
    assert.equal(answer(), 'read');
  });
});

describe('an incident', () => {
  const REPORT = { duty: DUTY.duty, document: digestOf('form'), sentOn: '2023-05-12' } as const;
  const decided = (answer: 'report' | 'do_not_report') =>
    incident('decided', { decision: { duty: DUTY.duty, answer, reportBy: '2023-05-20' } });

  it('has of each duty the newest decision of its own log, and beside it those of others', () => {
    const [one, other] = [new Site('1'), new Site('2')];
    const duty = () => stateOf(one, other).incidents[0]?.duties[0];
    const answers = () => [duty()?.decision?.answer, duty()?.elsewhere.decisions.map(({ answer }) => answer)];
    one.says(incident('opened'), { rights: [] });
    other.says(decided('do_not_report'));
    other.says(incident('reported', { report: REPORT }));
    assert.deepEqual(answers(), [undefined, ['do_not_report']]);
    assert.equal(duty()?.reported, null);
    one.says(decided('report'));
    one.says(decided('do_not_report'));
    other.says(decided('report'));
    assert.deepEqual(answers(), ['do_not_report', ['report']]);
    one.says(incident('reported', { report: REPORT }));
    one.says(incident('reported', { report: { ...REPORT, sentOn: '2023-05-13' } }));
    assert.equal(duty()?.reported?.sentOn, '2023-05-12');
    assert.equal(duty()?.elsewhere.reported.length, 1);
    const third = new Site('0');
    third.says(incident('reported', { report: REPORT }), { statedAt: '2024-01-01T00:00:00.000Z' });
    const logs = stateOf(one, other, third).incidents[0]?.duties[0]?.elsewhere.reported;
    assert.deepEqual(
      logs?.map(({ record }) => record.log),
      [third.log, other.log],
      'by register, whatever time each states',
    );
  });

  it('is closed in its own log, and by nobody else; who adds to it elsewhere has to say there that it is over', () => {
    const [one, other] = [new Site('1'), new Site('2')];
    const standing = () => stateOf(one, other).incidents[0]?.standing;
    one.says(incident('opened'));
    other.says(incident('closed'));
    assert.equal(standing(), 'open');
    one.says(incident('closed'));
    assert.equal(standing(), 'closed');
    other.says(incident('extended', { installed: [RUO] }));
    assert.equal(standing(), 'open');
    other.says(incident('closed'));
    assert.equal(standing(), 'closed');
  });

  it('is decided and closed by who has the right, and by nobody else', () => {
    const site = new Site();
    site.says(incident('opened'), { rights: [] });
    const said = [
      site.says(decided('report'), { rights: ['close', 'check', 'notify'] }),
      site.says(incident('closed'), { rights: ['decide', 'check', 'notify'] }),
    ];
    const state = stateOf(site);
    assert.deepEqual(
      said.map(one => whyNot(state, one)),
      ['RIGHT_MISSING', 'RIGHT_MISSING'],
    );
    assert.equal(state.incidents[0]?.standing, 'open');
    assert.equal(state.incidents[0]?.duties[0]?.decision, null);
  });

  it('knows the duties that were added to it, each with the day that was said first', () => {
    const site = new Site();
    const added = { duty: 'ch-serious', decideBy: '2023-05-17' };
    const decision = { duty: added.duty, answer: 'report', reportBy: '2023-05-17' } as const;
    const early = site.says(incident('decided', { decision }));
    site.says(incident('opened'));
    const before = () => stateOf(site);
    assert.equal(whyNot(before(), early), 'REFERS_TO_NOTHING');
    site.says(incident('extended', { duties: [added, { ...DUTY, decideBy: '2024-01-01' }] }));
    site.says(incident('extended', { duties: [{ ...added, decideBy: null }] }));
    const [found] = stateOf(site).incidents;
    assert.deepEqual(
      found?.duties.map(({ duty, decideBy, decision }) => [duty, decideBy, decision?.answer]),
      [
        [added.duty, added.decideBy, 'report'],
        [DUTY.duty, DUTY.decideBy, undefined],
      ],
    );
  });

  it('knows no other duties than were said of it, and is opened once', () => {
    const site = new Site();
    site.says(incident('opened'));
    const elsewhere = { duty: 'de-serious', decideBy: null } as const;
    const again = site.says(incident('opened', { duties: [elsewhere] }));
    const ofAgain = site.says(
      incident('decided', { decision: { duty: elsewhere.duty, answer: 'report', reportBy: '2023-05-20' } }),
    );
    const unknown = site.says(
      incident('reported', { report: { duty: 'other', document: digestOf('form'), sentOn: '2023-05-12' } }),
    );
    assert.equal(whyNot(stateOf(site), again), 'CONTRADICTS');
    assert.equal(whyNot(stateOf(site), ofAgain), 'REFERS_TO_NOTHING', 'what does not count names no duty');
    assert.equal(whyNot(stateOf(site), unknown), 'REFERS_TO_NOTHING');
  });

  it('is another one where another log opens it too, whenever it says that it was, and in whatever words', () => {
    const [one, other] = [new Site('2'), new Site('1')];
    one.says(incident('opened', { installed: [DX], awareOn: '2023-04-04', case: CASE }));
    const [before] = stateOf(one).incidents;
    const early = { rights: [], statedAt: '2023-04-01T00:00:00.000Z' } as const;
    const words = {
      title: 'nothing',
      origin: 'vendor',
      case: 'e'.repeat(32),
      keepUntil: '2023-04-03',
    } as const;
    other.says(incident('opened', { ...words, awareOn: '2023-04-02', duties: [], installed: [RUO] }), early);
    other.says(incident('closed'));
    const { incidents, uncounted } = stateOf(one, other);
    assert.deepEqual(incidents[1], before);
    assert.equal(incidents[0]?.opened.says.title, 'nothing');
    assert.deepEqual([incidents[0]?.standing, incidents[0]?.installed], ['closed', [RUO]]);
    assert.deepEqual(uncounted, []);
  });

  it('knows no duty that another log names of the one that it opened itself', () => {
    const [one, other] = [new Site('1'), new Site('2')];
    one.says(incident('opened', { duties: [] }));
    other.says(incident('opened', { duties: [] }));
    other.says(incident('extended', { duties: [DUTY] }));
    const own = one.says(decided('report'));
    const state = stateOf(one, other);
    assert.equal(whyNot(state, own), 'REFERS_TO_NOTHING');
    assert.deepEqual(
      state.incidents.map(({ duties }) => duties.length),
      [0, 1],
    );
  });

  it('has what a log says of it that opened none under its id, also where a third one did', () => {
    const [one, other, third] = [new Site('1'), new Site('2'), new Site('3')];
    one.says(incident('opened'));
    other.says(incident('extended', { installed: [RUO] }));
    other.says(decided('report'));
    const [before] = stateOf(one, other).incidents;
    const { decisions } = before?.duties[0]?.elsewhere ?? {};
    assert.deepEqual([before?.installed, decisions?.map(({ answer }) => answer)], [[RUO], ['report']]);
    third.says(incident('opened', { duties: [] }), { statedAt: '2023-04-01T00:00:00.000Z' });
    const state = stateOf(one, other, third);
    assert.deepEqual(state.incidents[0], before);
    assert.deepEqual(state.uncounted, []);
  });

  it('gets no more time by a later record, of whatever log and time', () => {
    const [one, other] = [new Site('1'), new Site('2')];
    const late = incident('extended', { duties: [{ ...DUTY, decideBy: '2099-01-01' }] });
    const never = incident('extended', { duties: [{ ...DUTY, decideBy: null }] });
    const early = { rights: [], statedAt: '2023-04-03T00:00:00.000Z' } as const;
    const day = () => stateOf(one, other).incidents[0]?.duties[0]?.decideBy;
    one.says(incident('opened'));
    one.says(late, early);
    assert.equal(day(), DUTY.decideBy, 'in the log of the incident');
    other.says(never, early);
    assert.equal(day(), DUTY.decideBy, 'in another log');
    other.says(late, early);
    assert.equal(day(), DUTY.decideBy, 'in another log, after it said no day');
    const third = new Site('3');
    third.says(late, early);
    assert.equal(stateOf(one, third).incidents[0]?.duties[0]?.decideBy, DUTY.decideBy, 'in a third');
  });

  it('has the day that a log said first, also where it says an earlier one later', () => {
    const site = new Site();
    site.says(incident('opened'));
    site.says(incident('extended', { duties: [{ ...DUTY, decideBy: '2023-05-03' }] }));
    assert.equal(stateOf(site).incidents[0]?.duties[0]?.decideBy, DUTY.decideBy);
  });

  it('is not over while more is added to it', () => {
    const site = new Site();
    const standing = () => stateOf(site).incidents[0]?.standing;
    site.says(incident('opened'));
    site.says(incident('closed'));
    assert.equal(standing(), 'closed');
    site.says(incident('extended', { installed: [DX] }));
    assert.equal(standing(), 'open');
    assert.deepEqual(stateOf(site).incidents[0]?.installed, [DX]);
  });
});

describe('rights', () => {
  it('are those of the last record of a key in a log', () => {
    const site = new Site();
    const first = site.says(rights(site.log, BEN, ['check']), { role: 'administrator', rights: [] });
    site.says(rights(site.log, BEN, ['close'], first.identity), { role: 'administrator', rights: [] });
    const again = site.says(rights(site.log, BEN, ['check', 'decide'], first.identity), {
      role: 'administrator',
    });
    const state = stateOf(site);
    assert.deepEqual(
      state.persons.map(({ key, rights }) => ({ key, rights })),
      [{ key: BEN, rights: ['close'] }],
    );
    assert.equal(whyNot(state, again), 'CONTRADICTS');
    assert.equal(state.cases.length + state.items.length, 0);
  });
});
