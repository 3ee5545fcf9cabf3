import assert from 'node:assert/strict';
import { test } from 'node:test';
import { EXAMPLE_PREDICATE, newKey, trustedKey } from '../test/sealed-example.ts';
import type { SealCheck } from './custody.ts';
import type { Difference } from './difference.ts';
import type { ErrorCode } from './errors.ts';
import { isProofAlone } from './proof-alone.ts';
import { judge } from './verdict.ts';

function isAlone(
  codes: readonly ErrorCode[],
  { listIsSealed = true, differences = [] as readonly Difference[] } = {},
) {
  const check: SealCheck = {
    ok: false,
    findings: codes.map(code => ({ code, message: '' })),
    identity: 'ab'.repeat(32),
    seal: EXAMPLE_PREDICATE,
    key: trustedKey(newKey()),
    claimedKeyid: undefined,
    listIsSealed,
    log: { kind: 'refused' },
  };
  return isProofAlone(judge({ check, differences }), check);
}

test('a proof that is bad or missing, beside files that are all as sealed, is the proof alone', () => {
  for (const code of [
    'LOG_PROOF_MALFORMED',
    'NOTE_MALFORMED',
    'CHECKPOINT_MALFORMED',
    'CHECKPOINT_SIGNATURE_INVALID',
    'COSIGNATURE_INVALID',
    'LOG_PROOF_INVALID',
    'LOG_PROOF_MISSING',
    'LOG_UNKNOWN',
    'CHECKPOINT_UNSIGNED',
    'QUORUM_MISSING',
    'LOG_FORKED',
  ] as const)
    assert.equal(isAlone([code]), true, code);
  assert.equal(isAlone(['LOG_PROOF_INVALID', 'QUORUM_MISSING']), true);
});

test('it is not where a file differs, where the list is not sealed, or where anything else was found', () => {
  assert.equal(isAlone(['LOG_PROOF_INVALID'], { differences: [{ kind: 'changed', path: 'a' }] }), false);
  assert.equal(isAlone(['LOG_PROOF_MISSING'], { listIsSealed: false }), false);
  for (const code of ['SIGNATURE_INVALID', 'KEY_REVOKED', 'SEAL_SUPERSEDED'] as const)
    assert.equal(isAlone(['LOG_PROOF_INVALID', code]), false, code);
  assert.equal(isAlone([]), false);
});
