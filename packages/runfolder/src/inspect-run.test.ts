import assert from 'node:assert/strict';
import { test } from 'node:test';
import { SeqwardenError } from '@seqwarden/proof';
import { memoryRun, miseqFiles, runInfoXml, runParametersXml, statusXml } from '../test/memory-run.ts';
import { inspectRun } from './inspect-run.ts';

type Files = Record<string, string | Uint8Array>;

const inspect = (files: Files, name?: string) => inspectRun(memoryRun(files, name));

async function codes(files: Files): Promise<string[]> {
  return (await inspect(files)).warnings.map(({ code }) => code);
}

const MISEQ = {
  'Setup/ApplicationName': 'MiSeq Control Software',
  'Setup/ApplicationVersion': '2.6.2.1',
  RTAVersion: '1.18.54',
  ScannerID: 'M00001',
  RunID: 'RUN',
};

test('a whole MiSeq run is told with the source of every fact', async () => {
  const run = await inspect(
    {
      'RunInfo.xml': runInfoXml({ id: '200101_M00001_0001_X', reads: [1, -1] }),
      'runParameters.xml': runParametersXml({ ...MISEQ, RunID: '200101_M00001_0001_X' }),
      'RTAComplete.txt': ' ',
      ...miseqFiles(),
    },
    'renamed by the lab_1',
  );
  const read = (value: unknown, from: string) => ({ value, confidence: 'read', from });
  const nothing = { value: null, confidence: 'unknown', from: null };
  const inferred = (value: unknown) => ({
    value,
    confidence: 'inferred',
    from: 'RunInfo.xml#Run/Instrument',
  });
  assert.deepEqual(run, {
    runId: read('200101_M00001_0001_X', 'RunInfo.xml#Run/@Id'),
    folderName: 'renamed by the lab_1',
    layout: 'bcl',
    simulated: false,
    instrument: {
      vendor: inferred('Illumina'),
      model: inferred('MiSeq'),
      serial: read('M00001', 'RunInfo.xml#Run/Instrument'),
      mode: nothing,
    },
    software: {
      control: {
        name: read('MiSeq Control Software', 'runParameters.xml#Setup/ApplicationName'),
        version: read('2.6.2.1', 'runParameters.xml#Setup/ApplicationVersion'),
      },
      rta: read('1.18.54', 'runParameters.xml#RTAVersion'),
      universalCopyService: nothing,
      localRunManager: nothing,
    },
    flowCell: read('FLOWCELL', 'RunInfo.xml#Run/Flowcell'),
    reads: read(
      [
        { number: 1, cycles: 1, index: false },
        { number: 2, cycles: 1, index: true },
      ],
      'RunInfo.xml#Run/Reads',
    ),
    lanes: read(1, 'RunInfo.xml#Run/FlowcellLayout/@LaneCount'),
    surfaces: read(1, 'RunInfo.xml#Run/FlowcellLayout/@SurfaceCount'),
    tiles: { value: 2, confidence: 'inferred', from: 'RunInfo.xml#Run/FlowcellLayout' },
    completion: { state: 'complete', rule: 'rta-complete', markers: ['RTAComplete.txt'] },
    files: {
      expected: 6,
      present: 6,
      missing: { count: 0, byLocation: [], more: 0, groups: [] },
      unexpected: { count: 0, byLocation: [], more: 0, groups: [] },
    },
    warnings: [],
  });
});

test('a folder without anything known is a run of unknown everything', async () => {
  const run = await inspect({ 'notes.txt': '' });
  assert.equal(run.layout, 'unknown');
  assert.equal(run.runId.value, null);
  assert.equal(run.instrument.vendor.value, null);
  assert.deepEqual(run.completion, { state: 'unknown', rule: 'not-a-run', markers: [] });
  assert.equal(run.files.expected, null);
});

test('a half-copied RunInfo.xml is an error that says so', async () => {
  const xml = runInfoXml();
  for (const [content, code] of [
    ['', 'RUN_INFO_DAMAGED'],
    [xml.slice(0, 300), 'RUN_INFO_DAMAGED'],
    [`<!DOCTYPE RunInfo>${xml.slice(xml.indexOf('<RunInfo'))}`, 'XML_REFUSED'],
    [' '.repeat(9 * 1024 * 1024), 'FILE_TOO_LARGE'],
  ] as const) {
    await assert.rejects(
      inspect({ 'RunInfo.xml': content }),
      error => error instanceof SeqwardenError && error.code === code && error.path === 'RunInfo.xml',
    );
  }
});

