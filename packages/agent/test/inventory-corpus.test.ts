import assert from 'node:assert/strict';
import { test } from 'node:test';
import { buildInventory, type Reading } from '@seqwarden/advisory/inventory';
import { inspectRun, openRunFolder } from '@seqwarden/runfolder';
import { corpusOrSkip } from '../../../scripts/testing/needs.ts';
import { type InventoryRoots, readInventoryRoots, readingOfSeal } from '../src/inventory/index.ts';
import { sealPredicate } from '../src/seal/seal-predicate.ts';

const NOW = new Date('2026-11-23T12:00:00Z');

/**
 * Every run folder of the corpus below its instrument, `MODEL | SERIAL`, `-` where nothing says; checked by hand against RunInfo.xml (`Instrument`), RunParameters.xml and
 * the Scan rows of IDAT files. Which model a serial is of: RUNFOLDERS.md, "Serial prefixes". A00510: RunParameters.xml names A00150, and RunInfo.xml goes before it.
 */
const EXPECTED = `
- | -
  HiSeq2000_2500/160919_hiseq2500_4966_FC
  HiSeq2000_2500/picard-25T8B25T
  HiSeq2000_2500/picard-25T8B8B25T
  HiSeq3000_4000/160919_hiseq4000_7984_FC
  HiSeqX/160919_hiseqx_0557_FC
  MiSeq/160916_miseq_0966_FC
  MiSeq/160916_miseq_0966_FC_missing
  NextSeq550/160919_nextseq_6230_FC
  _InterOp_misc/picard-IlluminaLaneMetricsCollectorTest/missing_phasing
  _InterOp_misc/picard-IlluminaLaneMetricsCollectorTest/tileRuns/A67HY
  _InterOp_misc/picard-IlluminaLaneMetricsCollectorTest/tileRuns/A7LE0
  _InterOp_misc/picard-IlluminaLaneMetricsCollectorTest/tileRuns/C2MFAACXX
  _InterOp_misc/picard-IlluminaLaneMetricsCollectorTest/tileRuns/H7BATADXX
  _InterOp_misc/picard-IlluminaLaneMetricsCollectorTest/tileRuns/H7H7RADXX
  _InterOp_misc/picard-IlluminaLaneMetricsCollectorTest/tileRuns/NovaSeq
  _archives/viral-ngs-TestIlluminaDir/empty_dir
  iScan/constructed/204000000006
- | 1270
  HiSeq3000_4000/131212_1270_0870_A02D224
- | Instrument_ID
  _broken/EdinburghGenomics-bcl_validation
- | M312
  _broken/viral-ngs-RunInfo-novel-fcid-and-tilecount
- | S393
  BeadArrayReader_IDAT/5318317007
- | SL-HAC
  _InterOp_misc/picard-IlluminaLaneMetricsCollectorTest/130401_SL-HAC_0022_BH07PBADXX
- | SL-HBB
  _InterOp_misc/picard-IlluminaLaneMetricsCollectorTest/130318_SL-HBB_0226_BFCC1WYMACXX
- | SL-MAK
  _InterOp_misc/picard-IlluminaLaneMetricsCollectorTest/130321_SL-MAK_0035_FC000000000-A306B
- | VH004
  NextSeq1000_2000/imperial-NextSeq2k
- | XXXXXX
  NextSeq1000_2000/interop-nextseq1k2k-generic
HiSeq 2000 | SN1001
  HiSeq2000_2500/150629_SN1001_0511_AH5L7GBCXX
HiSeq 2000 | SN351
  HiSeq2000_2500/101217_HS11_05636_A_90061ACXX
HiSeq 2000 | SN510
  HiSeq2000_2500/npg_seq_pipeline-121103_HS29_08747_B_C1BV5ACXX
HiSeq 2000 | SN7001179
  HiSeq2000_2500/140923_SN7001179_0208_BC59Y4ACXX
HiSeq 2500 | D00118
  HiSeq2000_2500/checkQC-HighOut
HiSeq 2500 | D00154
  HiSeq2000_2500/151014_D00154_0539_AHCTK2BCXX_HiSeq 2500_TruSeq Exome_12 replicates of NA12878
HiSeq 2500 | D00241
  HiSeq2000_2500/160408_HS31_19395_B_H5MMFADXY
HiSeq 2500 | D00251
  HiSeq2000_2500/140213_D00251_0076_BH8FW8ADXX
HiSeq 2500 | D00267
  HiSeq2000_2500/141110_D00267_0193_BHAMVRADXX
HiSeq 2500 | D00410
  HiSeq2000_2500/140303_D00410_0050_BH8ETTADXX
  HiSeq2000_2500/170531_D00410_0425_AHKL7LBCXY
HiSeq 2500 | D00450
  HiSeq2000_2500/180509_D00450_0598_BHGYFNBCX2
HiSeq 2500 | D00456
  HiSeq2000_2500/170517_D00456_0219_AHJY2MBCXY
HiSeq 4000 | K00166
  HiSeq3000_4000/160606_K00166_0102_BHF22YBBXX
HiSeq 4000 | K00340
  HiSeq3000_4000/npg_tracking-hiseq4000.single.twoind
HiSeq 4000 | K00368
  HiSeq3000_4000/160614_K00368_0023_AHF724BBXX
HiSeq X | E00397
  HiSeqX/160608_E00397_0019_AHM25CCCXX
  HiSeqX/160812_E00397_0027_AHLYTWCCXX
HiSeq X | ST-E00143
  HiSeqX/npg_tracking-hiseqx.upgraded
HiSeq X | ST-E00214
  HiSeqX/150424_ST-E00214_0031_BH2WY7CCXX
HiSeq X | ST-E00245
  HiSeqX/npg_tracking-hiseqx
HiSeq X | ST-E00266
  HiSeqX/170517_ST-E00266_0210_BHJCFFALXX
  _broken/cg-sequencing_runs_broken/170517_ST-E00266_0210_BHJCFFALXX
MiSeq | M00001
  MiSeq/imperial-MiSeqRunInfo
MiSeq | M00119
  MiSeq/120110_M00119_0068_AMS0002022-00300
MiSeq | M00146
  MiSeq/130417_M00146_0021_000000000-A2WDF
MiSeq | M00612
  MiSeq/130412_M00612_0070_000000000-A3GJA
  MiSeq/140211_M00612_0148_000000000-A7M8N
MiSeq | M00630
  MiSeq/131022_M00630_0101_000000000-A5Y02_timeseries/1382491528
  MiSeq/131022_M00630_0101_000000000-A5Y02_timeseries/1382498730
  MiSeq/131022_M00630_0101_000000000-A5Y02_timeseries/1382505932
  MiSeq/131022_M00630_0101_000000000-A5Y02_timeseries/1382523934
  MiSeq/131022_M00630_0101_000000000-A5Y02_timeseries/1382534734
  MiSeq/131022_M00630_0101_000000000-A5Y02_timeseries/1382552738
  MiSeq/131022_M00630_0101_000000000-A5Y02_timeseries/1382574343
  MiSeq/131022_M00630_0101_000000000-A5Y02_timeseries/1382577936
MiSeq | M01243
  MiSeq/savR-MiSeq
MiSeq | M01270
  MiSeq/160603_M01270_0196_000000000-AKGDE
MiSeq | M02069
  MiSeq/140624_MS6_13349_A_MS2639979-300V2
MiSeq | M03284
  MiSeq/170530_M03284_0060_000000000-B59LF
MiSeq | M04004
  _broken/viral-ngs-RunInfo-novel-fcid
  _broken/viral-ngs-RunInfo-novel-tile-count
MiSeq | M04034
  MiSeq/230825_M04034_0043_000000000-L6NVV
MiSeq | M05898
  MiSeq/180430_M05898_0007_000000000-BR92R
MiSeqDx | M70265
  MiSeqDx/191120_M70265_0340_000000000-CRRBF
MiniSeq | ML-P2-01
  MiniSeq/160822_ML-P2-01_0042_A000H02MNK
MiniSeq | MN12345
  MiniSeq/221125_MN12345_0021_A000H3TEST
NextSeq 2000 | VH00113
  NextSeq1000_2000/200308_VH00113_9_AAAAW3GM5
NextSeq 2000 | VH00120
  NextSeq1000_2000/200602_VH00120_33_AAACWM2M5
NextSeq 2000 | VH01619
  NextSeq1000_2000/viral-ngs-P1
NextSeq 500 | NS500114
  NextSeq500/npg_tracking-nextseq
NextSeq 500 | NS500413
  NextSeq500/141107_NS500413_0033_H14U5BGXX
NextSeq 500 | NS500422
  NextSeq500/170518_NS500422_0501_AHVFNVBGX2
  NextSeq500/170707_NS500422_0522_AH7HCHBGX3
NextSeq 550 | NB502063
  NextSeq550/170605_NB502063_0002_AHVFHTBGX2
NextSeq 550 | NB551051
  NextSeq550/170609_NB551051_0017_AHLFFJBGX2
NextSeq 550 | NB552060
  NextSeq550/viral-ngs-RunInfo-nextseq550
NextSeq 550Dx | NDX550421_RUO
  NextSeq550Dx/200318_NDX550421_RUO_0004_AH5THYAFX2
NovaSeq 6000 | A00103
  NovaSeq6000/bambi-novaseq
  NovaSeq6000/bambi-novaseq_corrupt
  NovaSeq6000/bambi-novaseq_missing
NovaSeq 6000 | A00187
  NovaSeq6000/cg-demultiplexing-RunParameters_fluffy
  NovaSeq6000/cg-demultiplexing-RunParameters_newSCV_newkit
  NovaSeq6000/cg-demultiplexing-RunParameters_newSCV_oldkit
  _broken/cg-sequencing_runs_broken/230912_A00187_1009_AHK33MDRX3
NovaSeq 6000 | A00198
  NovaSeq6000/180627_SL-NVB_0098_AFCHCYTJDMXX
  NovaSeq6000/viral-ngs-RunInfo-novaseq
NovaSeq 6000 | A00291
  NovaSeq6000/201125_A00291_0321_AHWHKYDRXX
  NovaSeq6000/210601_A00291_0371_AHF2HCDRXY
  NovaSeq6000/210722_A00291_0378_AHFT2CDRXY
  NovaSeq6000/210903_A00291_0383_BHCYNNDRXY
  NovaSeq6000/230602_A00291_0400_BHKT2KDMAA
NovaSeq 6000 | A00364
  _broken/dx-streaming-upload-runs/run-folder-a/180731_complete_novaseq
  _broken/dx-streaming-upload-runs/run-folder-a/180732_inprogress_novaseq
  _broken/dx-streaming-upload-runs/run-folder-a/180733_complete_novaseq
  _broken/dx-streaming-upload-runs/run-folder-a/180734_complete_novaseq
  _broken/dx-streaming-upload-runs/run-folder-a/180735_complete_novaseq
  _broken/dx-streaming-upload-runs/run-folder-b/180733_complete_nonnovaseq
  _broken/dx-streaming-upload-runs/run-folder-b/180734_inprogress_nonnovaseq
NovaSeq 6000 | A00508
  NovaSeq6000/npg_tracking-novaseq.xp.v1.5
NovaSeq 6000 | A00510
  NovaSeq6000/npg_tracking-novaseq.xp
  NovaSeq6000/npg_tracking-novaseq.xp.lite
NovaSeq 6000 | A00512
  NovaSeq6000/npg_tracking-novaseq
NovaSeq 6000 | A00621
  NovaSeq6000/cg-demultiplexing-RunParameters_oldSCV
NovaSeq 6000 | A00689
  NovaSeq6000/cg-demultiplexing-S1_RunParameters
  _broken/cg-RunParameters_novaseq_no_software_nor_reagent_version
  _broken/cg-sequencing_runs_broken/190927_A00689_0069_BHLYWYDSXX
NovaSeq 6000 | A00834
  NovaSeq6000/200624_A00834_0183_BHMTFYTINY
NovaSeq 6000 | A01052
  NovaSeq6000/201221_A01052_0029_BHVTTNDMXX
NovaSeq 6000 | A01535
  NovaSeq6000/231215_A01535_0435_BH23F5DSXC
NovaSeq 6000 | A01789
  NovaSeq6000/231204_A01789_0106_BHTLGNDRX3
NovaSeq 6000 | A12345
  NovaSeq6000/221124_A12345_0038_BHTESTDRX2
  NovaSeq6000/megSAP-runparameters1
NovaSeq X | LH00118
  NovaSeqX/viral-ngs-RunInfo-novaseq-x-plus
NovaSeq X | LH00130
  NovaSeqX/20240531_LH00130_0061_A22CC55LT4
NovaSeq X | LH00188
  NovaSeqX/20231108_LH00188_0028_B22F52TLT3
  NovaSeqX/cg-RunParameters_novaseq_X_different_index_cycles
  _broken/cg-sequencing_runs_broken/20231108_LH00188_0028_B22F52TLT3
NovaSeq X | LH00202
  NovaSeqX/cg-RunParameters_novaseq_x_flow_cell_name_node
NovaSeq X | LH00217
  NovaSeqX/20240202_LH00217_0044_A2255J2LT3
NovaSeq X | LH00444
  NovaSeqX/231215_LH00444_0031_B222WHFLT4
NovaSeq X | Pi1-9
  NovaSeqX/npg_tracking-novaseqx
iScan | N1065
  iScan/constructed/204000000001
iScan | N285
  iScan/constructed/204000000002
iScan | N9901
  iScan/constructed/204000000003
iScan | N9902
  iScan/constructed/204000000004
iScan | N9903
  iScan/constructed/204000000005
iSeq 100 | FS10001773
  iSeq100/20220912_FS10001773_27_BSE39218-1017
`;

