import assert from 'node:assert/strict';
import { spawn, spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, it, type TestContext } from 'node:test';
import { decodeEnvelope, PAYLOAD_TYPE, pae, SeqwardenError, signEnvelope, verifyRaw } from '@seqwarden/proof';
import { toolOrSkip } from '../../../../scripts/testing/needs.ts';
import { sshAgentKeys, sshAgentSigner } from './ssh-agent.ts';

const failsWith = (code: string) => (error: unknown) =>
  error instanceof SeqwardenError && error.code === code;

/** A real ssh-agent of this test's own, with keys of these types. */
async function agentWith(
  t: TestContext,
  ...types: readonly string[]
): Promise<NodeJS.ProcessEnv | undefined> {
  const tools = ['ssh-agent', 'ssh-keygen', 'ssh-add'];
  if (tools.some(tool => toolOrSkip(t, tool) === undefined)) return undefined;
  const folder = mkdtempSync(join(tmpdir(), 'seqwarden-agent-'));
  const socket = join(folder, 'socket');
  const agent = spawn('ssh-agent', ['-D', '-a', socket], { stdio: ['ignore', 'pipe', 'ignore'] });
  t.after(async () => {
    const ended = new Promise(resolve => agent.on('exit', resolve));
    agent.kill();
    await ended;
    rmSync(folder, { recursive: true });
  });
  await new Promise(resolve => agent.stdout.once('data', resolve));
  const env = { ...process.env, SSH_AUTH_SOCK: socket };
  for (const [at, type] of types.entries()) {
    const key = join(folder, `key-${at}`);
    const made = spawnSync('ssh-keygen', ['-q', '-t', type, '-N', '', '-C', 'no name', '-f', key], {
      encoding: 'utf8',
    });
    assert.equal(made.status, 0, made.stderr);
    const added = spawnSync('ssh-add', ['-q', key], { env, encoding: 'utf8' });
    assert.equal(added.status, 0, added.stderr);
  }
  return env;
}

/** Something that answers each request with these bytes. */
async function standIn(t: TestContext, answer: (request: Buffer) => Buffer): Promise<NodeJS.ProcessEnv> {
  const folder = mkdtempSync(join(tmpdir(), 'seqwarden-agent-'));
  const server = createServer(socket => socket.on('data', (request: Buffer) => socket.end(answer(request))));
  await new Promise<void>(resolve => server.listen(join(folder, 'socket'), resolve));
  t.after(() => {
    server.close();
    rmSync(folder, { recursive: true });
  });
  return { SSH_AUTH_SOCK: join(folder, 'socket') };
}

describe('a key in a real ssh-agent', () => {
  it('is found among others, and signs a statement as a seal key does', async t => {
    const env = await agentWith(t, 'ed25519', 'ecdsa');
    if (env === undefined) return;
    const keys = await sshAgentKeys(env);
    assert.equal(keys.length, 1);
    const listed = spawnSync('ssh-add', ['-l'], { env, encoding: 'utf8' }).stdout;
    assert.ok(listed.includes(keys[0]?.sshFingerprint ?? '-'), listed);
    const { keyid, spki, sign } = await sshAgentSigner(env);
    for (const said of ['one', 'two', 'three', 'four']) {
      const payload = new Uint8Array(Buffer.from(said));
      const envelope = decodeEnvelope(await signEnvelope(payload, keyid, sign));
      assert.ok(await verifyRaw(spki, pae(PAYLOAD_TYPE, payload), envelope.raw));
    }
  });

  it('is named by its fingerprint where there are several', async t => {
    const env = await agentWith(t, 'ecdsa', 'ecdsa');
    if (env === undefined) return;
    const keys = await sshAgentKeys(env);
    await assert.rejects(sshAgentSigner(env), failsWith('SSH_AGENT_KEY'));
    for (const { keyid, sshFingerprint } of keys)
      for (const name of [
        sshFingerprint,
        keyid,
        keyid.slice(0, 24),
        keyid.slice(0, 24).replace(/.{4}/g, '$& ').trim(),
      ])
        assert.equal((await sshAgentSigner(env, name)).keyid, keyid);
    await assert.rejects(sshAgentSigner(env, 'SHA256:none'), failsWith('SSH_AGENT_KEY'));
  });

  it('is none where the agent has only keys of other types', async t => {
    const env = await agentWith(t, 'ed25519');
    if (env === undefined) return;
    await assert.rejects(sshAgentSigner(env), failsWith('SSH_AGENT_KEY'));
  });
});

