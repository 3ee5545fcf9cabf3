import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { SeqwardenError } from '@seqwarden/proof';
import type { Outcome } from './deliver.ts';
import { deliverAll } from './deliver-all.ts';

interface One {
  readonly to: string;
}
const ALL: readonly One[] = ['a', 'b', 'c'].map(to => ({ to }));
const SENT: Outcome = { outcome: 'sent', why: null };

/** What became of each, and whom the server was asked for. */
async function sentBy(answer: (to: string) => Outcome, signal = new AbortController().signal) {
  const tried: string[] = [];
  const all = await deliverAll(
    ALL,
    async one => {
      tried.push(one.to);
      return { ...one, ...answer(one.to) };
    },
    signal,
  );
  return { tried: tried.join(''), outcomes: all.map(({ to, outcome }) => `${to} ${outcome}`) };
}

describe('mails, one after the other', () => {
  it('go on where one is refused, has no address, or its fate is not known', async () => {
    const missing = (to: string): Outcome => {
      if (to === 'b') throw new SeqwardenError('DIRECTORY_UNUSABLE', 'no address');
      return to === 'a' ? { outcome: 'not_sent', why: 'SMTP_550' } : SENT;
    };
    assert.deepEqual((await sentBy(missing)).outcomes, ['a not_sent', 'b not_sent', 'c sent']);
    const cut = (to: string): Outcome => (to === 'a' ? { outcome: 'uncertain', why: 'CUT_OFF' } : SENT);
    assert.deepEqual((await sentBy(cut)).outcomes, ['a uncertain', 'b sent', 'c sent']);
  });

  it('wait for a server that does not answer once, and leave the rest untried', async () => {
    for (const outcome of ['not_sent', 'uncertain'] as const)
      for (const why of ['TIMEOUT', 'ETIMEDOUT']) {
        const silent = (to: string): Outcome => (to === 'b' ? { outcome, why } : SENT);
        const { tried, outcomes } = await sentBy(silent);
        assert.equal(tried, 'ab');
        assert.deepEqual(outcomes, ['a sent', `b ${outcome}`, 'c left']);
      }
  });

  it('end with what is wrong for all of them, and when somebody stops them', async () => {
    const broken = (): Outcome => {
      throw new SeqwardenError('CONFIG_UNUSABLE', 'no login');
    };
    await assert.rejects(sentBy(broken), { code: 'CONFIG_UNUSABLE' });
    const stop = new AbortController();
    const silent = (): Outcome => {
      stop.abort(new SeqwardenError('INTERRUPTED', 'stopped'));
      return { outcome: 'not_sent', why: 'TIMEOUT' };
    };
    await assert.rejects(sentBy(silent, stop.signal), { code: 'INTERRUPTED' });
  });
});
