import assert from 'node:assert/strict';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { SeqwardenError } from '@seqwarden/proof';
import { corpusOrSkip } from '../../../scripts/testing/needs.ts';
import { type IdentifiedRun, identifyRun, inspectRun, openRunFolder } from '../src/index.ts';
import { rootOf } from './memory-run.ts';

const NOW = new Date('2026-11-23T12:00:00Z');

function* folders(folder: string): Generator<string> {
  yield folder;
  for (const entry of readdirSync(folder, { withFileTypes: true })) {
    if (entry.isDirectory() && entry.name !== 'Data' && entry.name !== 'InterOp')
      yield* folders(join(folder, entry.name));
  }
}

async function codeOr<T>(work: Promise<T>): Promise<T | string> {
  try {
    return await work;
  } catch (error) {
    if (error instanceof SeqwardenError) return error.code;
    throw error;
  }
}

async function identified(folder: string): Promise<IdentifiedRun | string> {
  return await codeOr(identifyRun(rootOf(await openRunFolder(folder)), { now: NOW }));
}

test('of every folder of the corpus, identification and inspection say the same', async t => {
  const corpus = corpusOrSkip(t, 'runfolders');
  if (corpus === undefined) return;
  let same = 0;
  for (const folder of folders(corpus)) {
    const shallow = await identified(folder);
    const whole = await codeOr(inspectRun(await openRunFolder(folder)));
    if (typeof shallow === 'string' || typeof whole === 'string') {
      assert.equal(shallow, whole, folder);
      continue;
    }
    const { runId, flowCell, simulated, instrument, software } = whole;
    const { began: _, ...said } = shallow.identities[0];
    assert.deepEqual(said, { runId, flowCell, simulated, instrument, software }, folder);
    same++;
  }
  assert.ok(same > 200, `${same}`);
});

/** By hand: RunInfo's date, RunParameters' start, the day in the id, a scan's time; and RunCompletionStatus.xml where there is one. */
const BEGAN: Readonly<Record<string, string>> = {
  // YYMMDD
  'MiSeq/160603_M01270_0196_000000000-AKGDE': '2016-06-02T10:00 2016-06-04T11:59',
  // 6/27/2018 4:59:20 PM; the id says 180627
  'NovaSeq6000/180627_SL-NVB_0098_AFCHCYTJDMXX': '2018-06-27T02:59 2018-06-28T04:59',
  // 6/1/2021 11:05:11 AM: not 6 January, by id and RunStartDate
  'NovaSeq6000/210601_A00291_0371_AHF2HCDRXY': '2021-05-31T21:05 2021-06-01T23:05',
  // Date 2024-06-01T04:25:08Z; RunCompletionStatus: 17:52:16 -04:00
  'NovaSeqX/20240531_LH00130_0061_A22CC55LT4': '2024-05-31T16:25 2024-06-01T04:25',
  // 22020-03-08T01:06:02Z is nobody's date: the id
  'NextSeq1000_2000/200308_VH00113_9_AAAAW3GM5': '2020-03-07T10:00 2020-03-09T11:59',
  // RunStartTime
  'NextSeq1000_2000/200602_VH00120_33_AAACWM2M5': '2020-06-02T01:46 2020-06-02T01:46',
  // id 20220912, Date 220912
  'iSeq100/20220912_FS10001773_27_BSE39218-1017': '2022-09-11T10:00 2022-09-13T11:59',
  // no day in the id
  'NovaSeqX/npg_tracking-novaseqx': '2023-01-30T15:08 2023-01-31T03:08',
  // id 180731, Date 7/25/2018
  '_broken/dx-streaming-upload-runs/run-folder-a/180731_complete_novaseq':
    '2018-07-25T01:31 2018-08-01T11:59',
  // there is no 32nd of July
  '_broken/dx-streaming-upload-runs/run-folder-a/180732_inprogress_novaseq':
    '2018-07-25T01:31 2018-07-26T03:31',
  // 1/27/2021, and 5/6/2020, which may be the 5th of June
  'iScan/constructed/204000000002': '2021-01-26T22:56 2021-01-28T00:56',
  'iScan/constructed/204000000001': '2020-05-06T00:45 2020-06-06T02:45',
  '_InterOp_misc/picard-IlluminaLaneMetricsCollectorTest/tileRuns/A67HY': 'null',
};

test('when runs of the corpus began agrees with what was checked by hand', async t => {
  const corpus = corpusOrSkip(t, 'runfolders');
  if (corpus === undefined) return;
  for (const [path, expected] of Object.entries(BEGAN)) {
    const found = await identified(join(corpus, path));
    assert.ok(typeof found !== 'string', path);
    const { at } = found.identities[0].began;
    assert.equal(at === null ? 'null' : `${at.from.slice(0, 16)} ${at.until.slice(0, 16)}`, expected, path);
  }
});

test('where an instrument recorded the start exactly at the end of the run, it lies in the span', async t => {
  const corpus = corpusOrSkip(t, 'runfolders');
  if (corpus === undefined) return;
  let compared = 0;
  for (const folder of folders(corpus)) {
    const path = join(folder, 'RunCompletionStatus.xml');
    const start = existsSync(path)
      ? /<RunStartTime>([^<]+)/.exec(readFileSync(path, 'utf8'))?.[1]
      : undefined;
    const found = start === undefined ? undefined : await identified(folder);
    if (start === undefined || found === undefined || typeof found === 'string') continue;
    const { at } = found.identities[0].began;
    if (at === null) continue;
    assert.ok(Date.parse(at.from) <= Date.parse(start) && Date.parse(start) <= Date.parse(at.until), folder);
    compared++;
  }
  assert.ok(compared > 0);
});
