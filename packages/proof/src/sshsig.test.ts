import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { newKey } from '../test/sealed-example.ts';
import { type Bytes, utf8 } from './bytes.ts';
import { sha256 } from './digest.ts';
import { SeqwardenError } from './errors.ts';
import { allowedSignersLine, signSsh, verifySsh } from './sshsig.ts';

test('an SSH signature verifies for its message and key, and for no other', async () => {
  const [key, other] = [newKey(), newKey()];
  const message = await sha256(utf8('a list'));
  const file = await signSsh(message, key.spki, key.sign);
  await verifySsh(file, message, key.spki);
  await assert.rejects(verifySsh(file, await sha256(utf8('another')), key.spki), { code: 'SSHSIG_INVALID' });
  await assert.rejects(verifySsh(file, message, other.spki), { code: 'SSHSIG_INVALID' });
});

test('an SSH signature in which any byte is changed, inserted or cut off is refused', async () => {
  const key = newKey();
  const message = await sha256(utf8('a list'));
  const file = await signSsh(message, key.spki, key.sign);
  const how = fc.constantFrom('set', 'insert', 'delete');
  await fc.assert(
    fc.asyncProperty(fc.nat(file.length - 1), fc.nat(255), how, async (at, value, how) => {
      const bytes = [...file];
      if (how === 'set') bytes[at] = value;
      else bytes.splice(at, how === 'delete' ? 1 : 0, ...(how === 'insert' ? [value] : []));
      const changed: Bytes = Uint8Array.from(bytes);
      fc.pre(!Buffer.from(changed).equals(file));
      await assert.rejects(verifySsh(changed, message, key.spki), error => {
        assert.ok(error instanceof SeqwardenError && error.code.startsWith('SSHSIG_'), String(error));
        return true;
      });
    }),
    { numRuns: 500 },
  );
});

test('what is no SSH signature at all is refused without a crash', async () => {
  const { spki } = newKey();
  const armored = (base64: string) =>
    utf8(`-----BEGIN SSH SIGNATURE-----\n${base64}\n-----END SSH SIGNATURE-----\n`);
  for (const file of [
    utf8(''),
    utf8('x'.repeat(2000)),
    armored(''),
    armored('U1NIU0lHAAAAAf////8='),
    armored('?'),
  ]) {
    await assert.rejects(verifySsh(file, new Uint8Array(32), spki), { code: 'SSHSIG_MALFORMED' });
  }
});

test('a key of another kind makes no allowed_signers line', () => {
  assert.throws(() => allowedSignersLine(new Uint8Array(44)), { code: 'KEY_UNUSABLE' });
});