/** What cannot be read, and why. */
const UNREADABLE = [
  'MiSeq/220913_M02726_0919_KKY8G RUN_INFO_DAMAGED',
  '_broken/seqdir-states/seq_complete RUN_INFO_DAMAGED',
  '_broken/seqdir-states/seq_corrupt RUN_INFO_DAMAGED',
  '_broken/seqdir-states/seq_failed RUN_INFO_DAMAGED',
  '_broken/seqdir-states/seq_sequencing RUN_INFO_DAMAGED',
  '_broken/seqdir-states/seq_transferring RUN_INFO_DAMAGED',
  'iScan/constructed/204000000006 IDAT_DAMAGED',
];

async function readCorpus(corpus: string): Promise<InventoryRoots> {
  return await readInventoryRoots([corpus], { now: NOW });
}

test('every run folder of the corpus lands in the right instrument, or is named', async t => {
  const corpus = corpusOrSkip(t, 'runfolders');
  if (corpus === undefined) return;
  const found = await readCorpus(corpus);
  const groups = Map.groupBy(
    found.readings,
    ({ instrument: { model, serial } }) => `${model.value ?? '-'} | ${serial.value ?? '-'}`,
  );
  const lines = [...groups]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .flatMap(([key, readings]) => [key, ...readings.map(({ source }) => `  ${source.folder}`)]);
  const expected = EXPECTED.trim().split('\n');
  assert.deepEqual(lines, expected);
  assert.deepEqual(
    found.unidentified.map(({ folder, code }) => `${folder} ${code}`),
    UNREADABLE,
  );
});

