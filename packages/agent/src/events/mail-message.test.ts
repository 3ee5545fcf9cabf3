import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { mailMessage } from './mail-message.ts';
import { stampEvent } from './stamped-event.ts';

const TIME = new Date('2024-02-03T04:05:06Z');
const ENVELOPE = {
  from: 'seqwarden@lab.example',
  to: ['a@lab.example', 'b@lab.example'],
  messageId: 'x@lab.example',
  date: TIME,
};

describe('a mail', () => {
  it('says the worst first, and what to do', () => {
    const events = [
      stampEvent({ event: 'sealed', run: 'R1', files: 3, bytes: 4 }, TIME, '1'),
      stampEvent({ event: 'alarm', run: 'R2', code: 'CONFLICT' }, TIME, '2'),
    ];
    const lines = mailMessage(events, ENVELOPE).split('\r\n');
    assert.ok(lines.includes('Subject: [Seqwarden] alarm: R2, CONFLICT (and 1 more)'));
    assert.ok(lines.includes('Date: Sat, 03 Feb 2024 04:05:06 +0000'));
    const body = lines.slice(lines.indexOf('') + 1);
    assert.equal(body[0], '2024-02-03T04:05:06.000Z  alarm    alarm: R2, CONFLICT');
    assert.match(body.join('\n'), /Nothing was replaced/);
  });

  it('gets no header and no line from a run, and no line longer than SMTP allows', () => {
    const run = 'R\r\nBcc: all@lab.example\r\n\r\n.\r\n'.padEnd(255, '\x01');
    const events = Array.from({ length: 1000 }, (_, id) =>
      stampEvent({ event: 'alarm', run, code: 'CONFLICT' }, TIME, `${id}`),
    );
    const text = mailMessage(events, ENVELOPE);
    const lines = text.split('\r\n');
    const headers = lines.slice(0, lines.indexOf(''));
    assert.deepEqual(
      headers.map(line => line.split(':')[0]),
      [
        'From',
        'To',
        ' b@lab.example',
        'Subject',
        'Date',
        'Message-ID',
        'Auto-Submitted',
        'MIME-Version',
        'Content-Type',
      ],
    );
    assert.ok(lines.every(line => line.length <= 998 && /^[\x20-\x7e]*$/.test(line)));
    assert.ok(lines.includes('... and 800 more, in the local log'));
  });
});
