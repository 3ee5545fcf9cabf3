import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { acknowledgement, notice, RECIPIENT, RUO, sending } from '../../test/make-act.ts';
import { ANNA, BEN, Site, service, stateOf, type Who, whyNot } from '../../test/site.ts';
import type { NoticeState } from '../state/index.ts';

describe('an attempt to send a notice', () => {
  it('is made by the register that released it: what another one says went out stands in the way of nothing', () => {
    const [one, other] = [new Site('1'), new Site('2')];
    one.says(notice());
    const claimed = [other.says(sending('intended'), service), other.says(sending('sent'), service)];
    assert.deepEqual(stateOf(one, other).notices[0]?.attempts, []);
    for (const record of claimed) assert.equal(whyNot(stateOf(one, other), record), 'CONTRADICTS');
  });

  it('is not begun before by another register, and went out by the word of its own alone', () => {
    const [one, other] = [new Site('1'), new Site('2')];
    one.says(notice());
    const own = one.says(sending('intended'), service);
    const early = { ...service, statedAt: '2023-04-01T00:00:00.000Z' };
    other.says(sending('intended', { messageId: 'two@lab' }), early);
    other.says(sending('sent'), service);
    const [attempt] = stateOf(one, other).notices[0]?.attempts ?? [];
    assert.equal(attempt?.intended.record.identity, own.identity);
    assert.equal(attempt?.outcome, 'uncertain');
    one.says(sending('sent'), service);
    assert.equal(stateOf(one, other).notices[0]?.attempts[0]?.outcome, 'sent');
    other.says(sending('returned'), service);
    assert.equal(
      stateOf(one, other).notices[0]?.attempts[0]?.outcome,
      'returned',
      'that nobody has it counts',
    );
  });
});

const EARLY: Who = { statedAt: '2023-04-01T00:00:00.000Z' };
const read = acknowledgement({ by: 'recipient', form: null });
const recipient: Who = { signer: RECIPIENT, rights: [] };

function noticeOf({ log }: Site, ...sites: readonly Site[]): NoticeState | undefined {
  return stateOf(...sites).notices.find(({ released }) => released.record.log === log);
}

describe('a notice that another register releases under the id of ours', () => {
  const both = () => [new Site('2'), new Site('1')] as const;

  it('is another notice, with whatever time: ours keeps its recipient, its days, its files and its case', () => {
    const [one, other] = both();
    one.says(notice());
    const before = noticeOf(one, one);
    const says = { recipient: BEN, installed: [RUO], acknowledgeBy: '2099-01-01', case: 'e'.repeat(32) };
    const theirs = other.says(notice(says), EARLY);
    assert.deepEqual(noticeOf(one, one, other), before);
    assert.equal(noticeOf(other, one, other)?.released.says.recipient, BEN);
    const again = other.says(notice(says));
    assert.equal(whyNot(stateOf(one, other), theirs), undefined);
    assert.equal(whyNot(stateOf(one, other), again), 'CONTRADICTS', 'a second one there');
  });

  it('takes no sending of ours and no answer to ours, and gets none', () => {
    const [one, other] = both();
    one.says(notice());
    one.says(sending('intended'), service);
    one.says(sending('sent'), service);
    one.says(acknowledgement());
    const before = noticeOf(one, one);
    other.says(notice({ recipient: BEN }), EARLY);
    assert.deepEqual(noticeOf(one, one, other), before);
    const theirs = noticeOf(other, one, other);
    assert.deepEqual([theirs?.attempts, theirs?.acknowledged], [[], null]);
    assert.deepEqual(stateOf(one, other).uncounted, []);
  });

  it('is withdrawn, sent, returned and acknowledged for itself', () => {
    const [one, other] = both();
    one.says(notice());
    one.says(sending('intended'), service);
    one.says(sending('sent'), service);
    const before = noticeOf(one, one);
    other.says(notice(), EARLY);
    other.says(sending('intended'), service);
    other.says(sending('returned'), service);
    other.says(acknowledgement());
    other.says(read, recipient);
    other.says(notice({ action: 'withdrawn', reason: 'wrong' }));
    assert.deepEqual(noticeOf(one, one, other), before);
    const theirs = noticeOf(other, one, other);
    assert.equal(theirs?.standing, 'withdrawn');
    assert.equal(theirs?.attempts[0]?.outcome, 'returned');
    assert.equal(theirs?.acknowledged?.record.log, other.log);
    assert.deepEqual(stateOf(one, other).uncounted, []);
  });
});

describe('what says nothing of any notice under an id', () => {
  it('has the reason that it has in its own register', () => {
    const [one, other] = [new Site('2'), new Site('1')];
    other.says(notice());
    one.says(notice());
    const early = one.says(sending('sent'), service);
    assert.equal(whyNot(stateOf(one, other), early), 'REFERS_TO_NOTHING');
  });
});

describe('a notice, of which another register speaks', () => {
  it('is withdrawn by the register that released it alone, and its forms are taken in there', () => {
    const [one, other] = [new Site('1'), new Site('2')];
    one.says(notice());
    const said = [
      other.says(notice({ action: 'withdrawn', reason: 'wrong' })),
      other.says(acknowledgement()),
      other.says(acknowledgement({ answer: 'not_mine' })),
      other.says(acknowledgement(), recipient),
    ];
    const state = stateOf(one, other);
    for (const record of said) assert.equal(whyNot(state, record), 'CONTRADICTS');
    assert.deepEqual([state.notices[0]?.standing, state.notices[0]?.acknowledged], ['released', null]);
  });

  it('is acknowledged there by the key of its recipient, and by no other', () => {
    const [one, other] = [new Site('1'), new Site('2')];
    one.says(notice());
    const another = other.says(read, { signer: ANNA });
    assert.equal(whyNot(stateOf(one, other), another), 'CONTRADICTS');
    assert.equal(stateOf(one, other).notices[0]?.acknowledged, null);
    other.says(read, recipient);
    assert.equal(stateOf(one, other).notices[0]?.acknowledged?.record.log, other.log);
  });

  it('is the one whose release an acknowledgement names, of several with one id', () => {
    const [one, other, third] = [new Site('1'), new Site('2'), new Site('3')];
    const release = one.says(notice());
    const theirs = other.says(notice());
    const naming = (of: typeof release) =>
      acknowledgement({ by: 'recipient', form: null, release: of.identity });
    const acknowledged = () =>
      stateOf(one, other, third).notices.map(one => one.acknowledged?.record.identity ?? null);
    const first = third.says(naming(theirs), recipient);
    assert.deepEqual(acknowledged(), [null, first.identity]);
    const second = other.says(naming(release), recipient);
    assert.deepEqual(acknowledged(), [second.identity, first.identity]);
    for (const site of [one, third]) {
      const none = site.says(naming(second), recipient);
      assert.equal(whyNot(stateOf(one, other, third), none), 'CONTRADICTS');
    }
  });

  it('is any of them where an acknowledgement of a third register names none, as old ones do', () => {
    const [one, other, third] = [new Site('1'), new Site('2'), new Site('3')];
    one.says(notice());
    third.says(read, recipient);
    const before = noticeOf(one, one, third);
    assert.notEqual(before?.acknowledged, null);
    other.says(notice(), EARLY);
    assert.deepEqual(noticeOf(one, one, other, third), before);
  });
});
