import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, test } from 'node:test';
import { type Bytes, encodeKeyStatement, type KeyRole, signEnvelope } from '@seqwarden/proof';
import { ACT_NAMES, ACTS, type ActName } from '@seqwarden/proof/acts';
import { ROOT } from '../../../../scripts/testing/needs.ts';
import { digestOf, newKey, type TestKey } from '../../../proof/test/sealed-example.ts';
import { EntryJudge } from '../../src/reading/judge-entry.ts';

const LOG = '0b'.repeat(16);
const TOOL = { name: 'seqwarden', version: '0.1.0' } as const;
const AT = '2026-03-01T12:00:00.000Z';
const ROLES = ['administrator', 'seal', 'person'] as const;
const KEYS: Readonly<Record<KeyRole, TestKey>> = {
  administrator: newKey(),
  seal: newKey(),
  person: newKey(),
};

const textOf = (kind: ActName) =>
  readFileSync(join(ROOT, 'packages', 'proof', 'vectors', 'acts', `${kind}.json`), 'utf8');

const bytesOf = (text: string): Bytes => new TextEncoder().encode(text);

const signed = (payload: Bytes, { keyid, sign }: TestKey) => signEnvelope(payload, keyid, sign);

/** A judge that was told of a key of each role, and the index of the next entry. */
async function judge(): Promise<{
  readonly judge: EntryJudge;
  readonly next: number;
  readonly previous: string | null;
}> {
  const made = new EntryJudge(LOG);
  let previous: string | null = null;
  for (const [index, role] of ROLES.entries()) {
    const reason = index === 0 ? 'first' : 'added';
    const said = {
      ...{ log: LOG, previous, role, label: '', validFrom: AT, statedAt: AT, tool: TOOL },
      reason,
    } as const;
    const statement = encodeKeyStatement(KEYS[role].keyid, {
      ...said,
      action: 'enrolled',
      spki: KEYS[role].spki,
    });
    const file = await signed(statement, KEYS.administrator);
    const { problem } = await made.take(index, file);
    assert.equal(await problem, undefined);
    previous = digestOf(file);
  }
  return { judge: made, next: ROLES.length, previous };
}

async function found(text: string, key: TestKey): Promise<string | undefined> {
  const { judge: made, next } = await judge();
  const { problem } = await made.take(next, await signed(bytesOf(text), key));
  return (await problem)?.code;
}

describe('an act is judged by the role of its key', () => {
  for (const kind of ACT_NAMES)
    test(kind, async () => {
      for (const role of ROLES) {
        const expected = ACTS[kind].signers.includes(role) ? undefined : 'KEY_WITHOUT_RIGHT';
        assert.equal(await found(textOf(kind), KEYS[role]), expected, role);
      }
    });

  test('persons act, the service only observes and sends, an administrator gives rights and nothing else', () => {
    const by = (role: KeyRole) => ACT_NAMES.filter(kind => ACTS[kind].signers.includes(role));
    assert.deepEqual(by('administrator'), ['rights']);
    assert.deepEqual(by('seal'), ['observation', 'sending']);
    assert.deepEqual(
      by('person'),
      ACT_NAMES.filter(kind => kind !== 'rights'),
    );
  });
});

test('an act whose subject is not what it says that it is about is malformed, but of a document nobody can tell', async () => {
  for (const kind of ACT_NAMES) {
    const text = textOf(kind).replace(/(?<="sha256":")[0-9a-f]{64}/, '77'.repeat(32));
    const signer = KEYS[kind === 'rights' ? 'administrator' : 'person'];
    const expected = ['received', 'reply'].includes(kind) ? undefined : 'STATEMENT_MALFORMED';
    assert.equal(await found(text, signer), expected, kind);
  }
});

test('an act that was made for another register counts nowhere else, whoever copies it', async () => {
  for (const kind of ACT_NAMES) {
    const text = textOf(kind).replace(`"log":"${LOG}"`, `"log":"${'ee'.repeat(16)}"`);
    const signer = KEYS[kind === 'rights' ? 'administrator' : 'person'];
    assert.equal(await found(text, signer), 'STATEMENT_MISPLACED', kind);
  }
});

test('an act of a stolen key counts until the key is revoked, whatever time it says, and never after', async () => {
  const { judge: made, next, previous } = await judge();
  const { keyid } = KEYS.person;
  const patch = await signed(bytesOf(textOf('patch')), KEYS.person);
  const before = await made.take(next, patch);
  const revoked = encodeKeyStatement(keyid, {
    ...{ log: LOG, previous, role: 'person', statedAt: AT, tool: TOOL },
    ...{ action: 'revoked', reason: 'compromised' },
  });
  await made.take(next + 1, await signed(revoked, KEYS.administrator));
  const after = await made.take(next + 2, patch);
  assert.equal(await before.problem, undefined);
  assert.equal((await after.problem)?.code, 'KEY_REVOKED');
});

test('of an act that its key did not sign nothing else is told', async () => {
  const { judge: made, next } = await judge();
  const { keyid } = KEYS.person;
  const file = await signEnvelope(bytesOf(textOf('patch')), keyid, newKey().sign);
  const { problem } = await made.take(next, file);
  assert.equal((await problem)?.code, 'SIGNATURE_INVALID');
});
