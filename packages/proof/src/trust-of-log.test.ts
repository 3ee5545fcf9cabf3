import assert from 'node:assert/strict';
import { before, describe, test } from 'node:test';
import { KeyLog, newLog } from '../test/log-of-keys.ts';
import { newKey, trustedKey, trustIn } from '../test/sealed-example.ts';
import { utf8 } from './bytes.ts';
import { keyStates } from './key-states.ts';
import { softSha256 } from './log/soft-sha256.ts';
import { encodeVerifierKey, verifierKey } from './log/verifier-key.ts';
import { mergeTrust } from './merge-trust.ts';
import { renewTrust } from './renew-trust.ts';
import { encodeTrust, parseTrust, type Trust } from './trust.ts';
import { trustedLog } from './trusted-log.ts';

const [administrator, sealKey, person, next] = [newKey(), newKey(), newKey(), newKey()];
const MADE_AT = '2026-11-23T00:00:00.000Z';

let log: KeyLog;
/** The lab's trust file before there was a log. */
const old = trustIn([trustedKey(sealKey, { label: 'lab A' })]);
let young: Trust;
let grown: Trust;

/** As of the checkpoint over the first entries. */
async function asOf(size: number, trust = old): Promise<Trust> {
  const entries = log.entries.slice(0, size);
  const states = await keyStates(
    log.log.id,
    entries.map((file, index) => ({ index, file })),
  );
  const named = { ...trust, logs: [trustedLog(log.log.key)] };
  return renewTrust(named, states, await log.log.checkpoint(entries), MADE_AT);
}

before(async () => {
  log = await KeyLog.begin(administrator);
  await log.say(sealKey, administrator, { action: 'enrolled', role: 'seal', reason: 'added', label: 'x' });
  await log.say(person, administrator, { action: 'enrolled', role: 'person', reason: 'added' });
  await log.say(sealKey, administrator, { action: 'revoked', role: 'seal', reason: 'compromised' });
  await log.say(next, administrator, {
    action: 'enrolled',
    role: 'seal',
    reason: 'added',
    label: 'lab A, new',
  });
  young = await asOf(2);
  grown = await asOf(5);
});

describe('a trust file that a log tells', () => {
  test('has each key in its list and with its place, under the label that it had', () => {
    const places = (keys: Trust['sealKeys']) => keys.map(({ places: [place] }) => place);
    const told = { log: log.log.id, until: null, ended: null, asOf: 5 };
    assert.deepEqual(places(grown.administratorKeys), [{ ...told, from: 0 }]);
    assert.deepEqual(places(grown.personKeys), [{ ...told, from: 2 }]);
    assert.deepEqual(places(grown.sealKeys), [
      { ...told, from: 1, until: 3, ended: 'compromised' },
      { ...told, from: 4 },
    ]);
    assert.deepEqual(
      grown.sealKeys.map(({ label }) => label),
      ['lab A', 'lab A, new'],
    );
  });

  test('is read as it was written', async () => {
    for (const trust of [young, grown]) assert.deepEqual(await parseTrust(encodeTrust(trust)), trust);
    const policy = utf8(`log ${encodeVerifierKey(log.log.key)}\nquorum none\n`);
    const text = new TextDecoder().decode(encodeTrust(grown));
    const withPolicy = text.replace(
      '"policy": null',
      () => `"policy": ${JSON.stringify(new TextDecoder().decode(policy))}`,
    );
    const read = await parseTrust(utf8(withPolicy));
    assert.equal(read.logs[0]?.policies.length, 1);
    assert.equal(new TextDecoder().decode(encodeTrust(read)), withPolicy);
  });

  test('is made anew of an older one, and a key of which the log says nothing stays', async () => {
    const foreign = trustedKey(newKey(), { label: 'lab B' });
    const more = { ...young, sealKeys: [...young.sealKeys, foreign] };
    const renewed = await asOf(5, more);
    assert.deepEqual(renewed.sealKeys, [...grown.sealKeys, foreign]);
  });

  test('is not made anew where it tells of a key that the log does not know, or in another role', async () => {
    const strange = {
      ...young,
      personKeys: [{ ...trustedKey(newKey()), places: young.sealKeys[0]?.places ?? [] }],
    };
    await assert.rejects(asOf(5, strange), { code: 'TRUST_UNUSABLE' });
    const promoted = { ...young, administratorKeys: young.sealKeys };
    await assert.rejects(asOf(5, promoted), { code: 'TRUST_UNUSABLE' });
  });

  test('is made anew of its own log alone', async () => {
    const states = await keyStates(log.log.id, []);
    const checkpoint = await log.log.checkpoint(log.entries);
    assert.throws(() => renewTrust(old, states, checkpoint, MADE_AT), { code: 'LOG_UNKNOWN' });
  });
});

