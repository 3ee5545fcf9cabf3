import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { WEEKDAYS } from '../calendar/index.ts';
import type { NoticeState, RecordRef } from '../state/index.ts';
import { type DueOptions, dueSteps, unescalated } from './due-steps.ts';

const ANNA = 'a'.repeat(64);
const BO = 'b'.repeat(32);
/** A Thursday. */
const BY = '2023-04-13';
const DIGEST = '3'.repeat(64);
const ref = (statedAt: string): RecordRef => ({
  log: '2'.repeat(32),
  index: 1,
  identity: DIGEST,
  signer: DIGEST,
  statedAt,
});
const at = (day: string) => `${day}T09:00:00.000Z`;
const TOOL = { name: 'seqwarden', version: '0.1.0' } as const;

type Attempt = NoticeState['attempts'][number];

function attempt(
  day: string,
  purpose: Attempt['intended']['says']['purpose'],
  outcome: Attempt['outcome'] = 'sent',
  recipient = ANNA,
): Attempt {
  const says = {
    case: '1'.repeat(32),
    notice: '8'.repeat(32),
    recipient,
    purpose,
    attempt: '5'.repeat(32),
    channel: 'email',
    messageId: 'x@y.example',
    state: 'intended',
    why: null,
    statedAt: at(day),
    log: 'a'.repeat(32),
    tool: TOOL,
  } as const;
  const intended = { record: ref(at(day)), subject: DIGEST, says };
  return { attempt: '5'.repeat(32), intended, outcome, said: [intended] };
}

const SENT = attempt('2023-04-06', 'notice');

function notice(attempts: readonly Attempt[], more: Partial<NoticeState> = {}): NoticeState {
  const documents = { text: DIGEST, html: DIGEST, pdf: DIGEST, form: DIGEST };
  const says = {
    case: '1'.repeat(32),
    notice: '8'.repeat(32),
    action: 'released',
    recipient: ANNA,
    about: 'recall',
    urgency: 'urgent',
    vulnerabilities: ['CVE-2023-1968'],
    installed: [{ vendor: 'Illumina', model: null, serial: 'M1', id: 'main' }],
    documents,
    acknowledgeBy: BY,
    patchBy: null,
    reason: null,
    statedAt: at('2023-04-06'),
    log: 'a'.repeat(32),
    tool: TOOL,
  } as const;
  return {
    id: '8'.repeat(32),
    case: '1'.repeat(32),
    released: { record: ref(at('2023-04-06')), subject: DIGEST, says },
    standing: 'released',
    attempts,
    acknowledged: null,
    ...more,
  };
}

const OPTIONS: Omit<DueOptions, 'now'> = {
  dayOf: moment => moment.slice(0, 10),
  calendar: WEEKDAYS,
  remindBefore: 1,
  escalateAfter: 2,
  escalatedTo: () => BO,
};

/** What is due on a day, in short. */
const due = (day: string, one: NoticeState, more: Partial<DueOptions> = {}) =>
  dueSteps([one], { ...OPTIONS, now: at(day), ...more }).map(
    ({ purpose, recipient }) => `${purpose} ${recipient[0]}`,
  );

describe('reminders and escalations', () => {
  it('come on the working day before, after the day, and two working days later', () => {
    const before = attempt('2023-04-12', 'reminder');
    const after = attempt('2023-04-14', 'reminder');
    assert.deepEqual(due('2023-04-11', notice([SENT])), []);
    assert.deepEqual(due('2023-04-12', notice([SENT])), ['reminder a']);
    assert.deepEqual(due('2023-04-13', notice([SENT, before])), []);
    assert.deepEqual(due('2023-04-14', notice([SENT, before])), ['reminder a']);
    // Saturday and Sunday do not count
    assert.deepEqual(due('2023-04-16', notice([SENT, before, after])), []);
    assert.deepEqual(due('2023-04-17', notice([SENT, before, after])), ['escalation b']);
    assert.deepEqual(
      due('2023-05-17', notice([SENT, before, after, attempt('2023-04-17', 'escalation', 'sent', BO)])),
      [],
    );
  });

  it('that were missed meanwhile come together, and only what still makes sense', () => {
    assert.deepEqual(due('2023-05-02', notice([SENT])), ['reminder a', 'escalation b']);
  });

  it('are never sent again where it is uncertain whether they were, and are where they were not', () => {
    for (const outcome of ['uncertain', 'returned', 'sent'] as const)
      assert.deepEqual(
        due('2023-04-12', notice([SENT, attempt('2023-04-12', 'reminder', outcome)])),
        [],
        outcome,
      );
    assert.deepEqual(due('2023-04-12', notice([SENT, attempt('2023-04-12', 'reminder', 'not_sent')])), [
      'reminder a',
    ]);
  });

  it('follow no notice that may not have arrived, was acknowledged or withdrawn', () => {
    assert.deepEqual(due('2023-05-02', notice([])), []);
    for (const outcome of ['uncertain', 'returned', 'not_sent'] as const)
      assert.deepEqual(due('2023-05-02', notice([attempt('2023-04-06', 'notice', outcome)])), [], outcome);
    assert.deepEqual(due('2023-05-02', notice([SENT], { standing: 'withdrawn' })), []);
    const says = {
      case: '1'.repeat(32),
      notice: '8'.repeat(32),
      recipient: ANNA,
      by: 'recipient',
      answer: 'read',
      form: null,
      statedAt: at('2023-04-07'),
      log: 'a'.repeat(32),
      tool: TOOL,
    } as const;
    assert.deepEqual(
      due(
        '2023-05-02',
        notice([SENT], { acknowledged: { record: ref(at('2023-04-07')), subject: DIGEST, says } }),
      ),
      [],
    );
  });

  it('do not wait for the day that another register says it is', () => {
    const record = { ...ref(at('2099-01-01')), log: '4'.repeat(32) };
    const theirs = { ...SENT.intended, record };
    assert.deepEqual(due('2023-04-12', notice([{ ...SENT, said: [...SENT.said, theirs] }])), ['reminder a']);
  });

  it('wait while the clock is behind what was already said', () => {
    assert.deepEqual(due('2023-04-12', notice([SENT, attempt('2023-04-17', 'escalation', 'sent', BO)])), []);
  });

  it('go to nobody where nobody is named, and to none who had the notice himself', () => {
    assert.deepEqual(due('2023-05-02', notice([SENT]), { escalatedTo: () => undefined }), ['reminder a']);
    assert.deepEqual(due('2023-05-02', notice([SENT]), { escalatedTo: () => ANNA }), ['reminder a']);
  });

  it('that would go to nobody are told, once it is time for them', () => {
    const alone = (day: string, escalatedTo: DueOptions['escalatedTo']) =>
      unescalated([notice([SENT])], { ...OPTIONS, now: at(day), escalatedTo }).length;
    const nobody = () => undefined;
    assert.deepEqual([alone('2023-04-16', nobody), alone('2023-04-17', nobody)], [0, 1]);
    assert.equal(
      alone('2023-04-17', () => ANNA),
      1,
      'who had the notice is nobody else',
    );
    assert.equal(
      alone('2023-04-17', () => BO),
      0,
    );
  });

  it('may begin after the day alone', () => {
    assert.deepEqual(due('2023-04-13', notice([SENT]), { remindBefore: 0 }), []);
    assert.deepEqual(due('2023-04-14', notice([SENT]), { remindBefore: 0 }), ['reminder a']);
  });
});
