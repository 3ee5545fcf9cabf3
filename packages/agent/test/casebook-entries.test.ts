import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { Entry } from '@seqwarden/cases/state';
import { EntryJudge, type ReadEntry } from '@seqwarden/log/reading';
import { encodeKeyStatement, type KeyRole, signEnvelope } from '@seqwarden/proof';
import { ACTS } from '@seqwarden/proof/acts';
import { digestOf, newKey, type TestKey } from '../../proof/test/sealed-example.ts';
import { EntryReader } from '../src/casebook/entry-reader.ts';

const LOG = '0b'.repeat(16);
const SAID = {
  statedAt: '2026-03-01T12:00:00.000Z',
  log: LOG,
  tool: { name: 'seqwarden', version: '0.1.0' },
} as const;

/** A log of one administrator and one person, as it is read entry by entry. */
class Reading {
  readonly #judge = new EntryJudge(LOG);
  readonly #administrator = newKey();
  readonly person = newKey();
  readonly reader = new EntryReader(this.#judge.keys);
  #index = 0;
  #previous: string | null = null;

  async begin(): Promise<void> {
    await this.enrol(this.#administrator, 'administrator', 'first');
    await this.enrol(this.person, 'person', 'added');
  }

  async enrol({ keyid, spki }: TestKey, role: KeyRole, reason: 'first' | 'added'): Promise<void> {
    const about = { log: LOG, previous: this.#previous, role, label: '', validFrom: SAID.statedAt, spki };
    await this.#changeKeys(encodeKeyStatement(keyid, { ...about, ...SAID, action: 'enrolled', reason }));
  }

  async rotate(
    { keyid, spki }: TestKey,
    replaces: TestKey,
    { by = this.#administrator, role = 'person' }: { readonly by?: TestKey; readonly role?: KeyRole } = {},
  ): Promise<readonly Entry[]> {
    const about = { log: LOG, previous: this.#previous, role, label: '', spki } as const;
    const said = {
      ...about,
      ...SAID,
      action: 'rotated',
      validFrom: SAID.statedAt,
      reason: 'routine',
    } as const;
    const statement = encodeKeyStatement(keyid, { ...said, replaces: replaces.keyid });
    return this.take(await signEnvelope(statement, by.keyid, by.sign));
  }

  async allow(
    { keyid }: TestKey,
    persons: { readonly sameAs: string } | { readonly notSameAs: string },
    previous: string | null = null,
  ): Promise<readonly Entry[]> {
    const statement = await ACTS.rights.encode({ key: keyid, previous, rights: [], ...persons, ...SAID });
    return this.take(await signEnvelope(statement, this.#administrator.keyid, this.#administrator.sign));
  }

  async revoke({ keyid }: TestKey): Promise<void> {
    const about = { log: LOG, previous: this.#previous, role: 'person', reason: 'compromised' } as const;
    await this.#changeKeys(encodeKeyStatement(keyid, { ...about, ...SAID, action: 'revoked' }));
  }

  async #changeKeys(statement: Parameters<typeof signEnvelope>[0]): Promise<void> {
    const { keyid, sign } = this.#administrator;
    const file = await signEnvelope(statement, keyid, sign);
    this.#previous = digestOf(file);
    assert.deepEqual(await this.take(file), [], 'it says nothing of cases');
  }

  async take(file: ReadEntry['file']) {
    const index = this.#index++;
    const { entry, problem } = await this.#judge.take(index, file);
    return this.reader.take(entry, await problem);
  }

  async opening(by = this.person.sign) {
    const statement = await ACTS.case.encode({
      ...{ case: '0c'.repeat(16), action: 'opened', title: 'A matter', reason: null },
      ...SAID,
    });
    return this.take(await signEnvelope(statement, this.person.keyid, by));
  }
}

describe('an act in a log', () => {
  it('counts by a key that counts there', async () => {
    const reading = new Reading();
    await reading.begin();
    const [entry] = await reading.opening();
    assert.ok(entry !== undefined && 'placed' in entry);
    assert.deepEqual([entry.placed.index, entry.placed.role], [2, 'person']);
  });

  it('that its key did not sign, or signed after it was revoked, is kept and does not count', async () => {
    const reading = new Reading();
    await reading.begin();
    const [forged] = await reading.opening(newKey().sign);
    await reading.revoke(reading.person);
    const [late] = await reading.opening();
    assert.deepEqual(
      [forged, late].map(entry => entry !== undefined && 'uncounted' in entry && entry.uncounted.why),
      ['SIGNATURE_INVALID', 'KEY_REVOKED'],
    );
  });
});

const personsIn = (entries: readonly Entry[]) =>
  entries.flatMap(entry => ('onePerson' in entry ? [entry.onePerson] : []));

describe('that two keys are one person’s', () => {
  it('is said by a rotation that counts, whoever signed it, and by none that does not', async () => {
    const reading = new Reading();
    await reading.begin();
    const [next, strange] = [newKey(), newKey()];
    assert.deepEqual(await reading.rotate(strange, reading.person, { by: strange }), []);
    const said = { log: LOG, key: next.keyid, other: reading.person.keyid, at: null, isSo: true };
    assert.deepEqual(await reading.rotate(next, reading.person, { by: reading.person }), [
      { onePerson: said },
    ]);
  });

  it('is not said by the rotation of a key that is no person’s', async () => {
    const reading = new Reading();
    await reading.begin();
    const [seal, next] = [newKey(), newKey()];
    await reading.enrol(seal, 'seal', 'added');
    assert.deepEqual(await reading.rotate(next, seal, { role: 'seal' }), []);
  });

  it('is said by a record of rights that counts, beside the record, and by none that does not', async () => {
    const reading = new Reading();
    await reading.begin();
    const other = newKey();
    const entries = await reading.allow(reading.person, { sameAs: other.keyid });
    assert.ok(entries[0] !== undefined && 'placed' in entries[0]);
    const { index: at, identity } = entries[0].placed;
    const said = { log: LOG, key: reading.person.keyid, other: other.keyid };
    assert.deepEqual(personsIn(entries), [{ ...said, at, isSo: true }]);
    const strange = await reading.allow(reading.person, { sameAs: 'ab'.repeat(32) });
    assert.deepEqual(personsIn(strange), [], 'not the next one');
    const back = await reading.allow(reading.person, { notSameAs: other.keyid }, identity);
    assert.deepEqual(personsIn(back), [{ ...said, at: at + 2, isSo: false }], 'nor is it taken back by one');
  });
});
