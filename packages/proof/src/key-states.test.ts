import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import fc from 'fast-check';
import { KeyLog, keyStatement } from '../test/log-of-keys.ts';
import { digestOf, newKey, sealManifest } from '../test/sealed-example.ts';
import { type Bytes, utf8 } from './bytes.ts';
import { keyStates } from './key-states.ts';

const administrator = newKey();
const second = newKey();
const sealKey = newKey();
const person = newKey();
const stranger = newKey();

const statesOf = (log: KeyLog, entries: readonly Bytes[] = log.entries) =>
  keyStates(
    log.log.id,
    entries.map((file, index) => ({ index, file })),
  );

/** An administrator, a seal key and a person. */
async function lab(): Promise<KeyLog> {
  const log = await KeyLog.begin(administrator);
  await log.say(sealKey, administrator, {
    action: 'enrolled',
    role: 'seal',
    reason: 'added',
    label: 'lab A',
  });
  await log.say(person, administrator, { action: 'enrolled', role: 'person', reason: 'added' });
  return log;
}

test('keys count from the entry that enrols them, in the role and with the label that it says', async () => {
  const { keys, refusals } = await statesOf(await lab());
  assert.deepEqual(refusals, []);
  assert.deepEqual(
    [...keys.values()].map(({ keyid, role, label, from, end }) => ({ keyid, role, label, from, end })),
    [
      { keyid: administrator.keyid, role: 'administrator', label: '', from: 0, end: undefined },
      { keyid: sealKey.keyid, role: 'seal', label: 'lab A', from: 1, end: undefined },
      { keyid: person.keyid, role: 'person', label: '', from: 2, end: undefined },
    ],
  );
});

test('a key ends with the entry that revokes it, or that puts another in its place, and never counts again', async () => {
  const log = await lab();
  const next = newKey();
  await log.say(next, sealKey, {
    action: 'rotated',
    role: 'seal',
    replaces: sealKey.keyid,
    reason: 'routine',
  });
  await log.say(person, administrator, { action: 'revoked', role: 'person', reason: 'left' });
  await log.say(person, administrator, { action: 'enrolled', role: 'person', reason: 'added' });
  const { keys, refusals } = await statesOf(log);
  const ended = [sealKey, person].map(({ keyid }) => keys.get(keyid)?.end);
  assert.deepEqual(
    ended.map(end => [end?.index, end?.why, end?.by]),
    [
      [3, 'rotated', sealKey.keyid],
      [4, 'left', administrator.keyid],
    ],
  );
  assert.deepEqual([keys.get(next.keyid)?.from, keys.get(next.keyid)?.replaces], [3, sealKey.keyid]);
  assert.deepEqual(
    refusals.map(({ index, code }) => [index, code]),
    [[5, 'KEY_STATEMENT_CONTRADICTS']],
  );
});

test('an administrator may say later that an ended key was worse: the first end stays, with the graver reason', async () => {
  const log = await lab();
  const [next, other] = [newKey(), newKey()];
  const rotation = { action: 'rotated', role: 'seal', replaces: sealKey.keyid, reason: 'routine' } as const;
  await log.say(next, sealKey, rotation);
  const said = [
    [administrator, 'lost', 'lost'],
    [next, 'compromised', 'lost'],
    [administrator, 'retired', 'lost'],
    [administrator, 'compromised', 'compromised'],
    [administrator, 'lost', 'compromised'],
    [administrator, 'compromised', 'compromised'],
    [administrator, 'mistake', 'compromised'],
  ] as const;
  for (const [by, reason, why] of said) {
    await log.say(sealKey, by, { action: 'revoked', role: 'seal', reason });
    const end = (await statesOf(log)).keys.get(sealKey.keyid)?.end;
    assert.deepEqual([end?.index, end?.why], [3, why], reason);
    // What was refused is not what the next one has to name.
    if ((await statesOf(log)).refusals.some(({ index }) => index === log.entries.length - 1))
      log.entries.pop();
  }
  await log.say(other, administrator, { ...rotation, reason: 'compromised' });
  const { keys, refusals } = await statesOf(log);
  assert.equal(keys.has(other.keyid), false, 'no second successor');
  assert.equal(refusals.length, 1);
});

