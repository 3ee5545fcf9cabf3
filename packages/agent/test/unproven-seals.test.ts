import assert from 'node:assert/strict';
import { cpSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { type TestContext, test } from 'node:test';
import { type KeyEnd, type Trust, trustedLog } from '@seqwarden/proof';
import type { AccountLog } from '../src/register/account-log.ts';
import { addendumInPlace } from '../src/seal/addendum-in-place.ts';
import { newLog, type TestLog } from './support/logs.ts';
import { writeRun } from './support/runs.ts';
import { scratch } from './support/scratch.ts';
import { copy, SIGNER, TRUST, verify } from './support/sealing.ts';

const demanding = ({ key }: TestLog): Trust => ({
  ...TRUST,
  logs: [trustedLog(key.verifier)],
  logRequired: true,
});
const atHand = (trust: Trust, log: AccountLog): Trust => ({
  ...trust,
  register: { log: log.id, indexOf: async entry => (await log.opened()).indexOf(entry) },
});
const proofIn = (run: string) => join(run, 'Custody', 'seal.tlog-proof');

/** A run with an addendum, both in a log, and a state folder. */
async function sealed(t: TestContext) {
  const folder = scratch(t);
  const made = await newLog(t, folder);
  const signer = { ...SIGNER, register: made.log };
  const source = writeRun(join(folder, 'landing'), 'RUN');
  const { folder: run } = await copy(source, join(folder, 'archive'), { signer });
  cpSync(source, join(run, 'later'), { recursive: true });
  const now = () => new Date();
  const stateFolder = join(folder, 'state');
  await addendumInPlace({ run, trust: TRUST, version: '0.0.0-test', stateFolder, now, signer });
  return { ...made, at: (name: string) => join(folder, name), signer, run, trust: demanding(made) };
}

async function unprovenAt(run: string, to: string, options: { readonly trust: Trust }) {
  const { destinations, quarantined } = await copy(run, to, options);
  return [quarantined?.reason, ...destinations.map(({ unproven }) => unproven)];
}

test('a copy says what no log shows of the seal that it brings, or that lies there', async t => {
  const { run, trust, at } = await sealed(t);
  assert.deepEqual(await unprovenAt(run, at('good'), { trust }), [undefined, []]);
  const stranger = await newLog(t, scratch(t));
  assert.deepEqual(await unprovenAt(run, at('elsewhere'), { trust: demanding(stranger) }), [
    undefined,
    ['LOG_UNKNOWN'],
  ]);
  rmSync(proofIn(run));
  const missing = [undefined, ['LOG_PROOF_MISSING']];
  assert.deepEqual(await unprovenAt(run, at('other'), { trust }), missing);
  assert.deepEqual(await unprovenAt(run, at('other'), { trust }), missing, 'and again');
  assert.deepEqual(await unprovenAt(run, at('good'), { trust }), [undefined, []], 'one that is proven there');
});

test('what lacks its proof, or has a wrong one, gets it on the way where the own register has it', async t => {
  const { run, trust, at, signer, log } = await sealed(t);
  const later = join(run, 'Custody', 'addenda', '0001', 'addendum.tlog-proof');
  const carries = async (to: string) => {
    const { outcome, folder, quarantined } = await copy(run, at(to), { signer, trust: atHand(trust, log) });
    assert.deepEqual([outcome, quarantined], ['carried', null]);
    assert.deepEqual((await verify(folder, trust)).verdict.codes, []);
  };
  rmSync(proofIn(run));
  await carries('without');
  cpSync(later, proofIn(run));
  await carries('of another entry');
  rmSync(later);
  await carries('without both');
});

test('a seal of a key that ended, which nothing proves, is set aside, and the run is sealed anew', async t => {
  const { run, trust, at, log, key } = await sealed(t);
  rmSync(join(run, 'Custody'), { recursive: true });
  await copy(run, at('forged'), { signer: { ...SIGNER, register: undefined } });
  const ended = (why: KeyEnd): Trust => ({
    ...atHand(trust, log),
    logRequired: false,
    sealKeys: TRUST.sealKeys.map(one => ({
      ...one,
      validUntil: '2100-01-01T00:00:00.000Z',
      places: [{ log: key.id, from: 0, until: 1, ended: why, asOf: 2 }],
    })),
  });
  for (const why of ['rotated', 'lost', 'compromised'] as const)
    assert.deepEqual(
      (await unprovenAt(at('forged/RUN'), at(why), { trust: ended(why) }))[0],
      'LOG_PROOF_MISSING',
    );
});
