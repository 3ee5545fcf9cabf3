import assert from 'node:assert/strict';
import { test } from 'node:test';
import { classify, fileClass } from './classify.ts';
import { isMarker } from './markers.ts';

const MARKERS = [
  'RTAComplete.txt',
  'RTAComplete.xml',
  'RTARead1Complete.txt',
  'ImageAnalysis_Netcopy_complete.txt',
  'ImageAnalysis_Netcopy_complete_Read4.txt',
  'Basecalling_Netcopy_complete.txt',
  'Basecalling_Netcopy_complete_Read1.txt',
  'SequencingComplete.txt',
  'SequenceComplete.txt',
  'RunCompletionStatus.xml',
  'CopyComplete.txt',
  'copycomplete.txt',
  'QueuedForAnalysis.txt',
  'CompletedJobInfo.xml',
  'Analysis/1/CopyComplete.txt',
  'Analysis/2/Data/Secondary_Analysis_Complete.txt',
];

test('every completion marker is known by its name, in any letter case', () => {
  for (const path of MARKERS) {
    assert.ok(isMarker(path), path);
    assert.ok(isMarker(path.toUpperCase()), path);
    assert.equal(classify(path), 'markers');
  }
});

test('what only resembles a marker is none', () => {
  for (const path of [
    'CopyComplete.txt.bak',
    'xCopyComplete.txt',
    'Logs/CopyComplete.txt',
    'Analysis/CopyComplete.txt',
    'CopyComplete.txt\n',
    'RTAReadComplete.txt',
    'RunInfo.xml',
  ]) {
    assert.ok(!isMarker(path), path);
  }
});

test('files are classed by what a difference in them is about', () => {
  const B = 'Data/Intensities/BaseCalls';
  const classes = {
    'base calls': [
      `${B}/L001/C1.1/s_1_1101.bcl`,
      `${B}/L001/C1.1/a stranger`,
      'Data/Intensities/s.locs',
      'Data/Intensities/L001/s_1_1101.clocs',
      '204000000001_R01C01_Grn.idat',
    ],
    metadata: [
      'RunInfo.xml',
      'runParameters.xml',
      'SampleSheet.csv',
      'SampleSheet.csv.3',
      'InterOp/TileMetricsOut.bin',
      `${B}/config.xml`,
      'Data/Intensities/RTAConfiguration.xml',
      'RTA3.cfg',
    ],
    other: [
      'Thumbnail_Images/L001/C1.1/s_1_1101_a.jpg',
      'Logs/x.log',
      `${B}/Sample_S1_L001_R1_001.fastq.gz`,
      'Analysis/1/Data/x.fastq.gz',
    ],
  };
  for (const [wanted, paths] of Object.entries(classes)) {
    for (const path of paths) assert.equal(classify(path), wanted, path);
  }
});

test('files are classed by how the instrument treats them', () => {
  const B = 'Data/Intensities/BaseCalls';
  const classes = {
    'write-once': [
      `${B}/L001/C1.1/s_1_1101.bcl`,
      `${B}/L008/C318.1/s_8_2228.bcl.gz`,
      `${B}/L001/0001.bcl.bgzf`,
      `${B}/L001/0001.bcl.bgzf.bci`,
      `${B}/L001/s_1.bci`,
      `${B}/L001/s_1.filter`,
      `${B}/L001/s_1_1101.filter`,
      `${B}/L001/C1.1/L001_1.cbcl`,
      'Data/Intensities/s.locs',
      'Data/Intensities/L001/s_1_1101.clocs',
      'Data/Intensities/L001/s_1.locs',
      '204000000001_R01C01_Grn.idat',
      '204000000001_R01C01_Red.idat.gz',
    ],
    'append-only': [
      'InterOp/QMetricsOut.bin',
      'InterOp/C12.1/ExtractionMetricsOut.bin',
      'RTALogs/x_GlobalLog_0.tsv',
      'Data/RTALogs/Log.txt',
      'Logs/a.log',
      'Logs/CycleTimes.txt',
    ],
    rewritten: [
      'RunInfo.xml',
      'runParameters.xml',
      'RTAConfiguration.xml',
      `${B}/config.xml`,
      'RTARead1Complete.txt',
      'SampleSheet.csv',
      'SampleSheet.csv.3',
      'RunCompletionStatus.xml',
      'InterOp/IndexMetricsOut.bin',
    ],
    other: [
      'Thumbnail_Images/L001/C1.1/s_1_1101_a.jpg',
      `${B}/L001/C1.1/s_1_1101.stats`,
      `${B}/Undetermined_S0_L001_R1_001.fastq.gz`,
      'Analysis/1/x',
      'Analysis/1/Data/Intensities/s.locs',
      'Logs/pictures.zip',
      'README',
    ],
  };
  for (const [wanted, paths] of Object.entries(classes)) {
    for (const path of paths) {
      assert.equal(fileClass(path), wanted, path);
      assert.equal(fileClass(path.toLowerCase()), wanted, `${path} in lower case`);
      assert.equal(fileClass(path.toUpperCase()), wanted, `${path} in upper case`);
    }
  }
});
