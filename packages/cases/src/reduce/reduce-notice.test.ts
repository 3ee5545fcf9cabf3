import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { notice, sending } from '../../test/make-act.ts';
import { Site, service, stateOf, whyNot } from '../../test/site.ts';

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
