import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { after, test } from 'node:test';
import { LARGE, SMALL_RUN, writeRun } from '../../test/support/runs.ts';
import { scratch } from '../../test/support/scratch.ts';
import { closeRoot, openRoot } from '../host/held-tree.ts';
import { EXTRA_ALGORITHMS, ExtraDigests } from './extra-digests.ts';
import { FilePool } from './file-pool.ts';
import { walk } from './walk.ts';

const pool = new FilePool(2);
after(() => pool.close());

const BCL = 'Data/Intensities/BaseCalls/L001/C1.1';

test('what is wanted of a row is made while it is read, and nothing else', async t => {
  const root = openRoot(writeRun(scratch(t), 'RUN'));
  t.after(() => closeRoot(root));
  const { files } = walk(root);
  const extra = ExtraDigests.forRows(files.count);
  const [small, large, empty] = [`${BCL}/s_1_1101.bcl`, `${BCL}/s_1_1102.bcl`, 'Logs/empty.log'].map(path =>
    files.find(path),
  );
  assert.ok(small !== undefined && large !== undefined && empty !== undefined);
  for (const algorithm of EXTRA_ALGORITHMS) extra.want(large, algorithm);
  extra.want(small, 'sha1');
  extra.want(small, 'sha1');
  extra.want(empty, 'md5');
  await pool.transfer(files, { source: root, extra });

  const digest = (algorithm: string, content: string | Uint8Array) =>
    createHash(algorithm).update(content).digest('hex');
  for (const algorithm of EXTRA_ALGORITHMS)
    assert.equal(extra.hex(large, algorithm), digest(algorithm, LARGE), algorithm);
  assert.equal(extra.hex(small, 'sha1'), digest('sha1', SMALL_RUN[`${BCL}/s_1_1101.bcl`] ?? ''));
  assert.equal(extra.hex(empty, 'md5'), digest('md5', ''));
  assert.deepEqual([extra.hex(small, 'md5'), extra.hex(empty, 'sha512')], [undefined, undefined]);
  assert.equal(files.digestHex(large), digest('sha256', LARGE));
});
