import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import type { BytePath, SpecialEntry, Trust } from '@seqwarden/proof';
import type { SealSigner, Signer } from '../../src/config/signer.ts';
import { type AmendedFile, writeAddendum } from '../../src/custody/write-addendum.ts';
import { walk } from '../../src/engine/walk.ts';
import { closeRoot, openRoot } from '../../src/host/held-tree.ts';
import { existingSeal } from '../../src/seal/existing-seal.ts';
import { makeAddendum } from '../../src/seal/make-addendum.ts';

/** Amends files of a sealed run by an addendum, as a copy does that found other bytes in the source. */
export async function amendSealed(
  run: string,
  files: Readonly<Record<BytePath, string>>,
  signer: Signer | SealSigner,
  trust: Trust,
): Promise<void> {
  const root = openRoot(run);
  try {
    const before = await existingSeal(root, trust);
    assert.ok(before !== undefined);
    const amended = Object.entries(files).map(([path, content]): AmendedFile => {
      const bytes = Buffer.from(content);
      const sha256 = createHash('sha256').update(bytes).digest('hex');
      return { path, sha256, bytes: bytes.length, read: async take => take(bytes) };
    });
    const special: readonly SpecialEntry[] = walk(root).special;
    const [startedAt, sealedAt, version] = [new Date(), new Date(), '0.0.0-test'];
    const later = { startedAt, sealedAt, version, added: [], amended, special };
    await writeAddendum(root, {
      ...(await makeAddendum(
        before,
        later,
        'register' in signer ? signer : { ...signer, register: undefined },
      )),
      amended,
    });
  } finally {
    closeRoot(root);
  }
}