test('of the corpus, the instruments have the histories that were checked by hand', async t => {
  const corpus = corpusOrSkip(t, 'runfolders');
  if (corpus === undefined) return;
  const { readings } = await readCorpus(corpus);
  const { instruments } = buildInventory(readings);
  const of = (serial: string) => {
    const instrument = instruments.find(one => one.serial === serial);
    return (instrument?.installations ?? []).flatMap(({ id, components }) =>
      components
        .filter(({ kind }) => kind !== 'rta')
        .map(
          ({ kind, states }) =>
            `${id} ${kind} ${states.map(({ version, current }) => `${version} ${current}`).join(', ')}`,
        ),
    );
  };
  assert.deepEqual(of('A00291'), [
    'main control 1.7.0 no, 1.7.5 no, 1.8.0 certain',
    'main universal-copy-service 1.6.3.1575 no, 2.7.2.4320 certain',
  ]);
  assert.deepEqual(of('NDX550421'), [
    'ruo control 4.0.1.41 certain',
    'ruo universal-copy-service null certain',
    'ruo local-run-manager 2.4.0.2385 certain',
  ]);
  assert.deepEqual(of('D00410'), ['main control 2.0.12.0 no, 2.2.58 certain']);
  // One of its runs has no version of the control software.
  assert.deepEqual(of('A00689'), [
    'main control 1.6.0 no, 1.7.0 no, null certain',
    'main universal-copy-service 1.5.6.1074 no, 1.6.3.1575 certain',
  ]);
  assert.deepEqual(of('N9902'), ['main control 4.0.5 certain']);
  const doubted = instruments.filter(({ doubts }) => doubts.length > 0);
  assert.deepEqual(
    doubted.map(({ serial, doubts }) => [serial, ...doubts.map(({ code }) => code)]),
    [['A00510', 'SERIALS_DIFFER']],
  );
});

