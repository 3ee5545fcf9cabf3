import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { checkBaseCallFile, type Inspection, inspectRun, locate } from '@seqwarden/runfolder';
import { MODELS, SCENARIOS, type SequencerModel } from '@seqwarden/simulator';
import { contextOf, PlannedRun } from './planned-run.ts';

/*
 * Two readings of the formats that share no code: the simulator's, which writes, and runfolder's, which reads. What stands here
 * is a third, by hand: from Illumina's names and numbers, not from either of them.
 */

/** What a run of this model says of itself: null where nothing in such a run says it. */
interface Says {
  readonly model: Inspection['instrument']['model']['value'];
  readonly mode: 'dx' | 'ruo' | null;
  readonly software: string;
  readonly version: string;
  readonly rta: string | null;
  readonly copyService: string | null;
  readonly localRunManager: string | null;
}

const MCS = 'MiSeq Control Software';
const NCS = 'NextSeq Control Software';
const HCS = 'HiSeq Control Software';
const NOT = { mode: null, copyService: null, localRunManager: null } as const;
const NEXTSEQ_1000 = {
  ...NOT,
  software: 'NextSeq 1000/2000 Control Software',
  version: '1.1.0.27334',
  rta: '3.6.14',
  copyService: '2.0.8.695',
};

const SAYS: Readonly<Record<string, Says>> = {
  miseq: { ...NOT, model: 'MiSeq', mode: 'ruo', software: MCS, version: '4.1.0.656', rta: '1.18.54.4' },
  miseqdx: { ...NOT, model: 'MiSeqDx', software: MCS, version: '4.0.0.1769', rta: '1.18.54.4' },
  'miseq-i100': {
    ...NOT,
    model: 'MiSeq i100',
    software: 'MiSeqi100Series Control Software',
    version: '1.1.0.26158',
    rta: null,
  },
  miniseq: {
    ...NOT,
    model: 'MiniSeq',
    software: 'MiniSeq Control Software',
    version: '2.2.1.9',
    rta: '2.11.4.0',
    localRunManager: '2.4.1.2636',
  },
  'iseq-100': {
    ...NOT,
    model: 'iSeq 100',
    software: 'iSeq Control Software',
    version: '1.4.0.500',
    rta: '2.12.5.0',
  },
  'nextseq-500': { ...NOT, model: 'NextSeq 500', software: NCS, version: '2.1.0.31', rta: '2.4.11' },
  'nextseq-550': {
    ...NOT,
    model: 'NextSeq 550',
    software: NCS,
    version: '4.0.1.41',
    rta: '2.11.3',
    localRunManager: '2.4.0.2385',
  },
  'nextseq-550dx': {
    ...NOT,
    model: 'NextSeq 550Dx',
    mode: 'ruo',
    software: NCS,
    version: '4.0.1.41',
    rta: '2.11.3',
    localRunManager: '2.4.0.2385',
  },
  'nextseq-1000': { ...NEXTSEQ_1000, model: 'NextSeq 1000' },
  'nextseq-2000': { ...NEXTSEQ_1000, model: 'NextSeq 2000' },
  'novaseq-6000': {
    ...NOT,
    model: 'NovaSeq 6000',
    software: 'NovaSeq Control Software',
    version: '1.8.1',
    rta: 'v3.4.4',
    copyService: '2.7.3.4836',
  },
  'novaseq-6000dx': {
    ...NOT,
    model: 'NovaSeq 6000Dx',
    software: 'NovaSeq Control Software',
    version: '1.7.5',
    rta: 'v3.4.4',
    copyService: '1.6.3.1575',
  },
  'novaseq-x': {
    ...NOT,
    model: 'NovaSeq X',
    software: 'NovaSeqXSeries Control Software',
    version: '1.2.0.28691',
    rta: null,
  },
  'hiseq-2000': { ...NOT, model: 'HiSeq 2000', software: HCS, version: '2.0.5', rta: '1.17.20' },
  'hiseq-2500': { ...NOT, model: 'HiSeq 2500', software: HCS, version: '2.2.58', rta: '1.18.64' },
  'hiseq-3000': { ...NOT, model: 'HiSeq 3000', software: HCS, version: 'HD 3.4.0.38', rta: '2.7.7' },
  'hiseq-4000': { ...NOT, model: 'HiSeq 4000', software: HCS, version: 'HD 3.4.0.38', rta: '2.7.7' },
  'hiseq-x': { ...NOT, model: 'HiSeq X', software: HCS, version: 'HD 3.5.0.7', rta: '2.7.7' },
  iscan: { ...NOT, model: 'iScan', software: 'iScan Control Software', version: '4.0.5', rta: null },
};

