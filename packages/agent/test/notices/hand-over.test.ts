import assert from 'node:assert/strict';
import { once } from 'node:events';
import { createServer, type Socket } from 'node:net';
import { after, describe, it } from 'node:test';
import type { SmtpServer } from '../../src/events/send-mail.ts';
import { handOver } from '../../src/notices/hand-over.ts';
import { noticeMail } from '../../src/notices/notice-mail.ts';
import { makeCertificate } from '../events/certificate.ts';
import { hasSmtpServer, startSmtpServer } from '../events/smtp-server.ts';

const good = makeCertificate();
after(() => good[Symbol.dispose]());

const PDF = Buffer.from(Array.from({ length: 70_000 }, (_, at) => (at * 7) % 256));
const FROM = 'seqwarden@hospital.example';
const signal = () => AbortSignal.timeout(5000);

function mailTo(address: string) {
  const text = noticeMail({
    from: FROM,
    to: address,
    subject: 'Notice for Jörg Müller\r\nBcc: eve@evil.example',
    date: new Date(),
    messageId: `${'5'.repeat(32)}@hospital.example`,
    text: Buffer.from('Read this.\n.\nMAIL FROM:<eve@evil.example>\n'),
    html: Buffer.from('<p>Read this.'),
    files: [{ name: 'notice.pdf', type: 'application/pdf', bytes: PDF }],
  });
  return { from: FROM, to: [address], text };
}

const MAIL = mailTo('jm@hospital.example');

/** A mail server that does what a real one does up to DATA, and then what is told. */
async function staged(
  afterData: (socket: Socket, received: string) => void,
): Promise<SmtpServer & AsyncDisposable> {
  const server = createServer(socket => {
    let content: string | undefined;
    socket.on('error', () => undefined).write('220 staged\r\n');
    socket.on('data', chunk => {
      if (content !== undefined) {
        content += chunk.toString('latin1');
        afterData(socket, content);
        return;
      }
      const isData = chunk.toString('latin1').startsWith('DATA');
      if (isData) content = '';
      socket.write(isData ? '354 go on\r\n' : '250 ok\r\n');
    });
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  const port = typeof address === 'object' ? (address?.port ?? 0) : 0;
  return {
    host: '127.0.0.1',
    port,
    security: 'plain',
    login: undefined,
    ca: undefined,
    [Symbol.asyncDispose]: async () => {
      server.close();
      await once(server, 'close');
    },
  };
}

const isWhole = (content: string) => content.endsWith('\r\n.\r\n');

describe('handing over a notice', () => {
  it('brings it to a real server by TLS, byte for byte, to one address alone', async t => {
    if (!hasSmtpServer(t)) return;
    for (const security of ['tls', 'starttls'] as const) {
      await using server = await startSmtpServer({ mode: security, ...good });
      const smtp = { host: '127.0.0.1', port: server.port, security, login: undefined, ca: [good.pem] };
      assert.deepEqual(await handOver(smtp, MAIL, signal()), { outcome: 'sent' });
      const { from, to, text, tls } = await server.next();
      assert.deepEqual({ from, to, text, tls }, { ...MAIL, tls: true });
      const attached =
        /filename="notice\.pdf"\r\nContent-Transfer-Encoding: base64\r\n\r\n([^-]*)/.exec(text)?.[1] ?? '';
      assert.ok(PDF.equals(Buffer.from(attached, 'base64')));
    }
  });

  it('has certainly not happened where the server refuses, is not there, or has another name', async t => {
    if (!hasSmtpServer(t)) return;
    await using server = await startSmtpServer({ mode: 'tls', ...good });
    const smtp = {
      host: '127.0.0.1',
      port: server.port,
      security: 'tls',
      login: undefined,
      ca: [good.pem],
    } as const;
    assert.deepEqual(await handOver(smtp, mailTo('nobody@hospital.example'), signal()), {
      outcome: 'not_sent',
      why: 'SMTP_550',
    });
    const untrusted = await handOver({ ...smtp, ca: undefined }, MAIL, signal());
    assert.deepEqual(untrusted, { outcome: 'not_sent', why: 'DEPTH_ZERO_SELF_SIGNED_CERT' });
    const absent = await handOver({ ...smtp, port: 1 }, MAIL, signal());
    assert.deepEqual(absent, { outcome: 'not_sent', why: 'ECONNREFUSED' });
  });

  it('has not happened where the server answers the content with a refusal', async () => {
    for (const answer of ['451 try later', '552 too much']) {
      await using server = await staged(
        (socket, content) => isWhole(content) && socket.write(`${answer}\r\n`),
      );
      assert.deepEqual(await handOver(server, MAIL, signal()), {
        outcome: 'not_sent',
        why: `SMTP_${answer.slice(0, 3)}`,
      });
    }
  });

  it('is uncertain where the server dies after DATA, or never answers', async () => {
    const deaths: readonly ((socket: Socket, content: string) => void)[] = [
      (socket, content) => isWhole(content) && socket.destroy(),
      socket => socket.resetAndDestroy(),
      () => undefined,
    ];
    for (const death of deaths) {
      await using server = await staged(death);
      const { outcome } = await handOver(server, MAIL, AbortSignal.timeout(300));
      assert.equal(outcome, 'uncertain');
    }
  });
});