test('a damaged file that a run can do without hides only its own facts', async () => {
  const files = { 'RunInfo.xml': runInfoXml(), ...miseqFiles() };
  const cut = await inspect({ ...files, 'RunParameters.xml': '<RunParameters><Setup>' });
  assert.equal(cut.instrument.serial.value, 'M00001');
  assert.equal(cut.software.control.version.value, null);
  assert.deepEqual(
    cut.warnings.map(({ code }) => code),
    ['RUN_PARAMETERS_DAMAGED'],
  );
  const refused = { ...files, 'RunParameters.xml': '<!DOCTYPE RunParameters><RunParameters/>' };
  assert.deepEqual(await codes(refused), ['XML_REFUSED']);
  const status = await inspect({
    ...files,
    'RunCompletionStatus.xml': '<RunCompletionStatus ',
    'RTAComplete.txt': '',
  });
  assert.equal(status.completion.rule, 'status-damaged');
  assert.deepEqual(
    status.warnings.map(({ code }) => code),
    ['RUN_COMPLETION_STATUS_DAMAGED'],
  );
});

test('RunParameters.xml is found in either letter case, and both together are a collision', async () => {
  const info = { 'RunInfo.xml': runInfoXml(), ...miseqFiles() };
  const lower = await inspect({ ...info, 'runParameters.xml': runParametersXml(MISEQ) });
  assert.equal(lower.software.rta.from, 'runParameters.xml#RTAVersion');
  const equal = await inspect({
    ...info,
    'runParameters.xml': runParametersXml(MISEQ),
    'RunParameters.xml': runParametersXml(MISEQ),
  });
  assert.equal(equal.software.rta.from, 'RunParameters.xml#RTAVersion');
  assert.deepEqual(
    equal.warnings.map(({ code }) => code),
    ['NAME_COLLISION'],
  );
  const differing = await inspect({
    ...info,
    'runParameters.xml': runParametersXml(MISEQ),
    'RunParameters.xml': runParametersXml({ ...MISEQ, RTAVersion: '9' }),
  });
  assert.equal(differing.software.rta.value, null);
  assert.deepEqual(
    differing.warnings.map(({ code }) => code),
    ['NAME_COLLISION'],
  );
});

test('prefixes of versions are kept as recorded', async () => {
  const hiseq = await inspect({
    'RunInfo.xml': runInfoXml({ instrument: 'ST-E00001' }),
    'runParameters.xml': runParametersXml({
      'Setup/ApplicationName': 'HiSeq Control Software',
      'Setup/ApplicationVersion': 'HD 3.5.0.7',
      'Setup/RTAVersion': '2.7.7',
    }),
  });
  assert.equal(hiseq.instrument.model.value, 'HiSeq X');
  assert.equal(hiseq.software.control.version.value, 'HD 3.5.0.7');
  const novaseq = await inspect({
    'RunParameters.xml': runParametersXml({ Application: 'NovaSeq Control Software', RtaVersion: 'v3.4.4' }),
  });
  assert.equal(novaseq.software.rta.value, 'v3.4.4');
});

test('an empty UcsVersion is inferred from the control software, an absent one is not', async () => {
  const novaseq = {
    Application: 'NovaSeq Control Software',
    ApplicationVersion: '1.7.0',
    InstrumentName: 'A00001',
  };
  const ucs = async (more: Record<string, string>) =>
    (await inspect({ 'RunParameters.xml': runParametersXml({ ...novaseq, ...more }) })).software
      .universalCopyService;
  assert.deepEqual(await ucs({ UcsVersion: '', UcsRunId: '17' }), {
    value: '1.6.3.1575',
    confidence: 'inferred',
    from: 'RunParameters.xml#ApplicationVersion',
  });
  assert.deepEqual(await ucs({ UcsVersion: '2.0', UcsRunId: '17' }), {
    value: '2.0',
    confidence: 'read',
    from: 'RunParameters.xml#UcsVersion',
  });
  assert.deepEqual(await ucs({}), { value: null, confidence: 'unknown', from: null });
  const unheardOf = await ucs({ UcsVersion: '', ApplicationVersion: '9.9' });
  assert.deepEqual(unheardOf, { value: null, confidence: 'unknown', from: 'RunParameters.xml#UcsVersion' });
});