type Ending = readonly [state: Inspection['completion']['state'], rule: Inspection['completion']['rule']];

/** How models differ in what they say at the end: by their copy service, and where they write the outcome. */
const ENDINGS = {
  // RTA 1 and 2 of the HiSeq: markers alone
  rta1: { complete: 'rta-complete', early: null, failed: null },
  rta2: { complete: 'sequencing-complete', early: null, failed: null },
  // RunCompletionStatus.xml, with a copy service or without
  status: { complete: 'copy-complete', early: 'user-ended-early', failed: 'exception-ended-early' },
  'status alone': {
    complete: 'run-completion-status',
    early: 'user-ended-early',
    failed: 'exception-ended-early',
  },
  // completed cycles in RunParameters.xml
  parameters: { complete: 'copy-complete', early: 'fewer-cycles-than-planned', failed: null },
  copied: { complete: 'copy-complete', early: null, failed: null },
  // a RunStatus, which knows only completed and errored, and the completed cycles
  'run status': { complete: 'copy-complete', early: 'fewer-cycles-than-planned', failed: 'run-errored' },
} as const;

const ENDS: Readonly<Record<string, keyof typeof ENDINGS>> = {
  miseq: 'status',
  miseqdx: 'status',
  'miseq-i100': 'run status',
  miniseq: 'status',
  'iseq-100': 'parameters',
  'nextseq-500': 'status alone',
  'nextseq-550': 'status',
  'nextseq-550dx': 'status',
  'nextseq-1000': 'parameters',
  'nextseq-2000': 'parameters',
  'novaseq-6000': 'copied',
  'novaseq-6000dx': 'copied',
  'novaseq-x': 'run status',
  'hiseq-2000': 'rta1',
  'hiseq-2500': 'rta1',
  'hiseq-3000': 'rta2',
  'hiseq-4000': 'rta2',
  'hiseq-x': 'rta2',
};

function endingOf(model: string, scenario: string): Ending {
  const { complete, early, failed } = ENDINGS[ENDS[model] ?? 'copied'];
  switch (scenario) {
    case 'ended-early':
      // where nothing says that the run was stopped, only the missing cycles can be seen
      return ['ended_early', early ?? 'ends-at-whole-cycle'];
    case 'failed':
      // without an outcome RTA's log alone tells
      return ['failed', failed ?? 'rta-exited-before-completion'];
    case 'aborted':
      return ['running', 'no-end-marker'];
    default:
      return ['complete', complete];
  }
}

/** 16 + 5 index + 5 index + 16; two thirds of them, 28, are beyond the cycle after which the filters are there. */
const CYCLES = 42;
const DONE = 28;
const READS = [
  { number: 1, cycles: 16, index: false },
  { number: 2, cycles: 5, index: true },
  { number: 3, cycles: 5, index: true },
  { number: 4, cycles: 16, index: false },
];
const SMALL = { seed: 7, lanes: 1, tiles: 1, cycles: CYCLES, clusters: 12 };

function tilesOf({ flowCell }: SequencerModel): number {
  return flowCell.surfaces * flowCell.swaths * (flowCell.sectionsPerLane ?? 1);
}

/** The numbers of files that the layouts make (base calls, filters, positions, indices), for one lane. */
function filesOf(model: SequencerModel, cycles: number): number {
  const tiles = tilesOf(model);
  switch (model.layout) {
    case 'bcl':
      return tiles * cycles + 2 * tiles;
    case 'bcl.gz':
      return tiles * cycles + tiles + 1;
    case 'bgzf':
      // of an iSeq neither per-cycle indices nor filters are known
      return model.name === 'iseq-100' ? cycles + 2 : 2 * cycles + 3;
    case 'cbcl':
      return model.flowCell.surfaces * cycles + tiles + 1;
  }
}

/** The paths of damaged files; warnings count too. */
async function damaged(run: PlannedRun): Promise<string[]> {
  const context = contextOf(run);
  const paths: string[] = [];
  for (const [path, bytes] of run.contents) {
    const findings = await checkBaseCallFile(path, bytes, context(path));
    if (findings.length > 0) paths.push(path);
  }
  return paths;
}

