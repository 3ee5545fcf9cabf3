import assert from 'node:assert/strict';
import { test } from 'node:test';
import { digestOf, EXAMPLE_PREDICATE, newKey, trustedKey, trustIn } from '../test/sealed-example.ts';
import { signEnvelope } from './dsse.ts';
import { decodeHold, encodeHold } from './hold.ts';
import { openStatement } from './signed-statement.ts';
import type { Trust } from './trust.ts';
import type { KeyPlace } from './trusted-key.ts';

const [KEY, STRANGER] = [newKey(), newKey()];
const AT = '2026-11-22T18:40:00.000Z';
const STATEMENT = encodeHold('ab'.repeat(32), {
  action: 'hold',
  lifts: null,
  reason: 'x',
  statedAt: AT,
  tool: EXAMPLE_PREDICATE.tool,
});
const open = (file: Uint8Array<ArrayBuffer>, trust: Trust) =>
  openStatement(file, trust, {
    decode: decodeHold,
    statedAt: ({ predicate }) => predicate.statedAt,
    role: 'person',
  });

test('a statement of a trusted key is opened, and its identity is the digest of its envelope', async () => {
  const file = await signEnvelope(STATEMENT, KEY.keyid, KEY.sign);
  const { identity, statement, key } = await open(file, trustIn([trustedKey(KEY)]));
  assert.equal(identity, digestOf(file));
  assert.equal(key.keyid, KEY.keyid);
  assert.deepEqual(statement, decodeHold(STATEMENT));
});

test('a statement is not opened that no trusted key signed, or one that was not valid then', async () => {
  const [trust, file] = [trustIn([trustedKey(KEY)]), await signEnvelope(STATEMENT, KEY.keyid, KEY.sign)];
  const strange = await signEnvelope(STATEMENT, STRANGER.keyid, STRANGER.sign);
  await assert.rejects(open(strange, trust), { code: 'UNKNOWN_KEY' });
  const borrowed = await signEnvelope(STATEMENT, KEY.keyid, STRANGER.sign);
  await assert.rejects(open(borrowed, trust), { code: 'SIGNATURE_INVALID' });
  for (const validity of [{ validFrom: '2026-11-22T18:40:00.001Z' }, { validUntil: AT }])
    await assert.rejects(open(file, trustIn([trustedKey(KEY, validity)])), { code: 'KEY_NOT_VALID_THEN' });
  await assert.rejects(open(file.with(20, 0), trust), { code: 'ENVELOPE_MALFORMED' });
});

test('what is signed but another kind of statement is not opened', async () => {
  const file = await signEnvelope(new TextEncoder().encode('{}'), KEY.keyid, KEY.sign);
  await assert.rejects(open(file, trustIn([trustedKey(KEY)])), { code: 'STATEMENT_MALFORMED' });
});

test('a statement of a key that ended counts only where the register at hand has it, before that end', async () => {
  const file = await signEnvelope(STATEMENT, KEY.keyid, KEY.sign);
  const log = 'a'.repeat(32);
  const ended = { log, from: 1, until: 5, ended: 'rotated', asOf: 9 } as const;
  const having = (index: number | undefined, id = log): Trust =>
    trustIn([trustedKey(KEY, { places: [ended], validUntil: '2026-12-01T00:00:00.000Z' })], {
      register: { log: id, indexOf: async () => index },
    });
  await assert.rejects(open(file, { ...having(4), register: undefined }), { code: 'LOG_PROOF_MISSING' });
  await assert.rejects(open(file, having(undefined)), { code: 'LOG_PROOF_MISSING' });
  await assert.rejects(open(file, having(4, 'b'.repeat(32))), { code: 'LOG_PROOF_MISSING' });
  await assert.rejects(open(file, having(5)), { code: 'KEY_REVOKED' });
  assert.equal((await open(file, having(4))).key.keyid, KEY.keyid);
});

test('where all has to be in a log, the register at hand must have what its living keys signed, and nobody else', async () => {
  const file = await signEnvelope(STATEMENT, KEY.keyid, KEY.sign);
  const log = 'a'.repeat(32);
  const living = { log, from: 1, until: null, ended: null, asOf: 9 } as const;
  const trust = (index: number | undefined, places: readonly KeyPlace[], logRequired = true): Trust =>
    trustIn([trustedKey(KEY, { places })], { logRequired, register: { log, indexOf: async () => index } });
  await assert.rejects(open(file, trust(undefined, [living])), { code: 'LOG_PROOF_MISSING' });
  await open(file, trust(7, [living]));
  await open(file, trust(undefined, [living], false));
  await open(file, trust(undefined, [{ ...living, log: 'b'.repeat(32) }]));
  await open(file, trust(undefined, []));
});
