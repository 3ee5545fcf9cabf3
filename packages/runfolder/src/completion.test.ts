import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type CompletionEvidence, hasCopyService, judgeCompletion } from './completion.ts';
import type { Family } from './models.ts';

const RTA = 'RTAComplete.txt';
const COPY = 'CopyComplete.txt';

function judge(
  family: Family | undefined,
  softwareVersion: string | undefined,
  markers: readonly string[],
  more: Partial<CompletionEvidence> = {},
): string {
  const evidence = {
    isRun: true,
    outcome: undefined,
    missing: 0,
    endsAtWholeCycle: false,
    rtaExitedEarly: false,
    family,
    softwareVersion,
    ...more,
  };
  const { state, rule } = judgeCompletion({ ...evidence, markers: new Set(markers) });
  return `${state} ${rule}`;
}

const FAMILIES: readonly (readonly [Family, string])[] = [
  ['miseq', '2.6.2.1'],
  ['miseq', '4.0.0.1769'],
  ['miseq-i100', '1.1.0.26158'],
  ['miniseq', '2.2.1.9'],
  ['iseq', '1.4.0.500'],
  ['nextseq-500', '2.1.0.31'],
  ['nextseq-500', '4.0.1.41'],
  ['nextseq-2000', '1.1.0.27334'],
  ['novaseq-6000', '1.7.5'],
  ['novaseq-x', '1.2.0.28691'],
  ['hiseq-2500', '2.2.58'],
  ['hiseq-4000', 'HD 3.4.0.38'],
];

test('a run without an end marker is running, whatever the model: an aborted one looks the same', () => {
  for (const [family, version] of FAMILIES) assert.equal(judge(family, version, []), 'running no-end-marker');
  assert.equal(judge(undefined, undefined, []), 'running no-end-marker');
});

test('without an end marker, a log that says RTA exited early means that the run failed', () => {
  const rtaExitedEarly = true;
  for (const [family, version] of FAMILIES)
    assert.equal(judge(family, version, [], { rtaExitedEarly }), 'failed rta-exited-before-completion');
  assert.equal(judge(undefined, undefined, [], { rtaExitedEarly }), 'failed rta-exited-before-completion');
  assert.equal(judge(undefined, undefined, [], { rtaExitedEarly, isRun: false }), 'unknown not-a-run');
});

test('where an end marker or an outcome stands, the log decides nothing', () => {
  const rtaExitedEarly = true;
  assert.equal(judge('hiseq-2500', '2.2.58', [RTA], { rtaExitedEarly }), 'complete rta-complete');
  assert.equal(judge('novaseq-6000', '1.7.5', [RTA], { rtaExitedEarly }), 'running awaits-copy-complete');
  const outcome = 'exception ended early';
  assert.equal(
    judge('nextseq-500', '2.1.0.31', [], { rtaExitedEarly, outcome }),
    'failed exception-ended-early',
  );
});

test('reads that are done do not end a run', () => {
  const markers = ['RTARead1Complete.txt', 'Basecalling_Netcopy_complete_Read1.txt'];
  for (const [family, version] of FAMILIES)
    assert.equal(judge(family, version, markers), 'running no-end-marker');
});

test('RTA 1 without a copy service is complete with RTAComplete', () => {
  assert.equal(judge('miseq', '2.6.2.1', [RTA]), 'complete rta-complete');
  assert.equal(judge('hiseq-2500', '2.2.58', [RTA]), 'complete rta-complete');
});

test('HiSeq 3000, 4000 and X are complete with SequencingComplete', () => {
  assert.equal(judge('hiseq-4000', undefined, [RTA]), 'running awaits-sequencing-complete');
  assert.equal(
    judge('hiseq-4000', undefined, [RTA, 'SequencingComplete.txt']),
    'complete sequencing-complete',
  );
});

test('NextSeq and MiniSeq without a copy service are complete with an outcome, or with every file', () => {
  for (const [family, version] of [
    ['nextseq-500', '2.1.0.31'],
    ['miniseq', '1.1.8'],
  ] as const) {
    assert.equal(judge(family, version, [RTA], { outcome: 'completed' }), 'complete run-completion-status');
    assert.equal(judge(family, version, [], { outcome: 'completed' }), 'running awaits-rta-complete');
    assert.equal(judge(family, version, [RTA]), 'complete rta-complete-all-files');
    assert.equal(judge(family, version, [RTA], { missing: 3 }), 'running awaits-run-completion-status');
    assert.equal(judge(family, version, [RTA], { missing: null }), 'running awaits-run-completion-status');
  }
});

