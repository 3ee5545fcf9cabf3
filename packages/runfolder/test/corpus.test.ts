import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { test } from 'node:test';
import { SeqwardenError } from '@seqwarden/proof';
import { corpusOrSkip } from '../../../scripts/testing/needs.ts';
import { type Inspection, inspectRun, openRunFolder } from '../src/index.ts';
import { describeGroup } from '../src/location-groups.ts';
import { memoryRun } from './memory-run.ts';

/** Few facts of each of many runs, checked by hand against their XML and IDAT files. */
const EXPECTATIONS: unknown = JSON.parse(
  readFileSync(join(import.meta.dirname, 'expectations.json'), 'utf8'),
);

const OF_A_RUN = /^(?:RunInfo|RunParameters|RunCompletionStatus)\.xml$|^Data$|\.idat$|^meta-info\.json$/i;

/** Every folder of the corpus that holds anything of a run. */
function* runFolders(folder: string): Generator<string> {
  const entries = readdirSync(folder, { withFileTypes: true });
  const isRun = entries.some(({ name }) => OF_A_RUN.test(name));
  if (isRun) yield folder;
  for (const entry of entries) {
    if (entry.isDirectory() && !(isRun && entry.name === 'Data')) yield* runFolders(join(folder, entry.name));
  }
}

/** The names under which expectations.json has the facts. */
function facts(run: Inspection): Record<string, unknown> {
  const { control, rta, universalCopyService, localRunManager } = run.software;
  return {
    runId: run.runId.value,
    layout: run.layout,
    model: run.instrument.model.value,
    serial: run.instrument.serial.value,
    mode: run.instrument.mode.value,
    control: `${control.name.value ?? '-'} ${control.version.value ?? '-'}`,
    rta: rta.value,
    copyService: universalCopyService.value,
    copyServiceFrom: universalCopyService.from,
    localRunManager: localRunManager.value,
    flowCell: run.flowCell.value,
    reads: run.reads.value?.map(({ cycles, index }) => `${cycles}${index === true ? 'I' : ''}`).join(' '),
    grid: `${run.lanes.value} ${run.surfaces.value} ${run.tiles.value}`,
    rule: run.completion.rule,
    markers: run.completion.markers.length,
    expected: run.files.expected,
    present: run.files.present,
    missing: run.files.missing?.count,
    missingGroups: run.files.missing?.groups.map(describeGroup),
    unexpected: run.files.unexpected?.count,
    warnings: run.warnings.map(({ code }) => code).join(' '),
  };
}

async function factsOrCode(folder: string): Promise<Record<string, unknown>> {
  try {
    return facts(await inspectRun(await openRunFolder(folder)));
  } catch (error) {
    return { error: error instanceof SeqwardenError ? error.code : String(error) };
  }
}

test('every run folder of the corpus is inspected, or refused with the code of its damage', async t => {
  const corpus = corpusOrSkip(t, 'runfolders');
  if (corpus === undefined) return;
  const refused: string[] = [];
  let inspected = 0;
  for (const folder of runFolders(corpus)) {
    try {
      const run = await inspectRun(await openRunFolder(folder));
      assert.ok(!/@|\\\\/.test(JSON.stringify({ ...run, folderName: '' }).replaceAll('/@', '')), folder);
      inspected++;
    } catch (error) {
      if (!(error instanceof SeqwardenError)) throw error;
      refused.push(`${relative(corpus, folder)} ${error.code}`);
    }
  }
  assert.ok(inspected > 130, `${inspected}`);
  assert.deepEqual(refused.sort(), [
    'MiSeq/220913_M02726_0919_KKY8G RUN_INFO_DAMAGED',
    '_broken/seqdir-states/seq_complete RUN_INFO_DAMAGED',
    '_broken/seqdir-states/seq_corrupt RUN_INFO_DAMAGED',
    '_broken/seqdir-states/seq_failed RUN_INFO_DAMAGED',
    '_broken/seqdir-states/seq_sequencing RUN_INFO_DAMAGED',
    '_broken/seqdir-states/seq_transferring RUN_INFO_DAMAGED',
  ]);
});

test('facts of the corpus agree with what was checked by hand', async t => {
  const corpus = corpusOrSkip(t, 'runfolders');
  if (corpus === undefined) return;
  assert.ok(typeof EXPECTATIONS === 'object' && EXPECTATIONS !== null);
  for (const [path, expected] of Object.entries(EXPECTATIONS)) {
    const found = await factsOrCode(join(corpus, path));
    const relevant = Object.fromEntries(Object.entries(found).filter(([key]) => key in expected));
    assert.deepEqual(relevant, expected, path);
  }
});

test('the damaged RunInfo files of the corpus are told apart', async t => {
  const corpus = corpusOrSkip(t, 'runfolders', '_broken', 'bcl2fastr-RunInfo');
  if (corpus === undefined) return;
  const inspect = async (name: string) => {
    const bytes = readFileSync(join(corpus, name));
    return await inspectRun(memoryRun({ 'RunInfo.xml': bytes }));
  };
  const noReads = await inspect('bad_RunInfo_no_reads.xml');
  assert.equal(noReads.reads.value, null);
  assert.equal(noReads.files.expected, null);
  // An empty list is no list: the counts stand in for it.
  const noTiles = await inspect('bad_RunInfo_no_tiles.xml');
  assert.equal(noTiles.tiles.value, 18);
  assert.equal(noTiles.tiles.confidence, 'inferred');
  const weird = await inspect('weird_RunInfo.xml');
  assert.deepEqual(weird.reads.value, [{ number: 1, cycles: 4, index: null }]);
  assert.ok(weird.warnings.some(({ code }) => code === 'READ_INDEX_UNKNOWN'));
});
