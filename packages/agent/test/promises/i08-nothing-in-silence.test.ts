import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { type TestContext, test } from 'node:test';
import { decodeEnvelope, decodeSeal, type SealPredicate } from '@seqwarden/proof';
import { missing } from '../../../../scripts/testing/needs.ts';
import { IS_ROOT } from '../support/command.ts';
import { SMALL_RUN, writeRun } from '../support/runs.ts';
import { scratch } from '../support/scratch.ts';
import { copy, seal, verify } from '../support/sealing.ts';
import { below, contents } from '../support/tree.ts';

async function sealOf(run: string): Promise<SealPredicate> {
  const bytes = new Uint8Array(readFileSync(join(run, 'Custody', 'seal.intoto.json')));
  return decodeSeal((await decodeEnvelope(bytes)).payload).predicate;
}

const sha256 = (text: string) => createHash('sha256').update(text, 'latin1').digest('hex');

/** Half the digests of the lines of special entries (FORMATS.md 5.3), as a seal lists them. */
const listed = (...lines: readonly string[]) => lines.map(line => sha256(`${line}\n`).slice(0, 32)).sort();

/** A run with one of everything that is no plain file and that anybody can make. */
async function strangeRun(t: TestContext): Promise<{ folder: string; source: string }> {
  const folder = scratch(t);
  const source = writeRun(join(folder, 'source'), 'RUN');
  symlinkSync('/etc/passwd', join(source, 'Data', 'link'));
  symlinkSync('nowhere', join(source, 'dangling'));
  symlinkSync('Data', join(source, 'Recipe'));
  mkdirSync(join(source, 'Thumbnail_Images', 'L001'), { recursive: true });
  mkdirSync(join(source, 'links only'));
  symlinkSync('../InterOp', join(source, 'links only', 'InterOp'));
  execFileSync('mkfifo', [join(source, 'pipe')]);
  const server = createServer().listen(join(source, 'socket'));
  await new Promise(resolve => server.once('listening', resolve));
  t.after(() => server.close());
  return { folder, source };
}

test('I8: a seal lists every file, and holds a digest of each link, FIFO, socket and empty folder', async t => {
  const { folder, source } = await strangeRun(t);
  const copied = await copy(source, join(folder, 'destination'));
  const run = copied.folder;
  const { special, manifest } = await sealOf(run);
  assert.deepEqual(
    special.map(({ kind, count, entries }) => [kind, count, entries]),
    [
      ['fifo', 1, listed('fifo -  pipe')],
      ['folder', 2, listed('folder -  Thumbnail_Images/L001', 'folder -  links only')],
      ['socket', 1, listed('socket -  socket')],
      [
        'symlink',
        4,
        listed(
          `symlink ${sha256('/etc/passwd')}  Data/link`,
          `symlink ${sha256('Data')}  Recipe`,
          `symlink ${sha256('nowhere')}  dangling`,
          `symlink ${sha256('../InterOp')}  links only/InterOp`,
        ),
      ],
    ],
  );
  assert.deepEqual(
    copied.special.map(({ path }) => path),
    [
      ...['Data/link', 'Recipe', 'Thumbnail_Images/L001', 'dangling', 'links only', 'links only/InterOp'],
      ...['pipe', 'socket'],
    ],
  );
  assert.equal(manifest.files, Object.keys(SMALL_RUN).length);
  const lines = readFileSync(join(run, 'Custody', 'SHA256SUMS'), 'latin1')
    .split('\n')
    .slice(0, -1);
  assert.deepEqual(lines.map(line => line.slice(66)).sort(), Object.keys(SMALL_RUN).sort());
});

test('I8: what is no plain file is not copied, and its absence is no alteration', async t => {
  const { folder, source } = await strangeRun(t);
  const { folder: run } = await copy(source, join(folder, 'destination'));
  assert.deepEqual(
    contents(run).filter(line => line.includes(' -> ') || line.endsWith(' special')),
    [],
  );
  const { verdict, notCarried } = await verify(run);
  assert.deepEqual([verdict.answer, verdict.codes, notCarried], ['unchanged', [], 6]);
  const { verdict: inPlace } = await seal(source).then(() => verify(source));
  assert.deepEqual([inPlace.answer, inPlace.codes], ['unchanged', []]);
});

test('I8: a device is told of and not read', async t => {
  if (!IS_ROOT) return void missing(t, 'root, to make a device');
  const folder = scratch(t);
  const source = writeRun(join(folder, 'source'), 'RUN');
  try {
    execFileSync('mknod', [join(source, 'zero'), 'c', '1', '5'], { stdio: 'pipe' });
  } catch {
    return void missing(t, 'the right to make a device');
  }
  const { folder: run } = await copy(source, join(folder, 'destination'));
  assert.deepEqual(
    (await sealOf(run)).special.map(({ kind, entries }) => [kind, entries]),
    [['device', listed('device -  zero')]],
  );
});

test('I8: a name that is not UTF-8 is taken as its bytes', async t => {
  const folder = scratch(t);
  const source = writeRun(join(folder, 'source'), 'RUN');
  writeFileSync(below(source, 'file \xff\xfe'), 'x');
  symlinkSync('x', below(source, 'link \xff'));
  const { folder: run } = await copy(source, join(folder, 'destination'));
  assert.match(
    readFileSync(join(run, 'Custody', 'SHA256SUMS'), 'latin1'),
    /\n[0-9a-f]{64} {2}file \xff\xfe\n/,
  );
  assert.deepEqual((await sealOf(run)).special[0]?.entries, listed(`symlink ${sha256('x')}  link \xff`));
  assert.equal((await verify(run)).verdict.answer, 'unchanged');
});

test('I8: a folder without a plain file has nothing to seal', async t => {
  const folder = scratch(t);
  mkdirSync(join(folder, 'source', 'RUN', 'Data'), { recursive: true });
  await assert.rejects(copy(join(folder, 'source', 'RUN'), join(folder, 'destination')), {
    code: 'RUN_NOT_FOUND',
  });
  await assert.rejects(seal(join(folder, 'source', 'RUN')), { code: 'RUN_NOT_FOUND' });
});
