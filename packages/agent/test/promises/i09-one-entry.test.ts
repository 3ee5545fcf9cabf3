import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { createLog, loadLogKey, makeLogKey } from '@seqwarden/log';
import { decodeEnvelope, decodeSeal, SeqwardenError, trustedLog } from '@seqwarden/proof';
import { decodeEntries, openCheckpoint } from '@seqwarden/proof/log';
import { LOG_KEY_FILE } from '../../src/config/config-folder.ts';
import { init } from '../../src/config/init.ts';
import { writeRun } from '../support/runs.ts';
import { scratch } from '../support/scratch.ts';
import { trustIn, verify } from '../support/sealing.ts';

const file = (name: string) => fileURLToPath(new URL(`../support/${name}`, import.meta.url));

/** Of each entry, whether it is a seal. */
function isSeal(entry: Uint8Array): boolean {
  try {
    decodeSeal(decodeEnvelope(entry).payload);
    return true;
  } catch (error) {
    if (error instanceof SeqwardenError) return false;
    throw error;
  }
}

test('I9: killed again and again on its way from the log to the run, a copy enters one seal, and that is the one that lies there', async t => {
  const folder = scratch(t);
  const [config, state, archive] = ['config', 'state', 'archive'].map(name => join(folder, name));
  assert.ok(config !== undefined && state !== undefined && archive !== undefined);
  for (const made of [state, archive]) mkdirSync(made);
  const { signer } = init(config, 'lab A', new Date());
  const pem = makeLogKey();
  writeFileSync(join(config, LOG_KEY_FILE), pem, { mode: 0o600 });
  const key = loadLogKey(pem);
  await createLog(join(state, 'log'), key, new Date());
  const source = writeRun(join(folder, 'landing'), 'RUN', { 'a.txt': 'a', 'RTAComplete.txt': '' });

  const copy = (killAt?: number) =>
    spawnSync(
      process.execPath,
      ['--import', file('kill-at.ts'), file('log-copy-child.ts'), source, archive, config, state],
      {
        encoding: 'utf8',
        env: { ...process.env, ...(killAt !== undefined && { SEQWARDEN_KILL_AT: `main ${killAt}` }) },
      },
    );
  let kills = 0;
  // What was done stays done, so that each of these steps is another one.
  for (let at = 10; at <= 46; at += 4) {
    const { signal } = copy(at);
    if (signal === 'SIGKILL') kills++;
  }
  const { status, stdout, stderr } = copy();
  assert.equal(status, 0, stderr);
  assert.match(stdout, /^(sealed|carried|present)$/);
  t.diagnostic(`killed ${kills} times`);
  assert.ok(kills >= 5, `killed ${kills} times only`);

  const published = (path: string) => readFileSync(join(archive, '.seqwarden', 'log', key.id, path));
  const { checkpoint } = await openCheckpoint(published('checkpoint'), key.verifier);
  const entries = decodeEntries(published(`tile/entries/000.p/${checkpoint.size}`), checkpoint.size);
  const seals = entries.filter(isSeal);
  assert.equal(seals.length, 1);
  const run = join(archive, 'RUN');
  assert.deepEqual(new Uint8Array(readFileSync(join(run, 'Custody', 'seal.intoto.json'))), seals[0]);
  const trust = { ...trustIn([signer]), logs: [trustedLog(key.verifier)], logRequired: true };
  assert.deepEqual((await verify(run, trust)).verdict.codes, []);
});