describe('refused is a trust file', () => {
  const REFUSED: Record<string, (text: string) => string> = {
    'whose checkpoint nobody signed': text => text.replace(/(\\n5\\n)/, '\\n6\\n'),
    'whose checkpoint is of a log that it does not name': text =>
      text.replace(/"logKeys": \[[^\]]*\]/, '"logKeys": []'),
    'whose log key has another key id': text => text.replace(/\+([0-9a-f]{8})\+/, '+00000000+'),
    'with the key of a witness as log key': text =>
      text.replace(/"logKeys": \[[^\]]*\]/, () => {
        const { name, publicKey } = log.log.key;
        const key = verifierKey(softSha256, name, 'cosignature-ed25519', publicKey);
        return `"logKeys": ["${encodeVerifierKey(key)}"]`;
      }),
    'with one log twice': text => text.replace(/"logKeys": \[\s*("[^"]*")\s*\]/, '"logKeys": [$1, $1]'),
    'with a place and no checkpoint': text => text.replace(/"checkpoint": "[^"]*"/, '"checkpoint": null'),
    'with a place beyond its checkpoint': text => text.replace('"from": 4', '"from": 5'),
    'with an end beyond its checkpoint': text => text.replace('"until": 3', '"until": 5'),
    'with an end before the beginning': text => text.replace('"until": 3', '"until": 1'),
    'with an index beyond 2^53': text => text.replace('"from": 4', '"from": 9007199254740993'),
    'with an end for no reason': text => text.replace('"ended": "compromised"', '"ended": null'),
    'with a reason that is none': text => text.replace('"ended": "compromised"', '"ended": "bored"'),
    'that gives a key that ended for ever': text =>
      text.replace(/"validUntil": "[^"]*"/, '"validUntil": null'),
    'with a key in two roles': text => {
      const [key = ''] = /\{[^{}]*"inLog": \{[^}]*\}\s*\}/.exec(text) ?? [];
      return text.replace('"personKeys": [', `"personKeys": [${key},`);
    },
    'with a policy of another log': text =>
      text.replace(
        '"policy": null',
        () => `"policy": "log ${encodeVerifierKey(newLog().key)}\\nquorum none\\n"`,
      ),
    'with a policy that is none': text => text.replace('"policy": null', '"policy": "quorum of friends\\n"'),
    'by which a log would be its own witness': text =>
      text.replace('"policy": null', () => {
        const { name, publicKey } = log.log.key;
        const witness = encodeVerifierKey(verifierKey(softSha256, name, 'cosignature-ed25519', publicKey));
        return `"policy": "witness w ${witness}\\nquorum w\\n"`;
      }),
    'of version 1 with the keys of version 2': text =>
      text.replace('"seqwardenTrust": 2', '"seqwardenTrust": 1'),
  };
  for (const [what, change] of Object.entries(REFUSED))
    test(what, async () => {
      const text = new TextDecoder().decode(encodeTrust(grown));
      assert.notEqual(change(text), text);
      await assert.rejects(parseTrust(utf8(change(text))), { code: 'TRUST_UNUSABLE' });
    });
});

