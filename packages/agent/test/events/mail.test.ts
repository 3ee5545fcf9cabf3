import assert from 'node:assert/strict';
import { once } from 'node:events';
import { createServer } from 'node:net';
import { after, describe, it } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { Dispatcher } from '../../src/events/dispatcher.ts';
import { mailOutput } from '../../src/events/mail-output.ts';
import { reasonOf } from '../../src/events/output.ts';
import { type Mail, type SmtpServer, sendMail } from '../../src/events/send-mail.ts';
import { makeCertificate } from './certificate.ts';
import { hasSmtpServer, type SmtpServerOptions, startSmtpServer } from './smtp-server.ts';

const good = makeCertificate();
const foreign = makeCertificate('DNS:other.example');
after(() => {
  good[Symbol.dispose]();
  foreign[Symbol.dispose]();
});

const MAIL: Mail = {
  from: 'seqwarden@lab.example',
  to: ['lab@lab.example'],
  text: 'Subject: x\r\n\r\nx\r\n.\r\ny\r\n',
};
const signal = () => AbortSignal.timeout(5000);

/** How a client that trusts `ca` fares with a server: undefined is delivered, else the reason. */
async function outcome(
  server: Omit<SmtpServerOptions, 'key' | 'certificate'>,
  client: Pick<SmtpServer, 'security'> & Partial<SmtpServer>,
  certificate = good,
  mail = MAIL,
): Promise<string | undefined> {
  await using running = await startSmtpServer({
    ...server,
    certificate: certificate.certificate,
    key: certificate.key,
  });
  const settings = {
    host: '127.0.0.1',
    port: running.port,
    login: undefined,
    ca: [certificate.pem],
    ...client,
  };
  try {
    await sendMail(settings, mail, signal());
    return undefined;
  } catch (error) {
    return reasonOf(error);
  }
}

describe('mail', () => {
  it('reaches a real server by TLS and by STARTTLS, with a login', async t => {
    if (!hasSmtpServer(t)) return;
    for (const security of ['tls', 'starttls'] as const) {
      await using server = await startSmtpServer({ mode: security, ...good, login: ['lab', 'hunter2'] });
      const login = { user: 'lab', password: 'hunter2' };
      await sendMail(
        { host: '127.0.0.1', port: server.port, security, login, ca: [good.pem] },
        MAIL,
        signal(),
      );
      const { from, to, text, tls, authenticated } = await server.next();
      assert.deepEqual({ from, to, text }, MAIL);
      assert.deepEqual({ tls, authenticated }, { tls: true, authenticated: true });
    }
  });

  it('is not sent where the certificate is not good', async t => {
    if (!hasSmtpServer(t)) return;
    for (const mode of ['tls', 'starttls'] as const) {
      const unknown = await outcome({ mode }, { security: mode, ca: undefined });
      assert.equal(unknown, 'DEPTH_ZERO_SELF_SIGNED_CERT', mode);
      const wrongName = await outcome({ mode }, { security: mode }, foreign);
      assert.equal(wrongName, 'ERR_TLS_CERT_ALTNAME_INVALID', mode);
    }
  });

  it('is not sent where STARTTLS is demanded and not offered', async t => {
    if (!hasSmtpServer(t)) return;
    const login = { user: 'lab', password: 'hunter2' };
    assert.equal(await outcome({ mode: 'plain' }, { security: 'starttls', login }), 'SMTP_454');
  });

  it('needs no TLS on this host', async t => {
    if (!hasSmtpServer(t)) return;
    assert.equal(await outcome({ mode: 'plain' }, { security: 'plain' }), undefined);
  });

  it('fails by a wrong password and by an address that the server refuses, and says no more than the number', async t => {
    if (!hasSmtpServer(t)) return;
    const wrong = { user: 'lab', password: 'wrong' };
    assert.equal(
      await outcome({ mode: 'tls', login: ['lab', 'hunter2'] }, { security: 'tls', login: wrong }),
      'SMTP_535',
    );
    const refused = { ...MAIL, to: ['lab@lab.example', 'nobody@lab.example'] };
    assert.equal(await outcome({ mode: 'tls' }, { security: 'tls' }, good, refused), 'SMTP_RECIPIENT');
  });

  it('gives up a server that takes the connection and says nothing', async () => {
    const silent = createServer(socket => socket.on('error', () => undefined).resume()).listen(
      0,
      '127.0.0.1',
    );
    await once(silent, 'listening');
    const address = silent.address();
    const port = typeof address === 'object' ? (address?.port ?? 0) : 0;
    for (const security of ['tls', 'starttls', 'plain'] as const) {
      const server = { host: '127.0.0.1', port, security, login: undefined, ca: undefined };
      const sent = sendMail(server, MAIL, AbortSignal.timeout(100));
      await assert.rejects(sent, error => reasonOf(error) === 'TIMEOUT', security);
    }
    silent.close();
    await once(silent, 'close');
  });

  it('tells events of one moment in one mail, and keeps the same for the end of the hour', async t => {
    if (!hasSmtpServer(t)) return;
    await using server = await startSmtpServer({ mode: 'tls', ...good });
    const smtp: SmtpServer = {
      host: '127.0.0.1',
      port: server.port,
      security: 'tls',
      login: undefined,
      ca: [good.pem],
    };
    const output = mailOutput({ name: 'mail-1', server: smtp, from: MAIL.from, to: MAIL.to, events: '*' });
    const dispatcher = new Dispatcher([output]);
    dispatcher.emit({ event: 'alarm', run: 'R1', code: 'CONFLICT', file: 'Data/x.bcl' });
    dispatcher.emit({ event: 'stale', run: 'R2', root: 'lab', hours: 48 });
    const { text } = await server.next();
    assert.match(text, /^Subject: \[Seqwarden\] alarm: R1, CONFLICT \(and 1 more\)\r$/m);
    assert.match(text, /stale: R2, root lab, hours 48/);
    assert.doesNotMatch(text, /x\.bcl/);
    dispatcher.emit({ event: 'alarm', run: 'R1', code: 'CONFLICT' });
    dispatcher.emit({ event: 'alarm', run: 'R3', code: 'CONFLICT' });
    assert.match((await server.next()).text, /^Subject: \[Seqwarden\] alarm: R3, CONFLICT\r$/m);
    // the server tells of a mail before it answers
    while (dispatcher.outputs[0]?.waiting === 2) await sleep(5);
    assert.equal(dispatcher.outputs[0]?.waiting, 1);
    await dispatcher.close(100);
  });
});
