import { hash } from 'node:crypto';
import { SeqwardenError } from '@seqwarden/proof';

export interface NoticeMail {
  readonly from: string;
  /** One address: who else has it is in no header. No name stands beside it, which would only be one more thing to encode. */
  readonly to: string;
  readonly subject: string;
  readonly date: Date;
  /** Without angle brackets. */
  readonly messageId: string;
  readonly text: Uint8Array;
  readonly html: Uint8Array;
  readonly files: readonly MailedFile[];
}

export interface MailedFile {
  /** Ours: letters, digits, `.`, `_`, `-`. */
  readonly name: string;
  readonly type: 'application/pdf';
  readonly bytes: Uint8Array;
}

/** RFC 2047, 2: an encoded word has at most 75 characters, 12 of which are not its base64; 39 bytes also fit behind `Subject: `. */
const WORD_BYTES = 39;
const LONGEST = 400;
const ADDRESS = /^[A-Za-z0-9.!#$%&'*+/=?^_`{|}~-]{1,64}@[A-Za-z0-9-]+(?:\.[A-Za-z0-9-]+)*$/;
const FILE_NAME = /^[A-Za-z0-9][A-Za-z0-9._-]{0,99}$/;

/**
 * A notice as RFC 5322 and MIME want it: text, with HTML as its alternative, and files attached. Printable ASCII in lines of at most 78 characters, ended by CR LF, so that it passes any server
 * as it is; everything that is not ours is in base64. The same input gives the same bytes.
 */
export function noticeMail({ from, to, subject, date, messageId, text, html, files }: NoticeMail): string {
  for (const one of [from, to, messageId])
    if (!ADDRESS.test(one))
      throw new SeqwardenError('INTERNAL', 'not an address of the form that was checked');
  const id = hash('sha256', messageId, 'hex').slice(0, 24);
  const alternative = multipart('alternative', `a_${id}`, [
    part('text/plain; charset=utf-8', text),
    part('text/html; charset=utf-8', html),
  ]);
  return [
    `From: Seqwarden <${from}>`,
    `To: <${to}>`,
    `Subject: ${encodedWords(subject)}`,
    `Date: ${date.toUTCString().replace('GMT', '+0000')}`,
    `Message-ID:\r\n <${messageId}>`,
    // RFC 3834: no answers from machines
    'Auto-Submitted: auto-generated',
    'MIME-Version: 1.0',
    multipart('mixed', `m_${id}`, [
      alternative,
      ...files.map(({ name, type, bytes }) => part(type, bytes, name)),
    ]),
  ].join('\r\n');
}

/** No line of base64 begins with a boundary: it has no `--`. */
function multipart(kind: 'mixed' | 'alternative', boundary: string, parts: readonly string[]): string {
  const body = parts.map(one => `--${boundary}\r\n${one}\r\n`).join('');
  return `Content-Type: multipart/${kind}; boundary="${boundary}"\r\n\r\n${body}--${boundary}--\r\n`;
}

function part(type: string, content: Uint8Array, name?: string): string {
  if (name !== undefined && !FILE_NAME.test(name))
    throw new SeqwardenError('INTERNAL', 'not a name for a file in a mail');
  const disposition = name === undefined ? '' : `Content-Disposition: attachment; filename="${name}"\r\n`;
  const lines =
    Buffer.from(content)
      .toString('base64')
      .match(/.{1,76}/g) ?? [];
  return `Content-Type: ${type}\r\n${disposition}Content-Transfer-Encoding: base64\r\n\r\n${lines.join('\r\n')}\r\n`;
}

/** RFC 2047; no character is torn apart. */
function encodedWords(text: string): string {
  const words: string[] = [];
  let chunk = '';
  for (const char of text
    .slice(0, LONGEST)
    .toWellFormed()
    .replace(/[\p{C}\p{Zl}\p{Zp}]+/gu, ' ')) {
    if (Buffer.byteLength(chunk + char) > WORD_BYTES) {
      words.push(chunk);
      chunk = '';
    }
    chunk += char;
  }
  return [...words, chunk].map(word => `=?utf-8?B?${Buffer.from(word).toString('base64')}?=`).join('\r\n ');
}
