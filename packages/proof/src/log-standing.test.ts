import assert from 'node:assert/strict';
import { before, describe, test } from 'node:test';
import { type LogTestKey, logTestKey } from '../test/log-example.ts';
import { COSIGNED_AT, checkpointOf, proofOf, trusted } from '../test/logged-example.ts';
import {
  bytesFrom,
  newKey,
  type Sealed,
  sealManifest,
  type TestKey,
  trustedKey,
  trustIn,
} from '../test/sealed-example.ts';
import { type Bytes, hex } from './bytes.ts';
import { ENVELOPE_FILE, PROOF_FILE, type SealCheck, verifySeal } from './custody.ts';
import { signCheckpoint } from './log/checkpoint.ts';
import { manifestLine } from './manifest.ts';
import type { Trust } from './trust.ts';
import type { KeyPlace } from './trusted-key.ts';
import { knownCheckpoint, type TrustedLog } from './trusted-log.ts';

const MANIFEST = bytesFrom(manifestLine('RunInfo.xml', 'ab'.repeat(32)), 'latin1');
const OTHERS = ['first', 'second', 'third', 'fifth', 'sixth'].map(text => bytesFrom(text));

describe('a seal in a log', () => {
  let key: TestKey;
  let sealed: Sealed;
  let seal: Bytes;
  let log: LogTestKey;
  let witnesses: readonly LogTestKey[];
  before(async () => {
    key = newKey();
    sealed = await sealManifest(MANIFEST, key);
    seal = sealed.custody.get(ENVELOPE_FILE) ?? new Uint8Array();
    log = logTestKey('log.example/a');
    witnesses = ['one', 'two', 'three'].map(name =>
      logTestKey(`witness.example/${name}`, 'cosignature-ed25519'),
    );
  });

  const entries = () => [...OTHERS.slice(0, 3), seal, ...OTHERS.slice(3)];
  const trusting = (logs: readonly TrustedLog[], changes: Partial<Trust> = {}) =>
    trustIn([trustedKey(key)], { logs, ...changes });
  /** What is found where this proof lies beside the seal; undefined: none does. */
  async function found(proof: Bytes | undefined, trust: Trust): Promise<SealCheck> {
    const files = new Map(sealed.custody);
    if (proof !== undefined) files.set(PROOF_FILE, proof);
    return verifySeal(files, trust, sealed);
  }
  async function codes(proof: Bytes | undefined, trust: Trust): Promise<string[]> {
    return (await found(proof, trust)).findings.map(({ code }) => code);
  }
  const good = (by: readonly LogTestKey[] = []) =>
    proofOf({ key: log, entries: entries(), witnesses: by }, 3);

  test('is at its place, under the checkpoint of the proof', async () => {
    const check = await found(await good(), trusting([trusted(log)], { logRequired: true }));
    assert.ok(check.ok, check.findings.map(({ code }) => code).join());
    assert.deepEqual(check.log, {
      kind: 'entered',
      log: trusted(log).id,
      origin: 'log.example/a',
      index: 3,
      size: 6,
      root: hex(checkpointOf({ key: log, entries: entries() }).root),
      cosignedBy: [],
      keysAsOf: null,
    });
  });

  test('is in a register that has two histories, where the trust file knows another head of this size', async () => {
    const other = [...OTHERS.slice(0, 3), seal, bytesFrom('something else'), bytesFrom('sixth')];
    const knowing = async (entries: readonly Bytes[]) => {
      const file = await signCheckpoint(checkpointOf({ key: log, entries }), log.verifier, log.sign);
      return trusting([{ ...trusted(log), asOf: await knownCheckpoint(file, log.verifier) }]);
    };
    assert.deepEqual(await codes(await good(), await knowing(entries())), []);
    assert.deepEqual(
      await codes(await good(), await knowing(other.slice(0, 5))),
      [],
      'of other sizes nobody can tell',
    );
    assert.deepEqual(await codes(await good(), await knowing(other)), ['LOG_FORKED']);
  });

  test('is not judged where the trust file names no log, whatever lies there', async () => {
    for (const proof of [await good(), bytesFrom('nothing of the kind')]) {
      const check = await found(proof, trusting([]));
      assert.ok(check.ok);
      assert.deepEqual(check.log, { kind: 'not judged' });
    }
    assert.deepEqual(await codes(await good(), trusting([], { logRequired: true })), ['LOG_UNKNOWN']);
  });

  test('whose proof was taken away is told where one is demanded', async () => {
    const logs = [trusted(log)];
    assert.deepEqual(await codes(undefined, trusting(logs, { logRequired: true })), ['LOG_PROOF_MISSING']);
    assert.deepEqual(await codes(undefined, trusting([], { logRequired: true })), ['LOG_PROOF_MISSING']);
    const check = await found(undefined, trusting(logs));
    assert.ok(check.ok);
    assert.deepEqual(check.log, { kind: 'absent' });
  });

  test('with the proof of another log is told: of one that nobody knows, and of one that took the name', async () => {
    const other = logTestKey('log.example/b');
    const impostor = logTestKey('log.example/a', 'ed25519', 'another secret');
    const of = (key: LogTestKey) => proofOf({ key, entries: entries() }, 3);
    assert.deepEqual(await codes(await of(other), trusting([trusted(log)])), ['LOG_UNKNOWN']);
    assert.deepEqual(await codes(await of(impostor), trusting([trusted(log)])), ['CHECKPOINT_UNSIGNED']);
    assert.deepEqual(await codes(await of(other), trusting([trusted(log), trusted(other)])), []);
  });

  test('that the log does not have, or has elsewhere, is found', async () => {
    const trust = trusting([trusted(log)]);
    const altered = entries().with(3, bytesFrom('another seal'));
    assert.deepEqual(await codes(await proofOf({ key: log, entries: altered }, 3), trust), [
      'LOG_PROOF_INVALID',
    ]);
    assert.deepEqual(await codes(await proofOf({ key: log, entries: entries() }, 2), trust), [
      'LOG_PROOF_INVALID',
    ]);
    const moved = Buffer.from(await good())
      .toString('latin1')
      .replace('index 3', 'index 4');
    assert.deepEqual(await codes(bytesFrom(moved, 'latin1'), trust), ['LOG_PROOF_INVALID']);
  });

  test('with indexes and sizes that no number holds is refused', async () => {
    const trust = trusting([trusted(log)]);
    const text = Buffer.from(await good()).toString('latin1');
    for (const [from, to, code] of [
      ['index 3', 'index 9007199254740992', 'LOG_PROOF_MALFORMED'],
      ['index 3', 'index 18446744073709551619', 'LOG_PROOF_MALFORMED'],
      ['log.example/a\n6\n', 'log.example/a\n9007199254740992\n', 'CHECKPOINT_MALFORMED'],
    ] as const) {
      assert.ok(text.includes(from));
      assert.deepEqual(await codes(bytesFrom(text.replace(from, to), 'latin1'), trust), [code]);
    }
  });

  test('names who countersigned; too few are told, and one that signs twice counts once', async () => {
    const trust = trusting([trusted(log, witnesses, 2)]);
    const [one, two] = witnesses;
    assert.ok(one !== undefined && two !== undefined);
    const check = await found(await good([one, two]), trust);
    assert.ok(check.ok && check.log.kind === 'entered');
    assert.deepEqual(check.log.cosignedBy, [
      { name: 'witness.example/one', seconds: COSIGNED_AT },
      { name: 'witness.example/two', seconds: COSIGNED_AT },
    ]);
    for (const by of [[], [one], [one, one], [one, logTestKey('witness.example/x', 'cosignature-ed25519')]])
      assert.deepEqual(await codes(await good(by), trust), ['QUORUM_MISSING']);
    const few = await found(await good([one]), trust);
    assert.deepEqual(few.log.kind === 'entered' && few.log.cosignedBy.length, 1, 'who did sign is told');
  });

  test('with a wrong line of a witness is refused, although others suffice', async () => {
    const impostor = logTestKey('witness.example/three', 'cosignature-ed25519', 'another secret');
    const [one, two, three] = witnesses;
    assert.ok(one !== undefined && two !== undefined && three !== undefined);
    const forged = { verifier: three.verifier, sign: impostor.sign };
    const trust = trusting([trusted(log, witnesses, 2)]);
    assert.deepEqual(await codes(await good([one, two, forged]), trust), ['COSIGNATURE_INVALID']);
  });

  test('must be countersigned as every trust file demands that names the log', async () => {
    const [one, two] = witnesses;
    assert.ok(one !== undefined && two !== undefined);
    const policies = [...trusted(log, [one], 1).policies, ...trusted(log, [two], 1).policies];
    const trust = trusting([{ ...trusted(log), policies }]);
    assert.deepEqual(await codes(await good([one]), trust), ['QUORUM_MISSING']);
    assert.deepEqual(await codes(await good([one, two]), trust), []);
  });

  test('names two countersigners of one name, whose keys are not the same, both', async () => {
    const [one] = witnesses;
    const namesake = logTestKey('witness.example/one', 'cosignature-ed25519', 'another secret');
    assert.ok(one !== undefined);
    const policies = [...trusted(log, [one], 1).policies, ...trusted(log, [namesake, one], 2).policies];
    const check = await found(await good([one, namesake]), trusting([{ ...trusted(log), policies }]));
    assert.ok(check.ok && check.log.kind === 'entered');
    assert.deepEqual(
      check.log.cosignedBy.map(({ name }) => name),
      ['witness.example/one', 'witness.example/one'],
    );
  });

  test('is judged by what the log says of its key at its place, not by the times that it states', async () => {
    const trust = (changes: Partial<KeyPlace>, validUntil: string | null = null): Trust => {
      const place = { log: trusted(log).id, from: 1, until: null, ended: null, asOf: 6, ...changes };
      return trustIn([trustedKey(key, { places: [place], validUntil })], { logs: [trusted(log)] });
    };
    const soon = '2026-11-22T18:41:02.501Z';
    const before = '2026-01-02T00:00:00.000Z';
    assert.deepEqual(await codes(await good(), trust({})), []);
    assert.deepEqual(await codes(await good(), trust({ from: 4 })), ['KEY_NOT_ENROLLED']);
    assert.deepEqual(await codes(await good(), trust({ until: 3, ended: 'lost' }, soon)), ['KEY_REVOKED']);
    assert.deepEqual(await codes(await good(), trust({ until: 4, ended: 'lost' }, before)), []);
    assert.deepEqual(await codes(await good(), trust({ log: 'ab'.repeat(16) })), ['KEY_NOT_ENROLLED']);
  });

  test('of a key that was compromised since is worth nothing without its proof', async () => {
    const place = { log: trusted(log).id, from: 1, until: 5, ended: 'compromised', asOf: 6 } as const;
    const sealKeys = [trustedKey(key, { places: [place], validUntil: '2026-12-01T00:00:00.000Z' })];
    const trust = trustIn(sealKeys, { logs: [trusted(log)] });
    assert.deepEqual(await codes(undefined, trust), ['LOG_PROOF_MISSING']);
    assert.deepEqual(await codes(await good(), trust), []);
  });
});
