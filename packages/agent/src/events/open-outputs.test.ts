import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, describe, it } from 'node:test';
import { SeqwardenError } from '@seqwarden/proof';
import type { NotifyConfig } from './notify-config.ts';
import { openOutputs } from './open-outputs.ts';

const folder = mkdtempSync(join(tmpdir(), 'seqwarden-outputs-'));
after(() => rmSync(folder, { recursive: true }));

function file(name: string, content: string): string {
  const path = join(folder, name);
  writeFileSync(path, content, { mode: 0o600 });
  return path;
}

const NONE: NotifyConfig = {
  textfile: undefined,
  heartbeat: undefined,
  ca: undefined,
  mail: [],
  webhook: [],
  command: [],
};
const MAIL = { host: 'h', port: 465, security: 'tls', from: 'a@b', to: ['c@d'], events: '*' } as const;

const refuses = (config: Partial<NotifyConfig>) =>
  assert.throws(
    () => openOutputs({ ...NONE, ...config }),
    error =>
      error instanceof SeqwardenError &&
      error.code === 'CONFIG_UNUSABLE' &&
      !error.message.includes('hunter2'),
  );

describe('the outputs of a configuration', () => {
  it('are the log first, then each by kind and number', () => {
    const { outputs, heartbeat, ca } = openOutputs({
      ...NONE,
      heartbeat: { address: { file: file('beat', 'https://h.example/x\n') }, everyMinutes: 5 },
      mail: [
        { ...MAIL, credentials: file('login', 'user\nhunter2\n') },
        { ...MAIL, credentials: undefined },
      ],
      webhook: [{ address: { url: 'https://h.example' }, events: '*', secret: file('key', 'hunter2') }],
      command: [{ run: ['/bin/true'], events: '*' }],
    });
    assert.deepEqual(
      outputs.map(output => output.name),
      ['log', 'mail-1', 'mail-2', 'webhook-1', 'command-1'],
    );
    assert.deepEqual(
      outputs.map(output => output.local),
      [true, false, false, false, false],
    );
    assert.deepEqual(heartbeat, { url: 'https://h.example/x', everyMs: 300_000 });
    assert.equal(ca, undefined);
  });

  it('are refused where a file does not hold what it should, without repeating what it holds', () => {
    refuses({ mail: [{ ...MAIL, credentials: file('one', 'hunter2\n') }] });
    refuses({ mail: [{ ...MAIL, credentials: file('three', 'user\nhunter2\nmore\n') }] });
    refuses({ ca: file('ca', 'hunter2') });
    refuses({ ca: join(folder, 'missing') });
    const address = { file: file('bad', 'https://user:hunter2@h.example/') };
    refuses({ webhook: [{ address, events: '*', secret: undefined }] });
    refuses({ heartbeat: { address: { file: file('http', 'http://hunter2.example/') }, everyMinutes: 1 } });
  });
});