test('a Local Run Manager of which only a run id is recorded is there, its version unknown', async () => {
  const run = await inspect({
    'RunParameters.xml': runParametersXml({ ...MISEQ, LocalRunManagerRunId: '12' }),
  });
  assert.deepEqual(run.software.localRunManager, {
    value: null,
    confidence: 'unknown',
    from: 'RunParameters.xml#LocalRunManagerRunId',
  });
});

test('the mode is said by DxRuoRunType or by the suffix _RUO, never by a prefix', async () => {
  const mode = async (instrument: string, more: Record<string, string> = {}) =>
    (
      await inspect({
        'RunInfo.xml': runInfoXml({ instrument }),
        'RunParameters.xml': runParametersXml({ ScannerID: instrument, ...more }),
      })
    ).instrument.mode;
  for (const serial of ['M70001', 'NDX550001', 'ADX00001', 'M00001']) {
    assert.deepEqual(await mode(serial), { value: null, confidence: 'unknown', from: null }, serial);
  }
  const suffix = { value: 'ruo', confidence: 'inferred', from: 'RunInfo.xml#Run/Instrument' };
  assert.deepEqual(await mode('NDX550001_RUO'), suffix);
  assert.equal((await mode('ALIAS_RUO')).value, null);
  const said = { value: 'ruo', confidence: 'read', from: 'RunParameters.xml#DxRuoRunType' };
  assert.deepEqual(await mode('M70001', { DxRuoRunType: 'Ruo' }), said);
  assert.equal((await mode('M70001', { DxRuoRunType: 'Dx' })).value, 'dx');
  assert.equal((await mode('M70001', { DxRuoRunType: 'Both' })).value, null);
});

test('a folder name is never split: serials may hold an underscore', async () => {
  const id = '200318_NDX550001_RUO_0004_AXYZ';
  const run = await inspect(
    { 'RunInfo.xml': runInfoXml({ id, instrument: 'NDX550001_RUO' }) },
    'DX_1 (copy)',
  );
  assert.equal(run.runId.value, id);
  assert.equal(run.instrument.serial.value, 'NDX550001_RUO');
  assert.equal(run.instrument.model.value, 'NextSeq 550Dx');
  assert.equal(run.folderName, 'DX_1 (copy)');
});

test('an alias in one file gives way to a serial in the other; alone it is kept and warned of', async () => {
  const parameters = { Application: 'NovaSeq Control Software', InstrumentName: 'NV1' };
  const both = await inspect({
    'RunInfo.xml': runInfoXml({ instrument: 'A00001' }),
    'RunParameters.xml': runParametersXml(parameters),
  });
  assert.equal(both.instrument.serial.value, 'A00001');
  assert.deepEqual(
    both.warnings.filter(({ code }) => code.startsWith('SERIAL')),
    [],
  );
  const alias = await inspect({
    'RunInfo.xml': runInfoXml({ instrument: 'SL-NVB' }),
    'RunParameters.xml': runParametersXml(parameters),
  });
  assert.equal(alias.instrument.serial.value, 'SL-NVB');
  assert.equal(alias.instrument.model.value, null);
  assert.equal(alias.layout, 'cbcl');
  assert.ok(alias.warnings.some(({ code }) => code === 'SERIAL_UNRECOGNISED'));
});

test('two files that name different instruments, runs or flow cells are warned of', async () => {
  const files = {
    'RunInfo.xml': runInfoXml({ instrument: 'M00002', id: 'A' }),
    'RunParameters.xml': runParametersXml({ ...MISEQ, RunID: 'B', 'FlowcellRFIDTag/SerialNumber': 'C' }),
  };
  const found = await codes(files);
  for (const code of ['RUN_ID_DIFFERS', 'FLOW_CELL_DIFFERS', 'SERIAL_DIFFERS'])
    assert.ok(found.includes(code), code);
});

