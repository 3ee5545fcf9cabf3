import assert from 'node:assert/strict';
import { generateKeyPairSync } from 'node:crypto';
import { test } from 'node:test';
import { RightsBook } from '@seqwarden/cases/authority';
import { encodeKeyStatement, KeyStates, signEnvelope } from '@seqwarden/proof';
import { signerFromKey } from '../config/signer.ts';
import type { LogAccount } from './log-account.ts';
import { sayRights } from './say-rights.ts';

const LOG = '0b'.repeat(16);
const AT = '2026-03-01T12:00:00.000Z';
const newKey = () => signerFromKey(generateKeyPairSync('ec', { namedCurve: 'P-256' }).privateKey);

test('what would not count is not entered: an agent of keys that signs with another one', async () => {
  const administrator = newKey();
  const states = new KeyStates(LOG);
  const { keyid, spki, sign } = administrator;
  const said = { log: LOG, previous: null, label: '', validFrom: AT, statedAt: AT, spki } as const;
  const tool = { name: 'seqwarden', version: '0.1.0' } as const;
  const first = encodeKeyStatement(keyid, {
    ...{ ...said, tool, action: 'enrolled', role: 'administrator', reason: 'first' },
  });
  await states.add({ index: 0, file: await signEnvelope(first, keyid, sign) });
  const person = newKey();
  const added = encodeKeyStatement(person.keyid, {
    ...{ ...said, spki: person.spki, previous: states.previous, tool },
    ...{ action: 'enrolled', role: 'person', reason: 'added' },
  });
  await states.add({ index: 1, file: await signEnvelope(added, keyid, sign) });
  let entered = 0;
  const log = {
    read: async () => undefined,
    append: async () => {
      entered += 1;
      return { index: 2, proof: new Uint8Array(), isCountersigned: undefined };
    },
  };
  const rights = new RightsBook(LOG);
  const account: LogAccount = {
    ...{ folder: '', env: {}, version: '0.1.0', now: () => new Date(AT), openLog: async () => log },
  };
  const give = (signer: typeof administrator) =>
    sayRights(
      log,
      { states, rights },
      { action: 'allowed', keyid: person.keyid, rights: ['check'] },
      signer,
      account,
    );
  await assert.rejects(give({ ...administrator, sign: newKey().sign }), { code: 'SIGNATURE_INVALID' });
  assert.equal(entered, 0);
  assert.equal(await give(administrator), 2);
  assert.deepEqual(rights.rightsAt(person.keyid, 3), ['check']);
});
