import assert from 'node:assert/strict';
import { test } from 'node:test';
import { filesOf, need } from '../test/files.ts';
import { MODELS, type ModelName, planRun } from './index.ts';

/** What each model's files must say of the instrument and its software, and how its folder is named. */
const FACTS: Partial<Record<ModelName, { folder: RegExp; runInfo: RegExp; parameters: readonly string[] }>> =
  {
    miseq: {
      folder: /^\d{6}_MSIM0001_\d{4}_000000000-\w{5}$/,
      runInfo:
        /Version="2".*<Date>\d{6}<.*<FlowcellLayout LaneCount="1" SurfaceCount="2" SwathCount="1" TileCount="2" \/>/s,
      parameters: [
        '<ApplicationName>MiSeq Control Software<',
        '<MCSVersion>4.1.0.656<',
        '<DxRuoRunType>Ruo<',
        '<ScannerID>MSIM0001<',
        '<CopyServiceRunId>',
      ],
    },
    'miseq-i100': {
      folder: /^\d{8}_SHSIM0001_\d{4}_ASC\d{7}-SC3$/,
      runInfo: /Version="7".*<Flowcell>BXA\d{5}-\d{4}<.*<Date>2025-\d\d-\d\dT\d\d:\d\d:\d\dZ</s,
      parameters: ['<Application>MiSeqi100Series Control Software<', '<InstrumentType>MiSeqi100Plus<'],
    },
    miniseq: {
      folder: /^\d{6}_MNSIM0001_\d{4}_A000H\w{5}$/,
      runInfo: /Version="4".*"FiveDigit".*<Tile>1_11101</s,
      parameters: ['<ApplicationName>MiniSeq Control Software<', '<LocalRunManagerVersion>2.4.1.2636<'],
    },
    'iseq-100': {
      folder: /^\d{8}_FSSIM0001_\d{1,3}_BSE\d{5}-\d{4}$/,
      runInfo: /Version="5".*SectionPerLane="1".*"FourDigit"/s,
      parameters: ['<ApplicationName>iSeq Control Software<', '<RtaVersion>2.12.5.0<', '<UcsRunId>'],
    },
    'nextseq-500': {
      folder: /^\d{6}_NSSIM0001_\d{4}_AH\w{8}$/,
      runInfo: /Version="4"/,
      parameters: ['<ApplicationVersion>2.1.0.31<', '<SystemSuiteVersion>2.1.2.1<'],
    },
    'nextseq-550dx': {
      folder: /^\d{6}_NDXSIM0001_RUO_\d{4}_AH\w{8}$/,
      runInfo: /<Instrument>NDXSIM0001_RUO</,
      parameters: ['<ComputerName>NDXSIM0001-RUO<', '<LocalRunManagerVersion>2.4.0.2385<'],
    },
    'nextseq-2000': {
      folder: /^\d{6}_VHSIM0001_\d{1,3}_AAA\w{6}$/,
      runInfo: /Version="6".*IsReverseComplement="Y"/s,
      parameters: ['<ApplicationName>NextSeq 1000/2000 Control Software<', '<CopyServiceVersion>2.0.8.695<'],
    },
    'novaseq-6000': {
      folder: /^\d{6}_ASIM0001_\d{4}_[AB]H\w{8}$/,
      runInfo: /Version="5".*<Date>\d+\/\d+\/2025 \d+:\d\d:\d\d [AP]M<.*FlowcellSide="[12]"/s,
      parameters: ['<RtaVersion>v3.4.4<', '<UcsVersion>2.7.3.4836<', '<ApplicationVersion>1.8.1<'],
    },
    'novaseq-x': {
      folder: /^\d{8}_LHSIM0001_\d{4}_[AB]22\w{7}$/,
      runInfo: /Version="6"/,
      parameters: ['<Application>NovaSeqXSeries Control Software<', '<InstrumentType>NovaSeqXPlus<'],
    },
    'hiseq-2000': {
      folder: /^\d{6}_SNSIM0001_\d{4}_[AB]H\w{8}$/,
      runInfo: /Version="2"/,
      parameters: ['<ApplicationName>HiSeq Control Software<', '<RTAVersion>1.17.20<'],
    },
    'hiseq-x': {
      folder: /^\d{6}_ST-ESIM0001_\d{4}_[AB]H\w{8}$/,
      runInfo: /Version="3".*"FourDigit"/s,
      parameters: ['<ApplicationVersion>HD 3.5.0.7<', '<RTAVersion>2.7.7<'],
    },
  };

for (const [model, facts] of Object.entries(FACTS)) {
  test(`${model}: names, versions and dates are written as the model writes them`, () => {
    const files = filesOf({ model, clusters: 5, cycles: 5 });
    const parameters = need(files.get('RunParameters.xml') ?? files.get('runParameters.xml'), 'parameters');
    assert.match(planRun({ model }).folderName, facts.folder);
    assert.match(need(files.get('RunInfo.xml'), 'RunInfo.xml').toString(), facts.runInfo);
    for (const field of facts.parameters) assert.ok(parameters.includes(field), field);
  });
}

test('no mode is written for the Dx models whose Dx mode nobody has seen', () => {
  for (const model of ['miseqdx', 'nextseq-550dx', 'novaseq-6000dx']) {
    const files = filesOf({ model, clusters: 5, cycles: 5 });
    assert.doesNotMatch(need(files.get('RunParameters.xml'), 'parameters').toString(), /DxRuo|RunType/);
  }
});

test('every model stands in the table under its own name, and no two share a serial', () => {
  for (const [name, model] of Object.entries(MODELS)) assert.equal(model.name, name);
  assert.equal(new Set(Object.values(MODELS).map(model => model.serial)).size, Object.keys(MODELS).length);
});
