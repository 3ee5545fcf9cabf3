import assert from 'node:assert/strict';
import { tmpdir } from 'node:os';
import { test } from 'node:test';
import { SeqwardenError } from '@seqwarden/proof';
import { KeptDrafts } from '../../config/kept-drafts.ts';
import { ToldRegister } from './told-register.ts';

test('that proofs lack countersigners is told once, and that they are there again', async () => {
  const answers: readonly (boolean | undefined)[] = [undefined, true, false, false, true, true, false];
  const told: string[] = [];
  let at = 0;
  const register = new ToldRegister(
    {
      drafts: new KeptDrafts(tmpdir()),
      append: async () => ({ index: at, proof: new Uint8Array(), isCountersigned: answers[at++] }),
    },
    () => 0,
    ({ event }) => told.push(event),
  );
  const troubles: unknown[] = [];
  for (const _ of answers) {
    await register.append(new Uint8Array());
    troubles.push(register.trouble);
  }
  const [none, short] = [undefined, 'QUORUM_MISSING'];
  assert.deepEqual(troubles, [none, none, short, short, none, none, short]);
  assert.deepEqual(told, [
    'register-not-countersigned',
    'register-countersigned',
    'register-not-countersigned',
  ]);
});

test('that the seal key ended is told under that name, and not as trouble of the disk', async () => {
  const told: object[] = [];
  const register = new ToldRegister(
    {
      drafts: new KeptDrafts(tmpdir()),
      append: async () => {
        throw new SeqwardenError('SEAL_KEY_ENDED', 'rotated');
      },
    },
    () => 0,
    event => told.push(event),
  );
  await assert.rejects(register.append(new Uint8Array()), { code: 'SEAL_KEY_ENDED' });
  assert.equal(register.trouble, 'SEAL_KEY_ENDED');
  assert.deepEqual(told, [{ event: 'register-stopped', code: 'SEAL_KEY_ENDED' }]);
});