test('an administrator that another enrolled may enrol, until it is revoked itself', async () => {
  const log = await lab();
  await log.say(second, administrator, { action: 'enrolled', role: 'administrator', reason: 'added' });
  await log.say(administrator, second, { action: 'revoked', role: 'administrator', reason: 'compromised' });
  const third = newKey();
  const fourth = newKey();
  const late = await log.say(third, administrator, { action: 'enrolled', role: 'seal', reason: 'added' });
  const accepted = digestOf(log.entries[late - 1] ?? utf8(''));
  log.append(
    await keyStatement(log.log, fourth, second, {
      action: 'enrolled',
      role: 'seal',
      reason: 'added',
      previous: accepted,
    }),
  );
  const { keys, refusals } = await statesOf(log);
  assert.deepEqual(
    refusals.map(({ index, code }) => [index, code]),
    [[late, 'KEY_REVOKED']],
  );
  assert.deepEqual([keys.has(third.keyid), keys.has(fourth.keyid)], [false, true]);
});

test('other statements change nothing, and are not refused', async () => {
  const log = await lab();
  const { custody } = await sealManifest(utf8('x'), stranger);
  log.append(custody.get('seal.intoto.json') ?? utf8(''));
  await log.say(stranger, administrator, { action: 'enrolled', role: 'seal', reason: 'added' });
  const previous = digestOf(log.entries[2] ?? utf8(''));
  const said = { action: 'enrolled', role: 'seal', reason: 'added', previous } as const;
  log.append(await keyStatement(log.log, newKey(), administrator, said));
  const { refusals, keys } = await statesOf(log);
  assert.deepEqual(
    refusals.map(({ index }) => index),
    [4],
  );
  assert.equal(keys.size, 4);
});

describe('a key statement does not count', () => {
  const REFUSED: readonly [what: string, code: string, add: (log: KeyLog) => Promise<unknown>][] = [
    [
      'of somebody who is not enrolled',
      'KEY_NOT_ENROLLED',
      log => log.say(stranger, stranger, { action: 'enrolled', role: 'seal', reason: 'added' }),
    ],
    [
      'that makes another root',
      'KEY_NOT_ENROLLED',
      log => log.say(stranger, stranger, { action: 'enrolled', role: 'administrator', reason: 'first' }),
    ],
    [
      'that makes another root, by an administrator',
      'KEY_STATEMENT_CONTRADICTS',
      log => log.say(stranger, administrator, { action: 'enrolled', role: 'administrator', reason: 'first' }),
    ],
    [
      'of a person',
      'KEY_WITHOUT_RIGHT',
      log => log.say(stranger, person, { action: 'enrolled', role: 'person', reason: 'added' }),
    ],
    [
      'of a seal key on itself, but as a routine',
      'KEY_WITHOUT_RIGHT',
      log =>
        log.say(stranger, sealKey, {
          action: 'rotated',
          role: 'seal',
          replaces: sealKey.keyid,
          reason: 'lost',
        }),
    ],
    [
      'of a seal key on another key',
      'KEY_WITHOUT_RIGHT',
      log =>
        log.say(stranger, sealKey, {
          action: 'rotated',
          role: 'person',
          replaces: person.keyid,
          reason: 'routine',
        }),
    ],
    [
      'by which a seal key makes itself an administrator',
      'KEY_STATEMENT_CONTRADICTS',
      log =>
        log.say(stranger, sealKey, {
          action: 'rotated',
          role: 'administrator',
          replaces: sealKey.keyid,
          reason: 'routine',
        }),
    ],
    [
      'that enrols a key in a second role',
      'KEY_STATEMENT_CONTRADICTS',
      log => log.say(sealKey, administrator, { action: 'enrolled', role: 'administrator', reason: 'added' }),
    ],
    [
      'that puts a key in its own place',
      'KEY_STATEMENT_CONTRADICTS',
      log =>
        log.say(sealKey, sealKey, {
          action: 'rotated',
          role: 'seal',
          replaces: sealKey.keyid,
          reason: 'routine',
        }),
    ],
    [
      'that ends a key that never began',
      'KEY_STATEMENT_CONTRADICTS',
      log => log.say(stranger, administrator, { action: 'revoked', role: 'seal', reason: 'lost' }),
    ],
    [
      'that ends a key in another role',
      'KEY_STATEMENT_CONTRADICTS',
      log => log.say(sealKey, administrator, { action: 'revoked', role: 'person', reason: 'lost' }),
    ],
    [
      'that was made for another log',
      'KEY_STATEMENT_CONTRADICTS',
      async log => {
        const previous = digestOf(log.entries.at(-1) ?? utf8(''));
        const said = { action: 'enrolled', role: 'seal', reason: 'added', previous } as const;
        log.append(await keyStatement({ id: '0'.repeat(32) }, stranger, administrator, said));
      },
    ],
    [
      'that was made before another, and was held back',
      'KEY_STATEMENT_CONTRADICTS',
      async log => {
        const previous = digestOf(log.entries[0] ?? utf8(''));
        const said = { action: 'enrolled', role: 'seal', reason: 'added', previous } as const;
        log.append(await keyStatement(log.log, stranger, administrator, said));
      },
    ],
    [
      'that stands in the log once more',
      'KEY_STATEMENT_CONTRADICTS',
      async log => log.append(log.entries[1] ?? utf8('')),
    ],
    [
      'that somebody else signed under the key id of an administrator',
      'SIGNATURE_INVALID',
      log => {
        const forger = { ...stranger, keyid: administrator.keyid };
        return log.say(stranger, forger, { action: 'enrolled', role: 'seal', reason: 'added' });
      },
    ],
    [
      'whose key is another than it is about',
      'KEY_STATEMENT_CONTRADICTS',
      log => {
        const disguised = { ...stranger, keyid: '0'.repeat(64) };
        return log.say(disguised, administrator, { action: 'enrolled', role: 'seal', reason: 'added' });
      },
    ],
  ];
  for (const [what, code, add] of REFUSED)
    test(what, async () => {
      const log = await lab();
      const before = await statesOf(log);
      await add(log);
      const { keys, refusals, previous } = await statesOf(log);
      assert.deepEqual(
        refusals.map(refusal => [refusal.index, refusal.code]),
        [[3, code]],
      );
      assert.deepEqual(keys, before.keys);
      assert.equal(previous, before.previous);
    });
});

