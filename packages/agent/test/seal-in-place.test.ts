import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import {
  appendFileSync,
  chmodSync,
  chownSync,
  cpSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  symlinkSync,
  unlinkSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { decodeEnvelope, decodeSeal, parseTrust, type SealPredicate } from '@seqwarden/proof';
import { init } from '../src/config/init.ts';
import { supersede } from '../src/config/supersede.ts';
import { sealOfRun } from '../src/seal/derived-from.ts';
import { UnpublishedNote } from '../src/seal/unpublished.ts';
import { rejectsWith } from './support/assert-code.ts';
import { account, folderFor, ordinaryUser, seqwarden } from './support/command.ts';
import { manyFiles, SMALL_RUN, writeRun } from './support/runs.ts';
import { scratch } from './support/scratch.ts';
import { newSigner, SIGNER, seal, TRUST, trustIn, verify } from './support/sealing.ts';
import { contents, entries, fingerprints } from './support/tree.ts';

const hashed = (algorithm: string, content: string | Uint8Array) =>
  createHash(algorithm).update(content).digest('hex');

async function predicateOf(run: string): Promise<SealPredicate> {
  const bytes = new Uint8Array(readFileSync(join(run, 'Custody', 'seal.intoto.json')));
  return decodeSeal((await decodeEnvelope(bytes)).payload).predicate;
}

test('a run is sealed where it lies: nothing but Custody/ is new, and the seal says that it is retrospective', async t => {
  const run = writeRun(join(scratch(t), 'runs'), 'RUN');
  const before = contents(run);
  const result = await seal(run, { sourceLabel: 'archive of 2023' });
  assert.deepEqual([result.outcome, result.files, result.generation], ['sealed', 8, 1]);
  assert.deepEqual(
    contents(run).filter(line => !line.startsWith('Custody')),
    before,
  );
  const { made, sourceLabel, derivedFrom, previousSeal } = await predicateOf(run);
  assert.deepEqual(
    [made, sourceLabel, derivedFrom, previousSeal],
    ['retrospective', 'archive of 2023', null, null],
  );
  assert.equal((await verify(run)).verdict.answer, 'unchanged');
  assert.equal((await seal(run)).outcome, 'already sealed');
});

test('with --custody nothing enters the run, and verify reads the seal from there', async t => {
  const folder = scratch(t);
  const run = writeRun(join(folder, 'runs'), 'RUN');
  const custody = join(folder, 'custody');
  const before = fingerprints(run);
  assert.equal((await seal(run, { custody })).outcome, 'sealed');
  assert.deepEqual(fingerprints(run), before);
  assert.deepEqual(readdirSync(join(custody, 'RUN')), ['Custody']);
  assert.equal((await verify(run, TRUST, custody)).verdict.answer, 'unchanged');
  assert.deepEqual((await verify(run)).verdict.codes, ['UNSIGNED']);
});

test('a --custody that is the run, or lies in it, under whatever name, is refused', async t => {
  const folder = scratch(t);
  const run = writeRun(join(folder, 'runs'), 'RUN');
  symlinkSync(join(run, 'Data'), join(folder, 'shortcut'));
  const before = fingerprints(run);
  for (const custody of [join(run, 'seals'), run, join(folder, 'runs'), join(folder, 'shortcut')])
    await rejectsWith('DESTINATION_UNUSABLE', seal(run, { custody }));
  assert.deepEqual(fingerprints(run), before);
});

test('a run that holds a Custody of its own is not sealed from outside', async t => {
  const folder = scratch(t);
  const run = writeRun(join(folder, 'runs'), 'RUN');
  const custody = join(folder, 'custody');
  await seal(run, { custody });
  mkdirSync(join(run, 'Custody'));
  await rejectsWith('CUSTODY_NOT_OURS', seal(run, { custody, nextGeneration: true }));
  rmSync(join(run, 'Custody'), { recursive: true });
  mkdirSync(join(run, 'custody'));
  await rejectsWith('CUSTODY_NOT_OURS', seal(run));
});

test('a run that takes no seal says so before it is read, and names --custody', t => {
  const who = ordinaryUser(t);
  if (who === undefined) return;
  const folder = scratch(t);
  const env = account(folderFor(join(folder, 'home'), chownSync, who));
  const run = writeRun(join(folder, 'runs'), 'RUN');
  chmodSync(run, 0o555);
  chmodSync(join(run, 'SampleSheet.csv'), 0);
  assert.equal(seqwarden(['init'], env, who).status, 0);
  const { status, stderr } = seqwarden(['seal', run], env, who);
  assert.equal(status, 2);
  assert.match(stderr, /RUN_NOT_WRITABLE/);
  assert.match(stderr, /--custody/);
  assert.doesNotMatch(stderr, /SOURCE_UNREADABLE/);
});

test('all runs below a root are sealed; one that cannot be stops no other', t => {
  const folder = scratch(t);
  const env = account(folder);
  const root = join(folder, 'archive');
  for (const name of ['A', 'B', 'C'])
    writeRun(root, name, { ...SMALL_RUN, 'RunParameters.xml': '<RunParameters/>' });
  writeRun(root, 'notes', { 'readme.txt': 'no run' });
  mkdirSync(join(root, 'B', 'Custody'));
  seqwarden(['init'], env);
  const { status, stdout } = seqwarden(['seal', root, '--json'], env);
  assert.equal(status, 1);
  const { runs } = JSON.parse(stdout);
  assert.deepEqual(
    runs.map((run: { outcome: string; error?: { code: string } }) => [run.outcome, run.error?.code]),
    [
      ['sealed', undefined],
      ['failed', 'CUSTODY_NOT_OURS'],
      ['sealed', undefined],
    ],
  );
  assert.equal(existsSync(join(root, 'notes', 'Custody')), false);
});

test('after a stop the second try reads only the rest, and what changed meanwhile', async t => {
  const run = writeRun(join(scratch(t), 'runs'), 'RUN', manyFiles(400));
  const stop = new AbortController();
  const stopped = seal(run, {
    bytesPerSecond: 20_000,
    signal: stop.signal,
    onProgress: ({ files }) => {
      if (files > 40) stop.abort();
    },
  });
  await assert.rejects(stopped, { name: 'AbortError' });
  assert.equal(existsSync(join(run, 'Custody')), false);
  const noted = readdirSync(join(run, '..', '..', 'state', 'resume'));
  assert.equal(noted.length, 1);

  writeFileSync(join(run, 'Data', 'part 0', 'file-0.bin'), 'changed since');
  const done = await seal(run);
  assert.equal(done.outcome, 'sealed');
  assert.ok(done.resumed > 30 && done.resumed < 402, `${done.resumed} resumed`);
  assert.equal((await verify(run)).verdict.answer, 'unchanged');
  assert.deepEqual(readdirSync(join(run, '..', '..', 'state', 'resume')), []);
});

test('notes of an earlier try count only for files that look as they did then', async t => {
  const folder = scratch(t);
  const run = writeRun(join(folder, 'runs'), 'RUN');
  const state = join(folder, 'state', 'resume');
  mkdirSync(state, { recursive: true });
  const name = `${hashed('sha256', run).slice(0, 32)}.jsonl`;
  const forged = '0'.repeat(64);
  const lines = [
    JSON.stringify(['SampleSheet.csv', 9, 1, 2, 3, forged]),
    JSON.stringify(['../../etc/passwd', 9, 1, 2, 3, forged]),
    JSON.stringify(['SampleSheet.csv', 'x', null]),
    'rubbish',
    '["Logs/empty.log",0',
  ];
  writeFileSync(join(state, name), lines.join('\n'));
  const { resumed } = await seal(run);
  assert.equal(resumed, 0);
  assert.equal((await verify(run)).verdict.answer, 'unchanged');
});

/** What this account notes before it writes a Custody; `folder` lies beside the files of the run. */
function noteUnpublished(
  run: string,
  folder: string,
  seal = '0'.repeat(64),
  previousSeal: string | null = null,
) {
  new UnpublishedNote(join(run, '..', '..', 'state'), run, run).write({ folder, seal, previousSeal });
}

test('what a killed try noted and left of its Custody is removed and not sealed; what is only named so is of the run', async t => {
  const run = writeRun(join(scratch(t), 'runs'), 'RUN');
  writeRun(run, '.seqwarden-fedcba9876543210-1.tmp', { SHA256SUMS: 'half' });
  writeRun(run, '.seqwarden-fedcba9876543210-2.tmp', { 'seal.intoto.json': 'of the run' });
  noteUnpublished(run, '.seqwarden-fedcba9876543210-1.tmp');
  await seal(run);
  assert.deepEqual(
    entries(run).filter(path => path.startsWith('.seqwarden')),
    ['.seqwarden-fedcba9876543210-2.tmp', '.seqwarden-fedcba9876543210-2.tmp/seal.intoto.json'],
  );
  assert.equal((await verify(run)).verdict.answer, 'unchanged');
  assert.deepEqual(readdirSync(join(run, '..', '..', 'state', 'unpublished')), []);
  assert.equal((await seal(run)).outcome, 'already sealed');
  assert.equal((await verify(run)).verdict.answer, 'unchanged');
});

test('what holds anything but files of a seal is not removed, even if its name was noted', async t => {
  const run = writeRun(join(scratch(t), 'runs'), 'RUN');
  writeRun(run, '.seqwarden-fedcba9876543210-2.tmp', { 'base calls': 'of the run' });
  noteUnpublished(run, '.seqwarden-fedcba9876543210-2.tmp');
  await seal(run);
  assert.equal(existsSync(join(run, '.seqwarden-fedcba9876543210-2.tmp', 'base calls')), true);
});

test('a try that was killed between setting the old Custody aside and publishing the new one is finished by the next', async t => {
  const run = writeRun(join(scratch(t), 'runs'), 'RUN');
  const first = await seal(run);
  writeFileSync(join(run, 'Data', 'late.bin'), 'late');
  const second = await seal(run, { nextGeneration: true });
  const folder = '.seqwarden-fedcba9876543210-3.tmp';
  renameSync(join(run, 'Custody'), join(run, folder));
  noteUnpublished(run, folder, '1'.repeat(64), first.seal);
  await rejectsWith('CUSTODY_NOT_OURS', seal(run));
  assert.equal(existsSync(join(run, folder, 'SHA256SUMS')), true);

  noteUnpublished(run, folder, second.seal ?? '', first.seal);
  const third = await seal(run);
  assert.deepEqual([third.outcome, third.seal, third.generation], ['already sealed', second.seal, 2]);
  assert.equal((await verify(run)).verdict.answer, 'unchanged');
  assert.deepEqual(readdirSync(join(run, '..', '..', 'state', 'unpublished')), []);
});

test('two seals of one run at the same time: one waits for another day', async t => {
  const run = writeRun(join(scratch(t), 'runs'), 'RUN');
  const both = await Promise.allSettled([seal(run), seal(run)]);
  const refused = both.find(one => one.status === 'rejected');
  assert.equal(refused?.status === 'rejected' && refused.reason.code, 'DESTINATION_BUSY');
  assert.equal((await verify(run)).verdict.answer, 'unchanged');
});

test('derived data names the seal of its run', async t => {
  const folder = scratch(t);
  const run = writeRun(join(folder, 'runs'), 'RUN');
  await rejectsWith('DERIVED_FROM_UNSEALED', sealOfRun(run, TRUST));
  const { seal: identity } = await seal(run);
  assert.equal(await sealOfRun(run, TRUST), identity);
  await rejectsWith('DERIVED_FROM_UNSEALED', sealOfRun(run, trustIn([newSigner()])));
  const fastq = writeRun(join(folder, 'fastq'), 'FASTQ', { 'S1_R1.fastq.gz': 'reads' });
  await seal(fastq, { derivedFrom: identity });
  const { kind, derivedFrom } = await predicateOf(fastq);
  assert.deepEqual([kind, derivedFrom], ['derived', identity]);
  assert.equal((await verify(fastq)).verdict.answer, 'unchanged');
});

test('a seal that was kept apart is named by the folder that holds it', async t => {
  const folder = scratch(t);
  const run = writeRun(join(folder, 'runs'), 'RUN');
  const custody = join(folder, 'custody');
  const { seal: identity } = await seal(run, { custody });
  assert.equal(await sealOfRun(join(custody, 'RUN'), TRUST), identity);
  const error = await rejectsWith('DERIVED_FROM_UNSEALED', sealOfRun(run, TRUST));
  assert.match(error.message, /--custody/);
});

test('a good seal of another run is no seal of this one, be it planted or met in one --custody for two runs of a name', async t => {
  const folder = scratch(t);
  const custody = join(folder, 'custody');
  const run = writeRun(join(folder, 'runs'), 'RUN');
  const other = writeRun(join(folder, 'others'), 'RUN', {
    ...SMALL_RUN,
    'SampleSheet.csv': '[Header] other\n',
  });
  await seal(run, { custody });
  await rejectsWith('SEAL_STALE', seal(other, { custody }));
  assert.equal((await seal(run, { custody })).outcome, 'already sealed');

  await seal(run);
  cpSync(join(run, 'Custody'), join(other, 'Custody'), { recursive: true });
  await rejectsWith('SEAL_STALE', seal(other));
  rmSync(join(other, 'Custody'), { recursive: true });
  assert.equal((await seal(other)).outcome, 'sealed');
});

const LATER: Readonly<Record<string, (run: string) => void>> = {
  'a file is gone': run => unlinkSync(join(run, 'SampleSheet.csv')),
  'a file was added': run => writeFileSync(join(run, 'Data', 'late.bin'), ''),
  'a file has another name': run => renameSync(join(run, 'SampleSheet.csv'), join(run, 'Samples.csv')),
  'a file is longer': run => appendFileSync(join(run, 'SampleSheet.csv'), 'x'),
  'a link was added': run => symlinkSync('Data', join(run, 'link')),
};

for (const [what, change] of Object.entries(LATER))
  test(`a sealed run in which ${what} since is not called sealed`, async t => {
    const run = writeRun(join(scratch(t), 'runs'), 'RUN');
    await seal(run);
    change(run);
    await rejectsWith('SEAL_STALE', seal(run));
    assert.equal((await seal(run, { nextGeneration: true })).outcome, 'sealed');
    const again = await seal(run);
    assert.deepEqual([again.outcome, again.generation], ['already sealed', 2]);
    assert.ok(again.previousSeal !== null);
  });

test('a next generation keeps the old Custody beside the run, and names it', async t => {
  const folder = scratch(t);
  const run = writeRun(join(folder, 'runs'), 'RUN');
  const first = await seal(run);
  const old = contents(join(run, 'Custody'));
  const unchanged = await seal(run, { nextGeneration: true });
  assert.deepEqual([unchanged.outcome, unchanged.files], ['already sealed', 8]);
  assert.deepEqual(readdirSync(join(folder, 'state', 'resume')), []);
  writeFileSync(join(run, 'Data', 'late.bin'), 'late');
  const second = await seal(run, { nextGeneration: true });
  assert.deepEqual([second.outcome, second.generation, second.previousSeal], ['sealed', 2, first.seal]);
  const kept = join(folder, 'runs', '.seqwarden', 'superseded', first.seal ?? '');
  assert.deepEqual(contents(kept), old);
  assert.equal((await verify(run)).verdict.answer, 'unchanged');

  // Putting the old one back is seen by whoever knows that it was replaced, and it can be set aside a second time.
  const trust = trustIn([SIGNER], [{ seal: first.seal ?? '', by: second.seal ?? '' }]);
  renameSync(join(run, 'Custody'), join(folder, 'newer'));
  cpSync(kept, join(run, 'Custody'), { recursive: true });
  const { verdict } = await verify(run, trust);
  assert.deepEqual([verdict.answer, verdict.codes], ['changed', ['SEAL_SUPERSEDED', 'FILE_ADDED']]);
  await rejectsWith('CUSTODY_NOT_OURS', seal(run, { trust, nextGeneration: true }));
  assert.equal((await seal(run, { nextGeneration: true })).generation, 2);
  assert.equal(readdirSync(join(folder, 'runs', '.seqwarden', 'superseded')).length, 2);
});

test('a next generation is made where only a link was added', async t => {
  const run = writeRun(join(scratch(t), 'runs'), 'RUN');
  await seal(run);
  symlinkSync('Data', join(run, 'link'));
  assert.deepEqual((await verify(run)).verdict.codes, ['FILE_ADDED']);
  assert.equal((await seal(run, { nextGeneration: true })).outcome, 'sealed');
  assert.equal((await verify(run)).verdict.answer, 'unchanged');
});

test('the command writes into the trust file what a next generation replaced', t => {
  const folder = scratch(t);
  const env = account(folder);
  const run = writeRun(join(folder, 'runs'), 'RUN', {
    ...SMALL_RUN,
    'RunParameters.xml': '<RunParameters/>',
  });
  seqwarden(['init'], env);
  assert.equal(seqwarden(['seal', run], env).status, 0);
  cpSync(join(run, 'Custody'), join(folder, 'old'), { recursive: true });
  unlinkSync(join(run, 'SampleSheet.csv'));
  assert.equal(seqwarden(['seal', run, '--next-generation'], env).status, 0);
  const trust = JSON.parse(readFileSync(join(folder, 'config', 'seqwarden', 'trust.json'), 'utf8'));
  assert.equal(trust.superseded.length, 1);
  rmSync(join(run, 'Custody'), { recursive: true });
  cpSync(join(folder, 'old'), join(run, 'Custody'), { recursive: true });
  const { status, stdout } = seqwarden(['verify', run], env);
  assert.equal(status, 1);
  assert.match(stdout, /SEAL_SUPERSEDED/);
});

/** A run of which the command makes two generations; its account, and what the trust file says of them. */
function twoGenerations(folder: string) {
  const env = account(folder);
  const run = writeRun(join(folder, 'runs'), 'RUN', {
    ...SMALL_RUN,
    'RunParameters.xml': '<RunParameters/>',
  });
  const trustFile = join(folder, 'config', 'seqwarden', 'trust.json');
  seqwarden(['init'], env);
  seqwarden(['seal', run], env);
  const before = readFileSync(trustFile);
  unlinkSync(join(run, 'SampleSheet.csv'));
  assert.equal(seqwarden(['seal', run, '--next-generation'], env).status, 0);
  return {
    env,
    run,
    trustFile,
    before,
    superseded: () => JSON.parse(readFileSync(trustFile, 'utf8')).superseded,
  };
}

test('a try that was killed before the trust file named the old seal is made good by the next', t => {
  const { env, run, trustFile, before, superseded } = twoGenerations(scratch(t));
  const known = superseded();
  writeFileSync(trustFile, before);
  const again = seqwarden(['seal', run], env);
  assert.equal(again.status, 0, again.stderr);
  assert.match(again.stderr, /^sealed before, signature good, files not read now: /);
  assert.deepEqual(superseded(), known);
  const read = seqwarden(['seal', run, '--next-generation'], env);
  assert.match(read.stderr, /^sealed before, signature good, files read, unchanged: /);
  assert.deepEqual(superseded(), known);
});

test('another lab’s word on what it superseded does not come into the own trust file', t => {
  const folder = scratch(t);
  const { run, trustFile } = twoGenerations(join(folder, 'other lab'));
  const env = account(join(folder, 'own'));
  seqwarden(['init'], env);
  const { status } = seqwarden(['seal', run, '--trust', trustFile], env);
  const own = JSON.parse(readFileSync(join(folder, 'own', 'config', 'seqwarden', 'trust.json'), 'utf8'));
  assert.deepEqual([status, own.superseded], [0, []]);
});

test('where the trust file could not name the old seal, a next generation is refused before anything is read', t => {
  const folder = scratch(t);
  const { env, run, trustFile } = twoGenerations(folder);
  const before = fingerprints(run);
  const copyOfTrust = join(folder, 'trust.json');
  const ask = () => seqwarden(['seal', run, '--next-generation', '--trust', copyOfTrust], env);
  renameSync(trustFile, copyOfTrust);
  const missing = ask();
  assert.equal(missing.status, 2);
  assert.match(missing.stderr, /\[TRUST_MISSING\]/);
  cpSync(copyOfTrust, trustFile);
  const locks = join(folder, 'config', 'seqwarden', 'locks');
  rmSync(locks, { recursive: true });
  writeFileSync(locks, 'no folder');
  const unusable = ask();
  assert.equal(unusable.status, 2);
  assert.match(unusable.stderr, /\[CONFIG_UNUSABLE\]/);
  assert.deepEqual(fingerprints(run), before);
});

test('of several that write what was superseded at the same time, none loses what another wrote', async t => {
  const folder = scratch(t);
  init(folder, 'lab A', new Date());
  const seals = Array.from({ length: 8 }, (_, number) => String(number).repeat(64));
  await Promise.all(seals.map(one => supersede(folder, one, 'f'.repeat(64), new Date())));
  const { superseded } = await parseTrust(readFileSync(join(folder, 'trust.json')));
  assert.deepEqual(superseded.map(entry => entry.seal).sort(), seals);
});

test('a source label that no seal can hold is wrong usage, before a key is looked for', t => {
  const folder = scratch(t);
  const env = account(folder);
  for (const command of [['seal'], ['copy', '--to', folder]])
    for (const label of ['x'.repeat(201), 'two\nlines']) {
      const { status, stderr } = seqwarden([...command, 'nowhere', '--source-label', label], env);
      assert.equal(status, 2);
      assert.match(stderr, /\[USAGE\]/);
    }
});

test('a run below a root that is skipped is named: for its name with exit code 3, for being a link without', t => {
  const folder = scratch(t);
  const env = account(folder);
  const root = join(folder, 'archive');
  writeRun(root, 'RUN', { ...SMALL_RUN, 'RunParameters.xml': '<RunParameters/>' });
  symlinkSync('RUN', join(root, 'link'));
  seqwarden(['init'], env);
  const first = seqwarden(['seal', root], env);
  assert.equal(first.status, 0, first.stderr);
  assert.match(first.stderr, /^skipped: link, a link/m);
  const odd = writeRun(root, 'odd', { 'RunInfo.xml': '' });
  renameSync(odd, Buffer.concat([Buffer.from(`${root}/`), Buffer.from('R\xfcn', 'latin1')]));
  const second = seqwarden(['seal', root, '--json'], env);
  assert.equal(second.status, 3);
  assert.deepEqual(
    JSON.parse(second.stdout).skipped.map((run: { code: string | null }) => run.code),
    ['RUN_NAME_NOT_UTF8', null],
  );
});

test('a run that changes while it is read gets no seal', async t => {
  const run = writeRun(join(scratch(t), 'runs'), 'RUN');
  const touch = () => writeFileSync(join(run, 'Data', 'new.bin'), 'x');
  await rejectsWith('SOURCE_CHANGED', seal(run, { onProgress: touch }));
  assert.deepEqual(
    entries(run).filter(path => path.startsWith('Custody') || path.startsWith('.')),
    [],
  );
});
