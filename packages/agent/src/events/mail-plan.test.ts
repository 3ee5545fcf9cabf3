import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { afterMail, HOUR_MS, NO_MAIL, planMail } from './mail-plan.ts';
import { type StampedEvent, stampEvent } from './stamped-event.ts';

const alarm = (run: string) => stampEvent({ event: 'alarm', run, code: 'CONFLICT' }, new Date(0), run);

/** Mails that go out when these runs raise alarms at these minutes: when, and about which runs. */
function mailsFor(arrivals: readonly { readonly minute: number; readonly run: string }[]) {
  const mails: { readonly minute: number; readonly runs: string[] }[] = [];
  let waiting: StampedEvent[] = [];
  let history = NO_MAIL;
  const last = Math.max(0, ...arrivals.map(one => one.minute)) + 24 * 60;
  for (let minute = 0; minute <= last; minute++) {
    const now = minute * 60_000;
    waiting.push(...arrivals.filter(one => one.minute === minute).map(one => alarm(one.run)));
    if (waiting.length === 0) continue;
    const step = planMail(waiting, history, now);
    if ('waitMs' in step) {
      assert.ok(step.waitMs > 0 && step.waitMs <= HOUR_MS, `waits ${step.waitMs} ms`);
      continue;
    }
    const gone = new Set(step.send);
    waiting = waiting.filter(event => !gone.has(event));
    history = afterMail(history, step.send, now);
    mails.push({ minute, runs: step.send.map(event => String(event.fields.get('run'))) });
  }
  assert.deepEqual(waiting, []);
  return mails;
}

describe('how many mails', () => {
  it('one at once, and what comes again within the hour in one at its end', () => {
    const again = [0, 1, 2, 30].map(minute => ({ minute, run: 'A' }));
    assert.deepEqual(mailsFor(again), [
      { minute: 0, runs: ['A'] },
      { minute: 60, runs: ['A', 'A', 'A'] },
    ]);
  });

  it('another run does not wait for the first', () => {
    const two = [
      { minute: 0, run: 'A' },
      { minute: 1, run: 'B' },
    ];
    assert.deepEqual(mailsFor(two), [
      { minute: 0, runs: ['A'] },
      { minute: 1, runs: ['B'] },
    ]);
  });

  it('a storm of 500 runs in 500 minutes makes at most 20 an hour, and everything is told', () => {
    const mails = mailsFor(Array.from({ length: 500 }, (_, minute) => ({ minute, run: `run ${minute}` })));
    for (const { minute } of mails) {
      assert.ok(mails.filter(mail => mail.minute > minute - 60 && mail.minute <= minute).length <= 20);
    }
    assert.equal(mails.flatMap(mail => mail.runs).length, 500);
  });

  it('never two mails about one event and run within an hour, however they come', () => {
    const arrival = fc.record({
      minute: fc.integer({ min: 0, max: 300 }),
      run: fc.constantFrom('A', 'B', 'C'),
    });
    fc.assert(
      fc.property(fc.array(arrival, { maxLength: 40 }), arrivals => {
        const mails = mailsFor(arrivals);
        for (const run of ['A', 'B', 'C']) {
          const times = mails.filter(mail => mail.runs.includes(run)).map(mail => mail.minute);
          assert.ok(times.every((time, index) => index === 0 || time - (times[index - 1] ?? 0) >= 60));
        }
        assert.equal(mails.flatMap(mail => mail.runs).length, arrivals.length);
      }),
      { numRuns: 50 },
    );
  });
});
