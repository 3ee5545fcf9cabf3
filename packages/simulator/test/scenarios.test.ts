import assert from 'node:assert/strict';
import { test } from 'node:test';
import { MODELS, planRun, type SequencerModel } from '../src/index.ts';
import { fileSteps, filesOf, need, pathsInOrder } from './files.ts';
import { readCalls, readFilters } from './read-base-calls.ts';
import { readRunInfo } from './run-info.ts';

const SEQUENCERS: SequencerModel[] = Object.values(MODELS).filter(model => model.kind === 'sequencer');
/** 18, 6, 6 and 18 cycles; a run that is cut short ends after 32, in the last read. */
const SMALL = { clusters: 4, tiles: 1, cycles: 48 } as const;
const CUT_SHORT = 32;

const isMarker = (path: string): boolean =>
  /^[^/]*Complete[^/]*\.txt$|_Netcopy_complete|^RunCompletionStatus\.xml$/.test(path);
const markersOf = (model: string, scenario: string): string[] =>
  pathsInOrder({ model, scenario, ...SMALL }).filter(isMarker);
const text = (files: Map<string, Buffer>, path: string): string =>
  need(files.get(path), path).toString('utf8');

const RTA1_ENDING = [
  'ImageAnalysis_Netcopy_complete.txt',
  'ImageAnalysis_Netcopy_complete_Read4.txt',
  'Basecalling_Netcopy_complete.txt',
  'Basecalling_Netcopy_complete_Read4.txt',
  'RTAComplete.txt',
];
const RTA1_READS = [1, 2, 3].flatMap(read => [
  `ImageAnalysis_Netcopy_complete_Read${read}.txt`,
  `Basecalling_Netcopy_complete_Read${read}.txt`,
]);
const RTA2_READS = [1, 2, 3, 4].map(read => `RTARead${read}Complete.txt`);

const MARKERS: Record<string, string[]> = {
  miseq: [...RTA1_READS, ...RTA1_ENDING, 'RunCompletionStatus.xml', 'CopyComplete.txt'],
  'hiseq-2500': [...RTA1_READS, ...RTA1_ENDING],
  'hiseq-4000': [...RTA2_READS, 'RTAComplete.txt', 'SequencingComplete.txt'],
  'nextseq-500': [...RTA2_READS, 'RTAComplete.txt', 'RunCompletionStatus.xml'],
  'nextseq-550': [...RTA2_READS, 'RTAComplete.txt', 'RunCompletionStatus.xml', 'CopyComplete.txt'],
  'iseq-100': [...RTA2_READS, 'RTAComplete.txt', 'CopyComplete.txt'],
  'nextseq-2000': ['RTAComplete.txt', 'SequenceComplete.txt', 'CopyComplete.txt'],
  'novaseq-6000': ['RTAComplete.txt', 'SequenceComplete.txt', 'CopyComplete.txt'],
  'novaseq-x': ['RunCompletionStatus.xml', 'RTAComplete.txt', 'CopyComplete.txt'],
};

for (const [model, markers] of Object.entries(MARKERS)) {
  test(`${model}: a complete run has the markers of its software, in their order, after the base calls`, () => {
    assert.deepEqual(markersOf(model, 'complete'), markers);
    const paths = pathsInOrder({ model, ...SMALL });
    const lastBaseCall = paths.findLastIndex(path => /\.(bcl|gz|bgzf|cbcl)$/.test(path));
    assert.ok(paths.indexOf('RTAComplete.txt') > lastBaseCall);
  });
}

test('marker texts are those of their software', () => {
  const rta1 = filesOf({ model: 'miseq', ...SMALL });
  assert.match(
    text(rta1, 'RTAComplete.txt'),
    /^\d+\/\d+\/2025,\d\d:\d\d:\d\d\.\d{3},Illumina RTA 1\.18\.54\.4\r\n$/,
  );
  const rta2 = filesOf({ model: 'hiseq-x', ...SMALL });
  assert.match(text(rta2, 'RTARead1Complete.txt'), /^Read 1 complete \d+\/\d+\/2025 \d+:\d\d:\d\d [AP]M$/);
  assert.match(
    text(rta2, 'RTAComplete.txt'),
    /^RTA 2\.7\.7 completed on \d+\/\d+\/2025 \d+:\d\d:\d\d [AP]M\r\n$/,
  );
  assert.match(text(rta2, 'SequencingComplete.txt'), /^Sequencing for flowcell [AB] completed on /);
  assert.equal(text(filesOf({ model: 'novaseq-6000', ...SMALL }), 'CopyComplete.txt'), '');
});