test('a run and its seal say the same of the instrument', async t => {
  const corpus = corpusOrSkip(t, 'runfolders');
  if (corpus === undefined) return;
  const { readings } = await readCorpus(corpus);
  let compared = 0;
  for (const reading of readings) {
    const { folder } = reading.source;
    if (folder === null || !/^(?:MiSeq|NextSeq|NovaSeq|iScan|iSeq)/.test(folder)) continue;
    const inspection = await inspectRun(await openRunFolder(`${corpus}/${folder}`));
    const manifest = { chunks: [], sha256: new Uint8Array(32), files: 0, bytes: 0 };
    const predicate = sealPredicate({
      ...{ kind: 'run', made: 'retrospective', generation: 1, previousSeal: null, derivedFrom: null },
      ...{
        sourceLabel: null,
        startedAt: NOW,
        sealedAt: NOW,
        version: '0.0.0-test',
        special: [],
        priorEvidence: [],
      },
      ...{ inspection, manifest },
    });
    const sealed = readingOfSeal('ab'.repeat(32), predicate, { now: NOW });
    const facts = ({ source: { runId }, simulated, instrument, software }: Reading) => ({
      runId,
      simulated,
      instrument,
      software,
    });
    assert.deepEqual(facts(sealed), facts(reading), folder);
    compared++;
  }
  assert.ok(compared > 60, `${compared}`);
});