describe('an agent is unusable', () => {
  it('that is not named, or not there', async () => {
    for (const env of [{}, { SSH_AUTH_SOCK: '' }, { SSH_AUTH_SOCK: '/nowhere/socket' }])
      await assert.rejects(sshAgentKeys(env), failsWith('SSH_AGENT_UNUSABLE'));
  });

  const ANSWERS: Readonly<Record<string, Buffer>> = {
    'that says nothing': Buffer.alloc(0),
    'that refuses': Buffer.from([0, 0, 0, 1, 5]),
    'that answers nothing at all': Buffer.from([0, 0, 0, 0]),
    'whose answer is far too long': Buffer.from([0xff, 0xff, 0xff, 0xff, 12]),
    'whose answer is cut off': Buffer.from([0, 0, 0, 9, 12]),
    'that counts keys which it does not have': Buffer.from([0, 0, 0, 5, 12, 0xff, 0xff, 0xff, 0xff]),
    'whose key is longer than the answer': Buffer.from([0, 0, 0, 9, 12, 0, 0, 0, 1, 0, 0, 0, 99]),
  };
  for (const [what, answer] of Object.entries(ANSWERS))
    it(what, async t => {
      const env = await standIn(t, () => answer);
      await assert.rejects(sshAgentKeys(env), failsWith('SSH_AGENT_UNUSABLE'));
    });

  it('that says one byte after the other, and comes to no end', { timeout: 5_000 }, async t => {
    const folder = mkdtempSync(join(tmpdir(), 'seqwarden-agent-'));
    let answering = () => {};
    const asked = new Promise<void>(resolve => {
      answering = resolve;
    });
    const server = createServer(socket => {
      const drip = setInterval(() => socket.write('x'), 5);
      socket.on('error', () => {}).on('close', () => clearInterval(drip));
      socket.write(Buffer.from([0, 1, 0, 0, 12]));
      answering();
    });
    await new Promise<void>(resolve => server.listen(join(folder, 'socket'), resolve));
    t.after(() => {
      server.close();
      rmSync(folder, { recursive: true });
    });
    t.mock.timers.enable({ apis: ['setTimeout'] });
    const failed = assert.rejects(
      sshAgentKeys({ SSH_AUTH_SOCK: join(folder, 'socket') }),
      failsWith('SSH_AGENT_UNUSABLE'),
    );
    await asked;
    t.mock.timers.tick(120_000);
    await failed;
  });

  it('that signs with another key', async t => {
    const real = await agentWith(t, 'ecdsa');
    if (real === undefined) return;
    const [key] = await sshAgentKeys(real);
    assert.ok(key !== undefined);
    const number = Buffer.concat([Buffer.from([0, 0, 0, 32]), Buffer.alloc(32, 1)]);
    const string = (bytes: Buffer) => {
      const length = Buffer.alloc(4);
      length.writeUInt32BE(bytes.length);
      return Buffer.concat([length, bytes]);
    };
    const signature = Buffer.concat([
      string(Buffer.from('ecdsa-sha2-nistp256')),
      string(Buffer.concat([number, number])),
    ]);
    const list = Buffer.concat([
      Buffer.from([12, 0, 0, 0, 1]),
      string(Buffer.from(key.blob)),
      string(Buffer.alloc(0)),
    ]);
    const env = await standIn(t, request =>
      string(request[4] === 11 ? list : Buffer.concat([Buffer.from([14]), string(signature)])),
    );
    const { sign } = await sshAgentSigner(env);
    await assert.rejects(sign(new Uint8Array([1])), failsWith('SSH_AGENT_UNUSABLE'));
  });
});
