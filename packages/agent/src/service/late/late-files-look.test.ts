import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { lstatSync, mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { type TestContext, test } from 'node:test';
import { manifestLine } from '@seqwarden/proof';
import { fileClass } from '@seqwarden/runfolder';
import { scratch } from '../../../test/support/scratch.ts';
import { walk } from '../../engine/walk.ts';
import { closeRoot, openRoot } from '../../host/held-tree.ts';
import { attributesOf } from '../../scan/file-attributes.ts';
import { lookForLate } from './late-files-look.ts';

const SEALED = Buffer.from('sealed');
const sealed = createHash('sha256').update(SEALED).digest();

/** A source that holds `now` under a name, of which the seal and the journal say other bytes, though it looks as it did. */
async function look(t: TestContext, path: string, now: string) {
  const folder = scratch(t);
  mkdirSync(dirname(join(folder, path)), { recursive: true });
  writeFileSync(join(folder, path), now);
  const attributes = attributesOf(lstatSync(join(folder, path), { bigint: true }));
  const root = openRoot(folder);
  t.after(() => closeRoot(root));
  const manifest = Buffer.from(manifestLine(path, sealed.toString('hex')), 'latin1');
  const known = [{ path, attributes, sha256: sealed, class: fileClass(path), held: 1 }];
  const said = { manifest, added: [], addenda: [] };
  const signal = new AbortController().signal;
  return lookForLate(
    root,
    walk(root).files,
    said,
    known,
    async () => SEALED.length,
    signal,
    () => {},
  );
}

test('of a file that may grow or be rewritten the bytes are read, whatever it looks like', async t => {
  const xml = await look(t, 'RunInfo.xml', 'other bytes');
  assert.deepEqual(xml.kind === 'late' && xml.amended.map(({ path, bytes }) => [path, bytes]), [
    ['RunInfo.xml', 11],
  ]);
  const grown = await look(t, 'InterOp/TileMetricsOut.bin', 'sealed and more');
  assert.equal(grown.kind === 'late' && grown.amended.length, 1);
  const other = await look(t, 'InterOp/TileMetricsOut.bin', 'other bytes');
  assert.deepEqual(other, {
    kind: 'alarm',
    code: 'APPEND_ONLY_REWRITTEN',
    path: 'InterOp/TileMetricsOut.bin',
  });
});

test('a file that is written once and looks as it did is not read again', async t => {
  const calls = await look(t, 'Data/Intensities/BaseCalls/L001/C1.1/L001_1.cbcl', 'other bytes');
  assert.deepEqual(calls, { kind: 'late', added: [], amended: [], holdsSealed: true });
});