describe('of several trust files', () => {
  const orders = (a: Trust, b: Trust) => [mergeTrust([a, b]), mergeTrust([b, a])];

  test('an older one does not bring back a key that has ended since, and its log is told as of the older', () => {
    for (const { sealKeys, logs } of orders(young, grown)) {
      const key = sealKeys.find(({ keyid }) => keyid === sealKey.keyid);
      assert.equal(key?.places[0]?.ended, 'compromised');
      assert.equal(key?.validUntil, grown.sealKeys[0]?.validUntil);
      assert.equal(logs[0]?.asOf?.checkpoint.size, 2);
    }
  });

  test('three give the same in every order', async () => {
    const middle = await asOf(3);
    const [first, ...others] = [
      [young, middle, grown],
      [grown, young, middle],
      [middle, grown, young],
      [grown, middle, young],
    ].map(([a, b, c]) => {
      assert.ok(a && b && c);
      const { sealKeys, personKeys, logs } = mergeTrust([a, b, c]);
      const keys = [...sealKeys, ...personKeys].map(({ keyid, places, validUntil }) => ({
        keyid,
        places,
        validUntil,
      }));
      return { keys: keys.sort((x, y) => (x.keyid < y.keyid ? -1 : 1)), logs };
    });
    for (const other of others) assert.deepEqual(other, first);
  });

  const contradict = (what: string, change: () => Trust | Promise<Trust>, code = 'TRUST_UNUSABLE') =>
    test(`${what}: none is used`, async () => {
      const changed = await change();
      for (const pair of [
        [grown, changed],
        [changed, grown],
      ] as const)
        assert.throws(() => mergeTrust([...pair]), { code });
    });
  const withKey = (change: object): Trust => ({
    ...grown,
    sealKeys: grown.sealKeys.map((key, at) =>
      at === 0 ? { ...key, places: key.places.map(place => ({ ...place, ...change })) } : key,
    ),
  });
  contradict('one says that a key began elsewhere', () => withKey({ from: 0 }));
  contradict('one says that it ended elsewhere', () => withKey({ until: 2 }));
  contradict('one says that it ended for another reason', () => withKey({ ended: 'retired' }));
  contradict('one does not know of an end before its checkpoint', () =>
    withKey({ until: null, ended: null }),
  );
  contradict('one has a key in another role', () => ({
    ...grown,
    personKeys: [],
    sealKeys: [...grown.sealKeys, ...grown.personKeys],
  }));
  contradict('one gives the name of a log to another key', () => {
    const { publicKey } = newLog().key;
    const key = verifierKey(softSha256, log.log.key.name, 'ed25519', publicKey);
    return trustIn([trustedKey(newKey())], { logs: [trustedLog(key)] });
  });
  contradict('one gives the key of a log another name', () => {
    const key = verifierKey(softSha256, 'elsewhere.invalid/log', 'ed25519', log.log.key.publicKey);
    return trustIn([trustedKey(newKey())], { logs: [trustedLog(key)] });
  });
  contradict(
    'their checkpoints are a fork',
    async () => {
      const entries = [...log.entries.slice(0, 4), utf8('another')];
      const known = await log.log.checkpoint(entries);
      return trustIn([trustedKey(newKey())], { logs: [trustedLog(log.log.key, undefined, known)] });
    },
    'LOG_FORKED',
  );

  test('a log that both name keeps the policies of both', async () => {
    const witnessed = (text: string) =>
      new TextDecoder()
        .decode(encodeTrust(young))
        .replace('"policy": null', () => `"policy": ${JSON.stringify(text)}`);
    const one = await parseTrust(utf8(witnessed('quorum none\n')));
    const other = await parseTrust(utf8(witnessed('# the same\nquorum none\n')));
    for (const { logs } of orders(one, other)) assert.equal(logs[0]?.policies.length, 2);
    for (const { logs } of orders(one, young)) assert.equal(logs[0]?.policies.length, 1);
    assert.throws(() => encodeTrust(mergeTrust([one, other])), { code: 'TRUST_UNUSABLE' });
  });
});