for (const model of SEQUENCERS) {
  test(`${model.name}: a run that ended early has all files of fewer cycles, and its markers`, () => {
    const files = filesOf({ model: model.name, scenario: 'ended-early', ...SMALL });
    const layout = readRunInfo(files);
    assert.equal(layout.cycles, 48);
    readCalls(files, layout, model.layout, readFilters(files, layout, model.layout), CUT_SHORT);
    assert.ok(![...files.keys()].some(path => path.includes('/C33.1/') || path.includes('/0033.')));
    assert.ok(files.has('RTAComplete.txt'));
    assert.equal(files.has('CopyComplete.txt'), model.copyComplete);
  });

  test(`${model.name}: an aborted run has no final marker and half a file of its last cycle`, () => {
    const paths = pathsInOrder({ model: model.name, scenario: 'aborted', ...SMALL });
    assert.ok(paths.filter(isMarker).every(path => /Read\d/.test(path)));
    const last = need(paths.at(-1), 'last file');
    assert.match(last, /C33\.1|0033\.bcl/);
  });

  test(`${model.name}: a failed run says so in its completion status or in RTA's log`, () => {
    const files = filesOf({ model: model.name, scenario: 'failed', ...SMALL });
    const log = need(
      [...files.keys()].find(path => path.includes('RTALogs/')),
      'log',
    );
    assert.match(
      `${log}: ${text(files, log)}`,
      model.markers === 'rta1'
        ? /^Data\/RTALogs\/\d{8}-\d{4}_GlobalLog_00\.txt: .*\d+\/\d+\/2025,\d\d:\d\d:\d\d\.\d{3},.*Application exited before completion\r\n$/s
        : /^RTALogs\/\d{8}-\d{4}_GlobalLog_00\.tsv: .*\d+\/\d+\/2025\t\d+:\d\d:\d\d [AP]M\t.*Application exited before completion\t{7}\r\n$/s,
    );
    if (model.completionStatus === undefined) {
      assert.ok(!files.has('RTAComplete.txt') && !files.has('CopyComplete.txt'));
    } else {
      assert.match(text(files, 'RunCompletionStatus.xml'), /ExceptionEndedEarly|RunErrored/);
    }
  });
}

test('the completion status tells why a run ended and how far it came', () => {
  const nextseq = text(
    filesOf({ model: 'nextseq-550', scenario: 'ended-early', ...SMALL }),
    'RunCompletionStatus.xml',
  );
  assert.match(nextseq, /<CompletionStatus>UserEndedEarly</);
  assert.match(nextseq, /<PlannedRead2Cycles>18</);
  assert.match(nextseq, /<CompletedRead2Cycles>2</);
  const novaseq = text(
    filesOf({ model: 'novaseq-x', scenario: 'failed', ...SMALL }),
    'RunCompletionStatus.xml',
  );
  assert.match(novaseq, /<RunStatus>RunErrored<\/RunStatus>\n {2}<RunError>/);
  assert.match(novaseq, /<Read ReadName="Read2" Cycles="2" \/>/);
});

test('iSeq and NextSeq 1000/2000 tell the completed cycles in RunParameters, written again at the end', () => {
  for (const model of ['iseq-100', 'nextseq-2000']) {
    const steps = fileSteps({ model, scenario: 'ended-early', ...SMALL });
    const written = steps.filter(step => step.path === 'RunParameters.xml');
    assert.deepEqual(
      written.map(step => step.kind),
      ['write', 'replace'],
    );
    const [first, last] = written.map(step => Buffer.from(step.bytes).toString());
    assert.ok(!first?.includes('CompletedCycles'));
    assert.match(last ?? '', /<CompletedCycles>\s+<Read1>18<.*<Read2>2</s);
  }
});

test('rewritten XML comes a second time after RTAComplete', () => {
  for (const { name, parameters } of SEQUENCERS) {
    const steps = fileSteps({ model: name, scenario: 'rewritten-xml', ...SMALL });
    const complete = steps.findIndex(step => step.path === 'RTAComplete.txt');
    for (const path of ['RunInfo.xml', parameters.file]) {
      const again = steps.findIndex(step => step.path === path && step.kind === 'replace');
      assert.ok(again > complete, `${name} ${path}`);
    }
  }
});

test('growing InterOp is appended to after every cycle and ends with the same bytes', () => {
  for (const model of ['miseq', 'nextseq-550', 'novaseq-6000']) {
    const growing = { model, scenario: 'growing-interop', ...SMALL };
    const appends = fileSteps(growing).filter(step => step.path === 'InterOp/QMetricsOut.bin');
    assert.equal(appends.length, 48);
    assert.ok(appends.slice(1).every(step => step.kind === 'append'));
    const [grown, whole] = [filesOf(growing), filesOf({ model, ...SMALL })];
    for (const path of [...whole.keys()].filter(path => path.startsWith('InterOp/'))) {
      assert.deepEqual(grown.get(path), whole.get(path), path);
    }
  }
});

test('late analysis arrives after the run has reported that it is copied, with markers of its own', () => {
  for (const model of ['novaseq-x', 'nextseq-1000', 'nextseq-2000', 'miseq-i100']) {
    const paths = pathsInOrder({ model, scenario: 'late-analysis', ...SMALL });
    const late = paths.slice(paths.indexOf('CopyComplete.txt') + 1);
    assert.ok(late.length > 4 && late.every(path => path.startsWith('Analysis/1/')));
    assert.equal(late.at(-1), 'Analysis/1/CopyComplete.txt');
    assert.ok(late.includes('Analysis/1/Data/Secondary_Analysis_Complete.txt'));
    const manifest = text(filesOf({ model, scenario: 'late-analysis', ...SMALL }), 'Analysis/1/Manifest.tsv');
    assert.match(manifest, /^(Data\/\S+\t[0-9a-f]{8}\n)+$/);
  }
});

test('a model without analysis on the instrument has no late analysis', () => {
  assert.throws(() => planRun({ model: 'miseq', scenario: 'late-analysis' }), { code: 'USAGE' });
});
