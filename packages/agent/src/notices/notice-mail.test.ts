import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { type NoticeMail, noticeMail } from './notice-mail.ts';

const MAIL: NoticeMail = {
  from: 'seqwarden@hospital.example',
  to: 'jm@hospital.example',
  subject: "Internal notice about Illumina's recall (REF-1)",
  date: new Date('2023-04-06T08:00:00Z'),
  messageId: `${'5'.repeat(32)}@hospital.example`,
  text: Buffer.from('Müller\n.\nFrom me\n'),
  html: Buffer.from('<p>Müller'),
  files: [{ name: 'notice.pdf', type: 'application/pdf', bytes: Buffer.from('%PDF-1.7\0\xff', 'latin1') }],
};
const headersOf = (mail: string) =>
  mail
    .slice(0, mail.indexOf('\r\n\r\n'))
    .split(/\r\n(?! )/)
    .map(line => line.slice(0, line.indexOf(':')));
const NAMES = [
  'From',
  'To',
  'Subject',
  'Date',
  'Message-ID',
  'Auto-Submitted',
  'MIME-Version',
  'Content-Type',
];

describe('the mail of a notice', () => {
  it('has its text, its HTML and its files, byte for byte', () => {
    const parts = noticeMail(MAIL).split(/--[am]_[0-9a-f]{24}(?:--)?\r\n/);
    const bodies = parts
      .filter(part => part.includes('Content-Transfer-Encoding: base64'))
      .map(part => Buffer.from(part.slice(part.indexOf('\r\n\r\n')), 'base64'));
    assert.deepEqual(bodies, [MAIL.text, MAIL.html, MAIL.files[0]?.bytes]);
    assert.match(noticeMail(MAIL), /Content-Disposition: attachment; filename="notice\.pdf"/);
  });

  it('is the same for the same notice', () => assert.equal(noticeMail(MAIL), noticeMail(MAIL)));

  it('has the same headers and short lines of plain ASCII, whatever persons and matters are called and documents hold', () => {
    const hostile = fc.oneof(
      fc.string({ unit: 'binary', maxLength: 300 }),
      fc
        .array(
          fc.constantFrom(
            '\r\n',
            'Bcc: x@evil.example',
            '\r\n.\r\n',
            '=?utf-8?Q?=0D=0A?=',
            '<a@b>',
            '"',
            ',',
            '\u2028',
            '\u202e',
            '\ud800',
            '😀',
            'x'.repeat(90),
          ),
        )
        .map(all => all.join('')),
    );
    fc.assert(
      fc.property(hostile, text => {
        const mail = noticeMail({
          ...MAIL,
          subject: text,
          text: Buffer.from(text),
        });
        assert.deepEqual(headersOf(mail), NAMES);
        assert.match(mail, /^(?:[\x20-\x7e]{0,78}\r\n)*$/);
      }),
    );
  });

  it('has a subject on one line, with nothing in it that hides', () => {
    const mail = noticeMail({ ...MAIL, subject: 'A\r\nBcc: x\u2028B\u202eC' });
    const words = [...mail.matchAll(/=\?utf-8\?B\?([^?]+)\?=/g)];
    assert.equal(
      words.map(([, word = '']) => Buffer.from(word, 'base64').toString()).join(''),
      'A Bcc: x B C',
    );
  });

  it('takes no name of a file that could end its header, lead to another folder, or hide', () => {
    const named = (name: string) => () =>
      noticeMail({ ...MAIL, files: [{ name, type: 'application/pdf', bytes: Buffer.from('%PDF') }] });
    assert.match(named('notice-1.pdf')(), /^Content-Disposition: attachment; filename="notice-1\.pdf"\r$/m);
    for (const name of [
      'a"; x="b',
      'a\r\nBcc: c@d',
      '../a.pdf',
      '.hidden',
      'a b',
      'ü.pdf',
      'a\0',
      '',
      'x'.repeat(101),
    ])
      assert.throws(named(name), { code: 'INTERNAL' }, JSON.stringify(name));
  });

  it('goes to one address of the form that the directory checks', () => {
    for (const address of ['a@b, c@d', 'a@b\r\nBcc: c', 'a b@c', '<a@b>', '"a"@b', 'ü@b', ''])
      assert.throws(() => noticeMail({ ...MAIL, to: address }), { code: 'INTERNAL' });
  });
});