test('with a copy service a run is complete with CopyComplete and RTAComplete', () => {
  for (const [family, version] of FAMILIES) {
    if (hasCopyService(family, version) !== true) continue;
    assert.equal(judge(family, version, [RTA, COPY]), 'complete copy-complete');
    assert.equal(judge(family, version, [RTA]), 'running awaits-copy-complete');
  }
});

test('CopyComplete alone is a contradiction where the model writes RTAComplete', () => {
  assert.equal(judge('novaseq-6000', '1.7.5', [COPY]), 'unknown copy-complete-without-rta-complete');
  assert.equal(judge('iseq', '1.4.0.500', [COPY]), 'complete copy-complete');
});

test('CopyComplete on an instrument without copy service says nothing', () => {
  assert.equal(judge('hiseq-2500', '2.2.58', [COPY]), 'running no-end-marker');
});

test('where the version decides and is not known, RTAComplete alone decides nothing', () => {
  assert.equal(judge('miseq', undefined, [RTA]), 'unknown copy-service-unknown');
  assert.equal(judge('miseq', undefined, [RTA, COPY]), 'complete copy-complete');
});

test('early ends and failures count once the copy is over', () => {
  const outcomes = [
    ['user ended early', 'ended_early user-ended-early'],
    ['fewer cycles than planned', 'ended_early fewer-cycles-than-planned'],
    ['exception ended early', 'failed exception-ended-early'],
    ['errored', 'failed run-errored'],
  ] as const;
  for (const [outcome, verdict] of outcomes) {
    assert.equal(judge('novaseq-x', '1.2', [RTA, COPY], { outcome }), verdict);
    assert.equal(judge('novaseq-x', '1.2', [COPY], { outcome }), verdict);
    assert.equal(judge('novaseq-x', '1.2', [], { outcome }), 'running awaits-copy-complete');
    assert.equal(judge('nextseq-500', '2.1', [], { outcome }), verdict);
  }
});

test('markers that say complete while files are missing prove nothing', () => {
  assert.equal(
    judge('novaseq-6000', '1.7', [RTA, COPY], { missing: 1 }),
    'unknown end-marker-but-files-missing',
  );
  assert.equal(judge('novaseq-6000', '1.7', [RTA, COPY], { missing: null }), 'complete copy-complete');
});

test('where no outcome is recorded, a run that stops after a whole cycle ended early', () => {
  const short = { missing: 9, endsAtWholeCycle: true };
  assert.equal(judge('novaseq-6000', '1.7', [RTA, COPY], short), 'ended_early ends-at-whole-cycle');
  assert.equal(judge('hiseq-2500', '2.2', [RTA], short), 'ended_early ends-at-whole-cycle');
  assert.equal(judge('novaseq-6000', '1.7', [RTA], short), 'running awaits-copy-complete');
  const planned = { ...short, outcome: 'completed' } as const;
  assert.equal(judge('novaseq-x', '1.2', [RTA, COPY], planned), 'unknown end-marker-but-files-missing');
});

test('an outcome that cannot be read or understood is unknown', () => {
  assert.equal(judge('novaseq-x', '1.2', [RTA, COPY], { outcome: 'damaged' }), 'unknown status-damaged');
  assert.equal(
    judge('novaseq-x', '1.2', [RTA, COPY], { outcome: 'unrecognised' }),
    'unknown status-unrecognised',
  );
});

test('end markers of an unknown model decide only together', () => {
  assert.equal(judge(undefined, undefined, [RTA]), 'unknown no-rule-for-model');
  assert.equal(judge(undefined, undefined, [COPY]), 'unknown no-rule-for-model');
  assert.equal(judge(undefined, undefined, [RTA, COPY]), 'complete copy-complete');
});

test('a folder that is no run is neither running nor complete', () => {
  assert.equal(judge(undefined, undefined, [RTA, COPY], { isRun: false }), 'unknown not-a-run');
});
