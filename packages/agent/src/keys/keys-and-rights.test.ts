import assert from 'node:assert/strict';
import { generateKeyPairSync, hash } from 'node:crypto';
import { test } from 'node:test';
import { type Bytes, encodeKeyStatement, type KeyRole, signEnvelope } from '@seqwarden/proof';
import { ACTS, type Right } from '@seqwarden/proof/acts';
import { type Signer, signerFromKey } from '../config/signer.ts';
import { KeysAndRights } from './keys-and-rights.ts';

const LOG = '0b'.repeat(16);
const SAID = {
  statedAt: '2026-03-01T12:00:00.000Z',
  tool: { name: 'seqwarden', version: '0.1.0' },
} as const;

const newKey = () => signerFromKey(generateKeyPairSync('ec', { namedCurve: 'P-256' }).privateKey);

/** A log with an administrator and a person, and what was entered since. */
class RightsLog {
  readonly said = new KeysAndRights(LOG);
  readonly administrator = newKey();
  readonly person = newKey();
  #previous: string | null = null;
  #size = 0;

  static async make(): Promise<RightsLog> {
    const log = new RightsLog();
    await log.#enrol(log.administrator, 'administrator', 'first');
    await log.#enrol(log.person, 'person', 'added');
    return log;
  }

  async enter(file: Bytes): Promise<void> {
    await this.said.add({ index: this.#size, file });
    this.#size += 1;
  }

  /** Of the person; by the administrator of this log unless `changes` say otherwise. */
  async rights(
    rights: readonly Right[],
    previous: Bytes | null,
    { signer = this.administrator, log = LOG }: { readonly signer?: Signer; readonly log?: string } = {},
  ): Promise<Bytes> {
    const before = previous === null ? null : hash('sha256', previous, 'hex');
    const payload = await ACTS.rights.encode({
      ...{ log, key: this.person.keyid, previous: before, rights },
      ...SAID,
    });
    return signEnvelope(payload, signer.keyid, signer.sign);
  }

  async end({ keyid }: Signer): Promise<void> {
    const said = { log: LOG, previous: this.#previous, role: 'person', ...SAID } as const;
    await this.#sayKey(encodeKeyStatement(keyid, { ...said, action: 'revoked', reason: 'left' }));
  }

  now(): readonly Right[] {
    return this.said.rights.rightsAt(this.person.keyid, Number.POSITIVE_INFINITY);
  }

  refused(): string[] {
    return this.said.refusals.map(({ index, code }) => `${index} ${code}`);
  }

  async #enrol({ keyid, spki }: Signer, role: KeyRole, reason: 'first' | 'added'): Promise<void> {
    const said = {
      log: LOG,
      previous: this.#previous,
      role,
      spki,
      label: '',
      validFrom: SAID.statedAt,
      ...SAID,
    };
    await this.#sayKey(encodeKeyStatement(keyid, { ...said, action: 'enrolled', reason }));
  }

  async #sayKey(payload: Bytes): Promise<void> {
    const file = await signEnvelope(payload, this.administrator.keyid, this.administrator.sign);
    this.#previous = hash('sha256', file, 'hex');
    await this.enter(file);
  }
}

test('what an administrator said last of a key counts', async () => {
  const log = await RightsLog.make();
  const first = await log.rights(['check', 'decide'], null);
  await log.enter(first);
  assert.deepEqual(log.now(), ['check', 'decide']);
  await log.enter(await log.rights([], first));
  assert.deepEqual([log.now(), log.refused()], [[], []]);
});

test('a record of rights that was held back, is shown again or is of another register counts nowhere, and is told', async () => {
  const log = await RightsLog.make();
  const first = await log.rights(['decide'], null);
  const heldBack = await log.rights(['check', 'close', 'decide'], first);
  await log.enter(first);
  await log.enter(await log.rights([], first));
  for (const file of [heldBack, first, await log.rights(['close'], null, { log: '0c'.repeat(16) })])
    await log.enter(file);
  assert.deepEqual(log.now(), []);
  assert.deepEqual(log.refused(), [
    '4 KEY_STATEMENT_CONTRADICTS',
    '5 KEY_STATEMENT_CONTRADICTS',
    '6 STATEMENT_MISPLACED',
  ]);
});

test('nobody gives rights but an administrator, and whoever has ended gives none', async () => {
  const log = await RightsLog.make();
  await log.enter(await log.rights(['close'], null, { signer: log.person }));
  await log.enter(await log.rights(['close'], null, { signer: newKey() }));
  const { keyid } = log.administrator;
  await log.enter(await log.rights(['close'], null, { signer: { ...log.person, keyid } }));
  assert.deepEqual(log.now(), []);
  assert.deepEqual(log.refused(), ['2 KEY_WITHOUT_RIGHT', '3 KEY_NOT_ENROLLED', '4 SIGNATURE_INVALID']);
  await log.end(log.person);
  await log.enter(await log.rights(['close'], null, { signer: log.person }));
  assert.equal(log.refused().at(-1), '6 KEY_REVOKED');
});