describe('a log knows no keys, for ever, if its entry 0', () => {
  const ROOTS: readonly [what: string, code: string, make: (log: KeyLog) => Promise<Bytes>][] = [
    [
      'enrols a seal key',
      'KEY_WITHOUT_RIGHT',
      log =>
        keyStatement(log.log, sealKey, sealKey, {
          action: 'enrolled',
          role: 'seal',
          reason: 'first',
          previous: null,
        }),
    ],
    [
      'enrols somebody else',
      'KEY_WITHOUT_RIGHT',
      log =>
        keyStatement(log.log, second, administrator, {
          action: 'enrolled',
          role: 'administrator',
          reason: 'first',
          previous: null,
        }),
    ],
    [
      'is an administrator that was only added',
      'KEY_NOT_ENROLLED',
      log =>
        keyStatement(log.log, administrator, administrator, {
          action: 'enrolled',
          role: 'administrator',
          reason: 'added',
          previous: null,
        }),
    ],
    ['is no envelope', 'ENVELOPE_MALFORMED', async () => utf8('{}')],
  ];
  for (const [what, code, make] of ROOTS)
    test(what, async () => {
      const log = await lab();
      const { keys, refusals } = await statesOf(log, [await make(log), ...log.entries]);
      assert.equal(keys.size, 0);
      assert.deepEqual([refusals[0]?.index, refusals[0]?.code], [0, code]);
      assert.equal(refusals.length, 4);
    });
});

test('with any byte of its entries changed a log has no other keys, and never more', async () => {
  const log = await lab();
  const original = await statesOf(log);
  const change = fc
    .nat(log.entries.length - 1)
    .chain(entry => fc.tuple(fc.constant(entry), fc.nat((log.entries[entry]?.length ?? 1) - 1), fc.nat(255)));
  await fc.assert(
    fc.asyncProperty(change, async ([entry, at, value]) => {
      const entries = log.entries.map((file, index) => (index === entry ? file.with(at, value) : file));
      const { keys } = await statesOf(log, entries);
      for (const [keyid, state] of keys) assert.deepEqual(state, original.keys.get(keyid));
      const isSame = log.entries[entry]?.[at] === value;
      assert.equal(keys.size === original.keys.size, isSame);
    }),
    { numRuns: 200 },
  );
});

test('entries are taken in the order of the log alone', async () => {
  const log = await lab();
  const [root, next] = log.entries.map((file, index) => ({ index, file }));
  assert.ok(root !== undefined && next !== undefined);
  await assert.rejects(keyStates(log.log.id, [next, root]), RangeError);
});