for (const [name, model] of Object.entries(MODELS)) {
  if (model.kind !== 'sequencer') continue;
  const sequencer: SequencerModel = model;
  describe(`a simulated ${model.name}`, () => {
    for (const scenario of Object.keys(SCENARIOS)) {
      if (scenario === 'late-analysis' && !model.onboardAnalysis) continue;
      it(`is inspected as what was simulated: ${scenario}`, async () => {
        const run = new PlannedRun({ ...SMALL, model: name, scenario });
        const found = await inspectRun(run);
        assert.deepEqual(
          {
            model: found.instrument.model.value,
            mode: found.instrument.mode.value,
            software: found.software.control.name.value,
            version: found.software.control.version.value,
            rta: found.software.rta.value,
            copyService: found.software.universalCopyService.value,
            localRunManager: found.software.localRunManager.value,
          },
          SAYS[name],
        );
        assert.equal(found.runId.value, run.name);
        assert.equal(found.folderName, run.name);
        assert.equal(found.instrument.serial.value, model.serial);
        assert.equal(found.simulated, true);
        assert.equal(found.layout, model.layout);
        assert.deepEqual(found.reads.value, READS);
        assert.equal(found.lanes.value, 1);
        assert.equal(found.surfaces.value, model.flowCell.surfaces);
        assert.equal(found.tiles.value, tilesOf(sequencer));
        const { state, rule } = found.completion;
        assert.deepEqual(
          found.warnings.map(({ code }) => code),
          rule === 'ends-at-whole-cycle' ? ['ENDS_EARLY'] : [],
        );
        assert.deepEqual([state, rule], endingOf(name, scenario));
        const { files } = found;
        // a run that says it ended early is whole with fewer cycles; of others those that it planned are missed
        const shortened = ['ended-early', 'failed', 'aborted'].includes(scenario);
        const own =
          state === 'ended_early' || (state === 'failed' && rule !== 'rta-exited-before-completion');
        assert.equal(files.expected, filesOf(sequencer, own ? DONE : CYCLES));
        const half = scenario === 'aborted' ? 1 : 0;
        assert.equal(files.present, filesOf(sequencer, shortened ? DONE : CYCLES) + half);
        assert.equal(files.missing?.count, files.expected - files.present);
        assert.equal(files.unexpected?.count, 0);

        const whole = await damaged(run);
        if (scenario !== 'aborted') assert.deepEqual(whole, []);
        else {
          assert.equal(whole.length, 1, 'the one file that was being written');
          assert.equal(locate(whole[0] ?? '')?.cycle, DONE + 1);
        }
      });
    }
  });
}

describe('a simulated iscan', () => {
  const SCANNED = { model: 'iscan', seed: 7, tiles: 6, clusters: 12 };

  for (const [scenario, state, rule, files] of [
    ['complete', 'complete', 'idat-pairs-whole', 12],
    // no name tells how many positions a chip has
    ['ended-early', 'complete', 'idat-pairs-whole', 8],
    ['aborted', 'running', 'idat-not-whole', 9],
  ] as const) {
    it(`is inspected as what was simulated: ${scenario}`, async () => {
      const run = new PlannedRun({ ...SCANNED, scenario });
      const found = await inspectRun(run);
      assert.equal(found.instrument.model.value, SAYS.iscan?.model);
      assert.equal(found.instrument.serial.value, MODELS.iscan.serial);
      assert.equal(found.software.control.name.value, SAYS.iscan?.software);
      assert.equal(found.software.control.version.value, SAYS.iscan?.version);
      assert.equal(found.flowCell.value, run.name);
      assert.equal(found.simulated, true);
      assert.equal(found.layout, 'idat');
      assert.deepEqual([found.completion.state, found.completion.rule], [state, rule]);
      assert.equal(found.files.present, files);
      assert.equal(found.files.missing?.count, files % 2);
      assert.deepEqual(await damaged(run), files % 2 === 1 ? [[...run.contents.keys()].at(-1)] : []);
    });
  }
});

it('every model of the simulator has its expectation here', () => {
  assert.deepEqual(Object.keys(SAYS), Object.keys(MODELS));
  assert.deepEqual([...Object.keys(ENDS), 'iscan'], Object.keys(MODELS));
});