test('a run is simulated only where no file of it names a real instrument', async () => {
  for (const [info, parameters, serial, simulated] of [
    ['MSIM0001', 'MSIM0001', 'MSIM0001', true],
    ['MSIM0001', 'M00001', 'M00001', false],
    ['M00001', 'MSIM0001', 'M00001', false],
    ['MSIM0001', 'our MiSeq', 'our MiSeq', false],
    ['LAB-SIM2023', 'LAB-SIM2023', 'LAB-SIM2023', false],
  ] as const) {
    const run = await inspect({
      'RunInfo.xml': runInfoXml({ instrument: info }),
      'RunParameters.xml': runParametersXml({ ...MISEQ, ScannerID: parameters }),
    });
    assert.deepEqual([run.instrument.serial.value, run.simulated], [serial, simulated], info);
    const differ = run.warnings.some(({ code }) => code === 'SERIAL_DIFFERS');
    assert.equal(differ, info !== parameters, `${info}, ${parameters}`);
  }
});

test('a serial and a software that exclude each other leave the model unknown', async () => {
  const run = await inspect({
    'RunInfo.xml': runInfoXml({ instrument: 'A00001' }),
    'RunParameters.xml': runParametersXml({ 'Setup/ApplicationName': 'MiSeq Control Software' }),
  });
  assert.equal(run.instrument.model.value, null);
  assert.ok(run.warnings.some(({ code }) => code === 'MODEL_CONTRADICTED'));
});

test('NovaSeq X before 1.2 calls itself control-software: its type and suite version tell', async () => {
  const run = await inspect({
    'RunParameters.xml': runParametersXml({
      Application: 'control-software',
      SystemSuiteVersion: '1.1.0.18335',
      InstrumentType: 'NovaSeqXPlus',
      InstrumentSerialNumber: 'LH00001',
    }),
  });
  assert.deepEqual(run.instrument.model, {
    value: 'NovaSeq X',
    confidence: 'read',
    from: 'RunParameters.xml#InstrumentType',
  });
  assert.equal(run.software.control.version.value, '1.1.0.18335');
});

test('the suite version is not the control software where both exist', async () => {
  const nextseq = { 'Setup/ApplicationName': 'NextSeq Control Software', SystemSuiteVersion: '2.0.1.2' };
  const version = async (more: Record<string, string>) =>
    (await inspect({ 'RunParameters.xml': runParametersXml({ ...nextseq, ...more }) })).software.control
      .version.value;
  assert.equal(await version({ 'Setup/ApplicationVersion': '2.0.0.24' }), '2.0.0.24');
  assert.equal(await version({}), null);
});

test('a simulated serial labels the run', async () => {
  assert.ok((await inspect({ 'RunInfo.xml': runInfoXml({ instrument: 'ASIM0001' }) })).simulated);
});

test('names and addresses of persons appear nowhere in the answer', async () => {
  const secrets = ['operator.name', 'someone@example.org', '\\\\nas\\share', 'SAMPLE-17', 'HOST-9'];
  const run = await inspect({
    'RunInfo.xml': runInfoXml(),
    'RunParameters.xml': runParametersXml({
      ...MISEQ,
      Username: secrets[0] ?? '',
      BaseSpaceUserName: secrets[1] ?? '',
      OutputFolder: secrets[2] ?? '',
      ExperimentName: secrets[3] ?? '',
      ComputerName: secrets[4] ?? '',
      LocalRunManagerVersion: secrets[1] ?? '',
    }),
    'RunCompletionStatus.xml': statusXml({
      CompletionStatus: 'UserEndedEarly',
      ErrorDescription: secrets.join(' '),
    }),
  });
  const printed = JSON.stringify(run);
  for (const secret of secrets) assert.ok(!printed.includes(secret), secret);
});

test('a run that ended early is measured by the cycles that it completed', async () => {
  const files = {
    'RunInfo.xml': runInfoXml({ instrument: 'NB500001', reads: [75, -8], lanes: 1, sections: 1 }),
    'RunParameters.xml': runParametersXml({
      'Setup/ApplicationName': 'NextSeq Control Software',
      'Setup/ApplicationVersion': '2.1.0.31',
    }),
    'RTAComplete.txt': '',
  };
  const status = {
    CompletionStatus: 'UserEndedEarly',
    CompletedRead1Cycles: '3',
    CompletedIndex1ReadCycles: '0',
  };
  const known = await inspect({ ...files, 'RunCompletionStatus.xml': statusXml(status) });
  assert.equal(known.completion.state, 'ended_early');
  // Three cycles, their indices, the lane's index and positions; no filter before cycle 26.
  assert.equal(known.files.expected, 8);
  const untold = await inspect({
    ...files,
    'RunCompletionStatus.xml': statusXml({ CompletionStatus: 'UserEndedEarly' }),
  });
  assert.equal(untold.files.expected, null);
});

