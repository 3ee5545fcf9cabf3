import assert from 'node:assert/strict';
import { chmodSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, describe, it } from 'node:test';
import { SeqwardenError } from '@seqwarden/proof';
import { readSecretFile, secretProblem, secretReader } from './secret-file.ts';

const folder = mkdtempSync(join(tmpdir(), 'seqwarden-secret-'));
after(() => rmSync(folder, { recursive: true }));

const failsWith = (code: string) => (error: unknown) =>
  error instanceof SeqwardenError && error.code === code && !error.message.includes('hunter2');

describe('a file with a secret', () => {
  it('is read when it is of its owner alone', () => {
    const path = join(folder, 'good');
    writeFileSync(path, 'hunter2\n', { mode: 0o600 });
    assert.equal(readSecretFile(path), 'hunter2');
  });

  it('is refused when others can read it, when it is a link, empty or not there, and is never repeated', () => {
    const path = join(folder, 'open');
    writeFileSync(path, 'hunter2');
    for (const mode of [0o640, 0o604, 0o660, 0o610]) {
      chmodSync(path, mode);
      assert.throws(() => readSecretFile(path), failsWith('KEY_PERMISSIONS'), mode.toString(8));
    }
    chmodSync(path, 0o600);
    symlinkSync(path, join(folder, 'link'));
    assert.throws(() => readSecretFile(join(folder, 'link')), failsWith('CONFIG_UNUSABLE'));
    assert.throws(() => readSecretFile(join(folder, 'missing')), failsWith('CONFIG_UNUSABLE'));
    assert.throws(() => readSecretFile(folder), failsWith('CONFIG_UNUSABLE'));
    writeFileSync(join(folder, 'empty'), '\n', { mode: 0o600 });
    assert.throws(() => readSecretFile(join(folder, 'empty')), failsWith('CONFIG_UNUSABLE'));
  });

  it('may be of root or of this user; a credential of systemd may show the mask of its access list', () => {
    const reader = { uid: 1000, credentials: '/run/credentials/seqwarden.service' };
    const problem = (uid: number, mode: number, path: string) => secretProblem({ uid, mode }, path, reader);
    assert.equal(problem(1000, 0o100600, '/etc/s'), undefined);
    assert.equal(problem(0, 0o100400, '/etc/s'), undefined);
    assert.match(problem(1001, 0o100600, '/etc/s') ?? '', /owner/);
    assert.match(problem(0, 0o100440, '/etc/s') ?? '', /mode 440/);
    assert.equal(problem(0, 0o100440, '/run/credentials/seqwarden.service/s'), undefined);
    assert.match(problem(0, 0o100444, '/run/credentials/seqwarden.service/s') ?? '', /mode 444/);
  });

  it('is no credential for lying in the working folder, where systemd named no folder or a relative one', () => {
    for (const CREDENTIALS_DIRECTORY of [undefined, '', '.', 'run'])
      assert.equal(secretReader({ CREDENTIALS_DIRECTORY }).credentials, undefined);
    assert.equal(secretReader({ CREDENTIALS_DIRECTORY: '/run/c' }).credentials, '/run/c');
  });

  it('is no credential below the folder of credentials, beside it, or in one whose name only begins so', () => {
    const reader = { uid: 1000, credentials: '/run/credentials/a.service' };
    for (const path of ['more/s', '../s', '../a.service.d/s', '../../../etc/s'])
      assert.match(
        secretProblem({ uid: 0, mode: 0o100440 }, `/run/credentials/a.service/${path}`, reader) ?? '',
        /mode 440/,
        path,
      );
  });
});
