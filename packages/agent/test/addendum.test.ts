import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import {
  appendFileSync,
  cpSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { type TestContext, test } from 'node:test';
import { type ErrorCode, encodeTrust, parseTrust } from '@seqwarden/proof';
import { toolOrSkip } from '../../../scripts/testing/needs.ts';
import { loadSigner } from '../src/config/signer.ts';
import { type AmendedFile, type TakeBytes, writeAddendum } from '../src/custody/write-addendum.ts';
import { closeRoot, openRoot } from '../src/host/held-tree.ts';
import { runKey } from '../src/host/run-key.ts';
import { type AddendumOptions, addendumInPlace } from '../src/seal/addendum-in-place.ts';
import { sealOfRun } from '../src/seal/derived-from.ts';
import { UnpublishedNote } from '../src/seal/unpublished.ts';
import { verifyTar } from '../src/verify/verify-run.ts';
import { amendSealed } from './support/amend.ts';
import { rejectsWith } from './support/assert-code.ts';

import { account, seqwarden } from './support/command.ts';
import { writeRun } from './support/runs.ts';
import { scratch } from './support/scratch.ts';
import { newSigner, SIGNER, seal, TRUST, trustIn, verify } from './support/sealing.ts';

const capture = (command: string, ...args: string[]) => execFileSync(command, args, { maxBuffer: 1 << 26 });
const verifyBytes = (bytes: Uint8Array) => verifyTar(Readable.from([bytes]), { trust: TRUST });

function options(run: string, more: Partial<AddendumOptions> = {}): AddendumOptions {
  const stateFolder = join(run, '..', '..', 'state');
  return {
    run,
    signer: SIGNER,
    trust: TRUST,
    version: '0.0.0-test',
    stateFolder,
    now: () => new Date(),
    ...more,
  };
}

const addendum = (run: string, more: Partial<AddendumOptions> = {}) => addendumInPlace(options(run, more));

async function sealedRun(t: TestContext, name = 'RUN'): Promise<string> {
  const run = writeRun(join(scratch(t), 'runs'), name);
  await seal(run);
  return run;
}

function write(run: string, path: string, content = `content of ${path}`): void {
  mkdirSync(join(run, path, '..'), { recursive: true });
  writeFileSync(join(run, path), content);
}

const amend = (run: string, files: Readonly<Record<string, string>>) =>
  amendSealed(run, files, SIGNER, TRUST);

async function codesOf(run: string): Promise<readonly ErrorCode[]> {
  return (await verify(run)).verdict.codes;
}

/** A run with two addenda: the first adds two files, the second amends a sealed and an added one. */
async function amendedRun(t: TestContext): Promise<string> {
  const run = await sealedRun(t);
  write(run, 'Analysis/1/report.html');
  write(run, 'zz late.csv');
  assert.equal((await addendum(run)).number, 1);
  await amend(run, { 'SampleSheet.csv': 'corrected', 'Analysis/1/report.html': 'corrected too' });
  return run;
}

test('what came after the seal becomes an addendum; the seal stays, and verify tells both', async t => {
  const run = await sealedRun(t);
  const before = readFileSync(join(run, 'Custody', 'seal.intoto.json'));
  write(run, 'Analysis/1/report.html');
  symlinkSync('Analysis/1', join(run, 'latest'));
  assert.deepEqual(await codesOf(run), ['FILE_ADDED']);
  const made = await addendum(run);
  assert.deepEqual([made.outcome, made.number, made.added.files, made.special.length], ['addendum', 1, 1, 1]);
  const { verdict, unchanged, unchangedAddenda, addenda } = await verify(run);
  assert.deepEqual([verdict.answer, verdict.codes, unchanged, unchangedAddenda], ['unchanged', [], 8, 1]);
  assert.deepEqual(
    addenda.map(({ identity, predicate }) => [identity, predicate.added.files]),
    [[made.addendum, 1]],
  );
  assert.deepEqual(readFileSync(join(run, 'Custody', 'seal.intoto.json')), before);

  assert.equal((await addendum(run)).outcome, 'nothing new');
  mkdirSync(join(run, 'empty'));
  assert.deepEqual(await codesOf(run), ['FILE_ADDED']);
  assert.equal((await addendum(run)).number, 2);
  assert.deepEqual(await codesOf(run), []);
  assert.deepEqual(readdirSync(join(run, 'Custody', 'addenda')), ['0001', '0002']);
  assert.equal((await seal(run)).outcome, 'already sealed');
  assert.equal(await sealOfRun(run, TRUST), made.seal);
});

test('amended bytes lie with the addendum; the sealed file stays, and sha256sum finds the list as it was', async t => {
  const run = await amendedRun(t);
  const { verdict, addenda, unchanged, unchangedAddenda } = await verify(run);
  assert.deepEqual([verdict.answer, unchanged, unchangedAddenda], ['unchanged', 8, 4]);
  assert.deepEqual(
    addenda.map(({ predicate }) => [predicate.added.files, predicate.amended.files]),
    [
      [2, 0],
      [0, 2],
    ],
  );
  assert.equal(readFileSync(join(run, 'SampleSheet.csv'), 'utf8'), '[Header]\n');
  const amended = join(run, 'Custody', 'addenda', '0002', 'files', 'Analysis', '1', 'report.html');
  assert.equal(readFileSync(amended, 'utf8'), 'corrected too');
  if (toolOrSkip(t, 'sha256sum') === undefined) return;
  capture('sh', '-c', `cd '${run}' && sha256sum --check --strict --quiet Custody/SHA256SUMS`);
});

test('a sealed or added file whose bytes changed in place never becomes an addendum', async t => {
  const run = await amendedRun(t);
  write(run, 'new');
  for (const path of ['InterOp/TileMetricsOut.bin', 'zz late.csv']) {
    const bytes = readFileSync(join(run, path));
    appendFileSync(join(run, path), 'x');
    const { outcome, failures } = await addendum(run);
    assert.deepEqual(
      [outcome, failures.map(({ code, path }) => [code, path])],
      ['failed', [['FILE_CHANGED', path]]],
    );
    writeFileSync(join(run, path), bytes);
  }
  rmSync(join(run, 'SampleSheet.csv'));
  assert.deepEqual(
    (await addendum(run)).failures.map(({ code }) => code),
    ['FILE_MISSING'],
  );
  assert.deepEqual(readdirSync(join(run, 'Custody', 'addenda')), ['0001', '0002']);
});

test('a run whose seal or addenda do not verify, or that has none, takes no addendum', async t => {
  const bare = writeRun(join(scratch(t), 'runs'), 'RUN');
  await rejectsWith('UNSIGNED', addendum(bare));
  const run = await amendedRun(t);
  write(run, 'new');
  const amended = join(run, 'Custody/addenda/0002/files/SampleSheet.csv');
  const bytes = readFileSync(amended);
  writeFileSync(amended, 'other');
  await rejectsWith('CUSTODY_NOT_OURS', addendum(run));
  writeFileSync(amended, bytes);
  await rejectsWith('CUSTODY_NOT_OURS', addendum(run, { trust: trustIn([newSigner()]) }));
  rmSync(join(run, 'Custody/addenda/0001'), { recursive: true });
  await rejectsWith('CUSTODY_NOT_OURS', addendum(run));
});

test('a checksum list that came and does not match is refused', async t => {
  const run = await sealedRun(t);
  write(run, 'Analysis/1/a', 'a');
  write(run, 'Analysis/1/checksums.md5', `${'0'.repeat(32)}  a\n`);
  await rejectsWith('PRIOR_EVIDENCE_MISMATCH', addendum(run));
});

test('with --custody the addendum lies beside the seal, and nothing enters the run', async t => {
  const folder = scratch(t);
  const run = writeRun(join(folder, 'runs'), 'RUN');
  const custody = join(folder, 'custody');
  await seal(run, { custody });
  write(run, 'Analysis/1/report.html');
  assert.equal((await addendum(run, { custody })).outcome, 'addendum');
  assert.ok(existsSync(join(custody, 'RUN', 'Custody', 'addenda', '0001', 'SHA256SUMS')));
  assert.ok(!existsSync(join(run, 'Custody')));
  assert.equal((await verify(run, TRUST, custody)).verdict.answer, 'unchanged');
});

test('a removed last addendum shows where it added, and does not where it only amended', async t => {
  const run = await amendedRun(t);
  rmSync(join(run, 'Custody/addenda/0002'), { recursive: true });
  assert.deepEqual(await codesOf(run), []);
  rmSync(join(run, 'Custody/addenda'), { recursive: true });
  const { codes, differences } = (await verify(run)).verdict;
  assert.deepEqual(codes, ['FILE_ADDED']);
  assert.deepEqual(
    differences.map(({ path }) => path),
    ['Analysis/1/report.html', 'zz late.csv'],
  );
});

const HOSTILE: readonly (readonly [what: string, codes: readonly ErrorCode[], harm: (at: string) => void])[] =
  [
    ['a gap', ['ADDENDUM_GAP', 'FILE_ADDED'], at => rmSync(join(at, '0001'), { recursive: true })],
    [
      'two addenda in each other’s place',
      ['ADDENDUM_OUT_OF_PLACE', 'FILE_ADDED'],
      at => {
        renameSync(join(at, '0001'), join(at, 'x'));
        renameSync(join(at, '0002'), join(at, '0001'));
        renameSync(join(at, 'x'), join(at, '0002'));
      },
    ],
    [
      'an addendum twice',
      ['ADDENDUM_OUT_OF_PLACE'],
      at => cpSync(join(at, '0002'), join(at, '0003'), { recursive: true }),
    ],
    ['an addendum without files', ['CUSTODY_FILE_MISSING'], at => mkdirSync(join(at, '0003'))],
    ['a number that no addendum has', ['CUSTODY_STRANGER'], at => mkdirSync(join(at, '0000'))],
    ['a larger number than there can be', ['CUSTODY_STRANGER'], at => mkdirSync(join(at, '1000'))],
    ['a stranger beside them', ['CUSTODY_STRANGER'], at => writeFileSync(join(at, 'README'), '')],
    ['a file in place of one', ['CUSTODY_NOT_PLAIN'], at => writeFileSync(join(at, '0003'), '')],
    ['a stranger in one', ['CUSTODY_STRANGER'], at => writeFileSync(join(at, '0001', 'README'), '')],
    ['an idle folder of amended files', ['CUSTODY_STRANGER'], at => mkdirSync(join(at, '0001', 'files'))],
    [
      'more names than anybody needs',
      ['CUSTODY_STRANGER'],
      at => {
        for (let name = 0; name < 1100; name++) writeFileSync(join(at, `x${name}`), '');
      },
    ],
    [
      'a list that is too large by far',
      ['CUSTODY_NOT_PLAIN', 'CUSTODY_FILE_MISSING'],
      at => writeFileSync(join(at, '0002', 'addendum.intoto.json'), Buffer.alloc((1 << 17) + 1)),
    ],
    [
      'amended bytes that were changed',
      ['FILE_CHANGED'],
      at => appendFileSync(join(at, '0002', 'files', 'SampleSheet.csv'), 'x'),
    ],
    [
      'amended bytes that are gone',
      ['FILE_MISSING'],
      at => rmSync(join(at, '0002', 'files'), { recursive: true }),
    ],
    [
      'a stranger among amended bytes',
      ['FILE_ADDED'],
      at => writeFileSync(join(at, '0002', 'files', 'x'), ''),
    ],
    ['a Custody among amended bytes', ['FILE_ADDED'], at => mkdirSync(join(at, '0002', 'files', 'custody'))],
    ['an empty folder among amended bytes', ['FILE_ADDED'], at => mkdirSync(join(at, '0002', 'files', 'x'))],
    ['a link among amended bytes', ['FILE_ADDED'], at => symlinkSync('/etc', join(at, '0002', 'files', 'x'))],
    [
      'a link in place of amended bytes',
      ['NOT_A_FILE'],
      at => {
        rmSync(join(at, '0002', 'files', 'SampleSheet.csv'));
        symlinkSync('/etc/hostname', join(at, '0002', 'files', 'SampleSheet.csv'));
      },
    ],
    [
      'a link in place of the folder of amended bytes',
      ['CUSTODY_NOT_PLAIN'],
      at => {
        renameSync(join(at, '0002', 'files'), join(at, '..', '..', '..', 'files'));
        symlinkSync('../../../../files', join(at, '0002', 'files'));
      },
    ],
    [
      'a link in place of all addenda',
      ['CUSTODY_NOT_PLAIN'],
      at => {
        renameSync(at, join(at, '..', '..', '..', 'addenda'));
        symlinkSync('../../addenda', at);
      },
    ],
  ];

test('each way to damage addenda is found, in a folder and in a stream', async t => {
  const good = await amendedRun(t);
  const tarIsHere = toolOrSkip(t, 'tar') !== undefined;
  for (const [what, codes, harm] of HOSTILE) {
    await t.test(what, async t => {
      const run = join(scratch(t), 'RUN');
      cpSync(good, run, { recursive: true, preserveTimestamps: true });
      harm(join(run, 'Custody', 'addenda'));
      const { verdict } = await verify(run);
      for (const code of codes) assert.ok(verdict.codes.includes(code), `${code} in ${verdict.codes}`);
      assert.equal(verdict.exit, 1);
      if (!tarIsHere) return;
      const { verdict: ofStream } = await verifyBytes(capture('tar', '-C', run, '-cf', '-', '.'));
      assert.equal(ofStream.exit, 1, ofStream.codes.join());
    });
  }
});

test('a stream of a run with addenda verifies as its folder does', async t => {
  if (toolOrSkip(t, 'tar') === undefined) return;
  const run = await amendedRun(t);
  for (const from of [
    ['-C', run, '.'],
    ['-C', join(run, '..'), 'RUN'],
  ]) {
    const result = await verifyBytes(capture('tar', '-cf', '-', ...from));
    assert.deepEqual(
      [result.verdict.answer, result.unchanged, result.unchangedAddenda, result.addenda.length],
      ['unchanged', 8, 4, 2],
    );
  }
});

test('an addendum of another run, and an older chain under another seal, is refused', async t => {
  const [run, other] = [await amendedRun(t), await sealedRun(t)];
  appendFileSync(join(other, 'SampleSheet.csv'), 'x');
  await seal(other, { nextGeneration: true });
  cpSync(join(run, 'Custody', 'addenda'), join(other, 'Custody', 'addenda'), { recursive: true });
  assert.deepEqual(await codesOf(other), ['ADDENDUM_OF_ANOTHER_SEAL']);
});

test('a next generation lists what addenda added; their amended bytes are set aside with the old seal', async t => {
  const run = await amendedRun(t);
  const before = await sealOfRun(run, TRUST);
  const sealed = await seal(run, { nextGeneration: true });
  assert.deepEqual([sealed.generation, sealed.files, sealed.previousSeal], [2, 10, before]);
  const { verdict, addenda } = await verify(run);
  assert.deepEqual([verdict.answer, addenda], ['unchanged', []]);
  const aside = join(run, '..', '.seqwarden', 'superseded', before, 'addenda');
  assert.equal(readFileSync(join(aside, '0002', 'files', 'SampleSheet.csv'), 'utf8'), 'corrected');
});

test('a run of which addenda only amended is still as sealed, and gets no next generation', async t => {
  const run = await sealedRun(t);
  await amend(run, { 'SampleSheet.csv': 'corrected' });
  assert.equal((await seal(run, { nextGeneration: true })).outcome, 'already sealed');
  assert.equal((await verify(run)).addenda.length, 1);
});

test('amended bytes that are not those that were signed are refused, and nothing of them is left', async t => {
  const run = await amendedRun(t);
  const before = readdirSync(run);
  const root = openRoot(run);
  t.after(() => closeRoot(root));
  const file = {
    path: 'SampleSheet.csv',
    sha256: '0'.repeat(64),
    bytes: 1,
    read: async (take: TakeBytes) => take(Buffer.from('x')),
  };
  const content = new Map([['SHA256SUMS', [Buffer.from('x')]]]);
  const put = (number: number, amended: AmendedFile) =>
    writeAddendum(root, { number, content, amended: [amended] });
  await rejectsWith('SOURCE_CHANGED', put(3, file));
  const digest = createHash('sha256').update('x').digest('hex');
  await rejectsWith('SOURCE_CHANGED', put(3, { ...file, sha256: digest, bytes: 2 }));
  await rejectsWith('MANIFEST_MALFORMED', put(3, { ...file, path: '../../../x' }));
  for (const number of [1, 2]) await rejectsWith('CONFLICT', put(number, { ...file, sha256: digest }));
  assert.deepEqual(readdirSync(run), before);
  assert.deepEqual(readdirSync(join(run, 'Custody', 'addenda')), ['0001', '0002']);
  assert.deepEqual(await codesOf(run), []);
});

test('what a dead process left of an addendum is removed by the next try', async t => {
  const run = await sealedRun(t);
  write(run, 'Analysis/1/report.html');
  const folder = '.seqwarden-0123456789abcdef-0.tmp';
  const note = new UnpublishedNote(join(run, '..', '..', 'state'), run, run);
  note.write({ folder, seal: runKey('x') + runKey('y'), previousSeal: null });
  write(run, `${folder}/0001/files/Data/x`);
  write(run, `${folder}/0001/SHA256SUMS`);
  assert.equal((await addendum(run)).added.files, 1);
  assert.deepEqual([existsSync(join(run, folder)), await codesOf(run)], [false, []]);
});

test('the command verifies addenda with nothing but read access, beside the run and in another place', async t => {
  const folder = scratch(t);
  const env = account(folder);
  assert.equal(seqwarden(['init'], env).status, 0);
  const signer = loadSigner(join(folder, 'config', 'seqwarden'));
  const trustFile = join(folder, 'config', 'seqwarden', 'trust.json');
  // What `amendSealed` signs is in no log.
  const trust = { ...(await parseTrust(readFileSync(trustFile))), logRequired: false };
  writeFileSync(trustFile, encodeTrust(trust));
  for (const custody of [[], ['--custody', join(folder, 'seals')]]) {
    const run = writeRun(join(folder, `runs ${custody.length}`), 'RUN');
    assert.equal(seqwarden(['seal', run, ...custody], env).status, 0);
    write(run, 'Analysis/1/report.html');
    assert.equal(seqwarden(['seal', run, '--addendum', ...custody], env).status, 0);
    const place = custody[1] === undefined ? run : join(custody[1], 'RUN');
    await rejectsWith('ADDENDUM_CONTRADICTS', amendSealed(place, { 'no such file': 'x' }, signer, trust));
    await amendSealed(place, { 'SampleSheet.csv': 'x' }, signer, trust);
    const { status, stdout } = seqwarden(['verify', run, ...custody, '--json'], env);
    assert.equal(status, 0, stdout);
    assert.equal(JSON.parse(stdout).counts.unchangedAddenda, 2);
  }
});
