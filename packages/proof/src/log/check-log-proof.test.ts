import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { damaged, isOurs, type LogTestKey, logTestKey, StoredLog, sha256 } from '../../test/log-example.ts';
import { type Bytes, utf8 } from '../bytes.ts';
import { checkLogProof, type LogProofQuestion } from './check-log-proof.ts';
import { signCheckpoint } from './checkpoint.ts';
import { cosign } from './cosignature.ts';
import { leafHash } from './hash.ts';
import { addSignature, parseNote } from './note.ts';
import { inclusionProof } from './stored-tree.ts';
import { decodeTlogProof, encodeTlogProof } from './tlog-proof.ts';

const key = logTestKey('a.example/log');
const w1 = logTestKey('w1.example', 'cosignature-ed25519');
const w2 = logTestKey('w2.example', 'cosignature-ed25519');
const ENTRIES = Array.from({ length: 300 }, (_, at) => utf8(`entry ${at}\n`));

/** A log of these entries, its checkpoint at that size, and the proof of one of them. */
async function proofOf(
  index: number,
  options: { entries?: Bytes[]; signer?: LogTestKey; witnesses?: LogTestKey[] } = {},
): Promise<Bytes> {
  const { entries = ENTRIES, signer = key, witnesses = [w1, w2] } = options;
  const log = new StoredLog();
  log.append(entries.map(entry => leafHash(sha256, entry)));
  const size = entries.length;
  const { verifier, sign } = signer;
  let checkpoint = await signCheckpoint(
    { origin: verifier.name, size, root: log.edge.root() },
    verifier,
    sign,
  );
  for (const [at, { verifier, sign }] of witnesses.entries()) {
    checkpoint = addSignature(checkpoint, await cosign(parseNote(checkpoint), verifier, 1000 + at, sign));
  }
  const hashes = await inclusionProof(sha256, log.read, index, size);
  return encodeTlogProof({ index, hashes, checkpoint });
}

const PROOF = await proofOf(123);
const ENTRY = utf8('entry 123\n');
const question: LogProofQuestion = { proof: PROOF, entry: ENTRY, logKeys: [key.verifier] };
const check = (part: Partial<LogProofQuestion> = {}) => checkLogProof(sha256, { ...question, ...part });

test('the proof of an entry says where it stands, in which tree, and gives what was countersigned', async () => {
  const { index, checkpoint, logKey, note } = await check();
  assert.deepEqual([index, checkpoint.size, checkpoint.origin], [123, 300, 'a.example/log']);
  assert.equal(logKey, key.verifier);
  assert.deepEqual(note, parseNote(decodeTlogProof(PROOF).checkpoint));
  assert.equal(note.signatures.length, 3);
});

test('an altered entry, one at another place, and the proof of another entry prove nothing', async () => {
  const invalid = { code: 'LOG_PROOF_INVALID' };
  await assert.rejects(check({ entry: utf8('entry 123') }), invalid);
  await assert.rejects(check({ entry: utf8('entry 124\n') }), invalid);
  await assert.rejects(check({ proof: await proofOf(124) }), invalid);
  const proof = decodeTlogProof(PROOF);
  await assert.rejects(check({ proof: encodeTlogProof({ ...proof, index: 122 }) }), invalid);
  await assert.rejects(check({ proof: encodeTlogProof({ ...proof, index: 300 }) }), invalid);
  await assert.rejects(check({ proof: encodeTlogProof({ ...proof, index: 2 ** 53 - 1 }) }), invalid);
  await assert.rejects(
    check({ proof: encodeTlogProof({ ...proof, hashes: proof.hashes.slice(1) }) }),
    invalid,
  );
  const reordered = ENTRIES.with(123, utf8('entry 124\n')).with(124, ENTRY);
  await assert.rejects(check({ proof: await proofOf(123, { entries: reordered }) }), invalid);
  // The inner node above two entries, shown as an entry.
  await assert.rejects(check({ entry: new Uint8Array(64) }), invalid);
});

test('the proof of another log is of a log that is not known, and one of its name that its key did not sign is unsigned', async () => {
  const foreign = await proofOf(123, { signer: logTestKey('b.example/log') });
  await assert.rejects(check({ proof: foreign }), { code: 'LOG_UNKNOWN' });
  await assert.rejects(check({ logKeys: [] }), { code: 'LOG_UNKNOWN' });
  const other = logTestKey('a.example/log', 'ed25519', 'another secret');
  await assert.rejects(check({ proof: await proofOf(123, { signer: other }) }), {
    code: 'CHECKPOINT_UNSIGNED',
  });
  // After a rotation the log has two keys under one name.
  const both = [other.verifier, key.verifier];
  assert.equal((await check({ logKeys: both })).logKey, key.verifier);
});

test('a checkpoint of another size or root than was signed is refused', async () => {
  const text = new TextDecoder().decode(PROOF);
  const changed = text.replace('\n300\n', '\n301\n');
  assert.notEqual(changed, text);
  await assert.rejects(check({ proof: utf8(changed) }), { code: 'CHECKPOINT_SIGNATURE_INVALID' });
});

test('no damage to a proof makes it another that holds, and none throws what is not ours', async () => {
  // The lines of countersigners are judged elsewhere.
  const { note: _, ...said } = await check();
  await fc.assert(
    fc.asyncProperty(damaged(PROOF), async proof => {
      try {
        const { note: _, ...again } = await check({ proof });
        assert.deepEqual(again, said);
      } catch (error) {
        if (!isOurs(error)) throw error;
      }
    }),
    { numRuns: 300 },
  );
});

test('bytes that are no proof at all are refused with an error of ours', async () => {
  for (const proof of [
    '',
    '\n\n',
    'c2sp.org/tlog-proof@v1\nindex 0\n\n',
    'c2sp.org/tlog-proof@v1\nindex 0\n\nx\n\ny\n',
  ]) {
    await assert.rejects(check({ proof: utf8(proof) }), isOurs);
  }
});
