import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { globSync, mkdirSync, readdirSync, readFileSync, symlinkSync } from 'node:fs';
import { basename, join } from 'node:path';
import { test } from 'node:test';
import './support/kept-threads.ts';
import { corpusOrSkip } from '../../../scripts/testing/needs.ts';
import { MARKERS, SMALL_RUN, writeRun } from './support/runs.ts';
import { scratch } from './support/scratch.ts';
import { copy, seal } from './support/sealing.ts';

/** All that is signed of a run: what `seal.intoto.json` holds, decoded. */
function statementOf(run: string): string {
  const envelope = JSON.parse(readFileSync(join(run, 'Custody', 'seal.intoto.json'), 'utf8'));
  return Buffer.from(envelope.payload, 'base64').toString('latin1');
}

const md5 = (content: string | Uint8Array) => createHash('md5').update(content).digest('hex');

/** A run as a careless laboratory leaves it: whatever is no base call is named after a sample. */
function carelessRun(folder: string): string {
  const run = writeRun(folder, 'RUN', {
    ...SMALL_RUN,
    'Doe_J_sheet.csv': 'sheet',
    'Doe_J_all.md5': `${md5('sheet')}  Doe_J_sheet.csv\n`,
    'Fastq/Doe_J_tumour.sha1': 'a line that says nothing\n',
  });
  symlinkSync('Doe_J_sheet.csv', join(run, 'Doe_J_latest'));
  symlinkSync('/home/Doe_J_home', join(run, 'Doe_J_away'));
  mkdirSync(join(run, 'Doe_J_results', 'Doe_J_empty'), { recursive: true });
  execFileSync('mkfifo', [join(run, 'Doe_J_pipe')]);
  return run;
}

test('no name of a file, folder, link or FIFO of a run stands in what is signed, but those of its end markers', async t => {
  const folder = scratch(t);
  const inPlace = carelessRun(join(folder, 'runs'));
  const names = readdirSync(inPlace, { recursive: true, encoding: 'utf8' })
    .flatMap(path => [path, basename(path)])
    .filter(name => !MARKERS.includes(name));
  assert.ok(names.includes('Doe_J_empty') && names.includes('Fastq/Doe_J_tumour.sha1'));
  const { folder: copied } = await copy(inPlace, join(folder, 'destination'));
  const { priorEvidence, special } = await seal(inPlace);
  assert.deepEqual([priorEvidence.named[0]?.path, special.length], ['Doe_J_all.md5', 4]);
  for (const run of [copied, inPlace]) {
    const statement = statementOf(run);
    for (const text of [...names, 'Doe_J']) assert.ok(!statement.includes(text), `${text} in ${statement}`);
  }
});

test('nor does the name of an IDAT file, though facts come from it', async t => {
  const corpus = corpusOrSkip(t, 'runfolders');
  if (corpus === undefined) return;
  const [idat] = globSync('**/*.idat', { cwd: corpus }).sort();
  assert.ok(idat !== undefined);
  const run = writeRun(join(scratch(t), 'runs'), 'ARRAY', {
    [basename(idat)]: readFileSync(join(corpus, idat)),
  });
  await seal(run, { incomplete: true });
  assert.match(statementOf(run), /"from":"IDAT#Barcode"/);
  assert.ok(!statementOf(run).includes(basename(idat, '.idat')));
});