test('an early end that nothing records shows in the cycles, and is warned of', async () => {
  const files = { 'RunInfo.xml': runInfoXml({ instrument: 'D00001', reads: [40] }), 'RTAComplete.txt': '' };
  const early = await inspect({ ...files, ...miseqFiles(30) });
  assert.equal(early.completion.rule, 'ends-at-whole-cycle');
  assert.equal(early.files.expected, 64);
  assert.equal(early.files.missing?.count, 0);
  assert.deepEqual(
    early.warnings.map(({ code }) => code),
    ['ENDS_EARLY'],
  );
  const gap: Files = { ...files, ...miseqFiles(30) };
  delete gap['Data/Intensities/BaseCalls/L001/C30.1/s_1_1101.bcl'];
  const missing = await inspect(gap);
  assert.equal(missing.completion.rule, 'end-marker-but-files-missing');
  assert.equal(missing.files.expected, 84);
  assert.equal(missing.files.missing?.count, 21);
});

test('NovaSeq X says completed of a run that was ended early, and counts fewer cycles', async () => {
  const status =
    '<RunCompletionStatus><RunStatus>RunCompleted</RunStatus><CompletedReads><Read ReadName="Read1" Cycles="2"/></CompletedReads></RunCompletionStatus>';
  const run = await inspect({
    'RunInfo.xml': runInfoXml({ instrument: 'LH00001', reads: [9] }),
    'RunCompletionStatus.xml': status,
    'RTAComplete.txt': '',
    'CopyComplete.txt': '',
  });
  assert.equal(run.completion.rule, 'fewer-cycles-than-planned');
  assert.equal(run.files.expected, 3);
});

test('a lab-made marker counts for nothing, and is named', async () => {
  const novaseq = { 'RunInfo.xml': runInfoXml({ instrument: 'A00001' }), 'RTAComplete.txt': '' };
  const lower = await inspect({ ...novaseq, 'copycomplete.txt': '' });
  assert.equal(lower.completion.rule, 'awaits-copy-complete');
  assert.deepEqual(lower.completion.markers, ['RTAComplete.txt', 'copycomplete.txt']);
  assert.ok(lower.warnings.some(({ code }) => code === 'MARKER_LETTER_CASE'));
  const hiseq = { 'RunInfo.xml': runInfoXml({ instrument: 'D00001' }), 'CopyComplete.txt': '' };
  assert.ok((await codes(hiseq)).includes('MARKER_FOREIGN'));
});

test('markers of an onboard analysis are listed, and do not end the run', async () => {
  const run = await inspect({
    'RunInfo.xml': runInfoXml({ instrument: 'LH00001' }),
    'Analysis/1/CopyComplete.txt': '',
    'Analysis/1/Data/Secondary_Analysis_Complete.txt': '',
  });
  assert.equal(run.completion.state, 'running');
  assert.equal(run.completion.markers.length, 2);
});

test('a run whose base calls were left on the instrument expects nothing', async () => {
  const run = await inspect({
    'RunInfo.xml': runInfoXml({ instrument: 'LH00001' }),
    'RunParameters.xml': runParametersXml({ InstrumentType: 'NovaSeqXPlus', DisableBclCopy: 'true' }),
    'RTAComplete.txt': '',
    'CopyComplete.txt': '',
  });
  assert.equal(run.files.expected, null);
  assert.equal(run.completion.state, 'complete');
});

test('reads and layouts that make no sense are unknown, not guessed', async () => {
  const info = runInfoXml();
  const unusable = {
    READ_INDEX_UNKNOWN: info.replace('IsIndexedRead="N"', 'IsIndexedRead="Q"'),
    READS_UNUSABLE: info.replace('NumCycles="2"', 'NumCycles="many"'),
    LAYOUT_UNUSABLE: info.replace('LaneCount="1"', 'LaneCount="1000000"'),
    TILES_UNUSABLE: runInfoXml({ tileList: ['1_1101', '1_x'] }),
  };
  for (const [code, xml] of Object.entries(unusable)) {
    assert.ok((await codes({ 'RunInfo.xml': xml })).includes(code), code);
  }
});
