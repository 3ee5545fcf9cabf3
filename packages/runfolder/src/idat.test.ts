import assert from 'node:assert/strict';
import { test } from 'node:test';
import { gzipSync } from 'node:zlib';
import { SeqwardenError } from '@seqwarden/proof';
import fc from 'fast-check';
import { makeIdat, SCAN } from '../test/make-idat.ts';
import { memoryRun } from '../test/memory-run.ts';
import { idatParameter, readIdat } from './idat.ts';
import { inspectRun } from './inspect-run.ts';

const parse = (bytes: Uint8Array) =>
  readIdat('x.idat', bytes.length, async (at, length) => bytes.subarray(at, at + length));

const GRN = '204000000001_R01C01_Grn.idat';
const RED = '204000000001_R01C01_Red.idat';

test('an IDAT file names its chip, position, scanner and software', async () => {
  const idat = await parse(makeIdat());
  assert.equal(idat.barcode, '204000000001');
  assert.equal(idat.position, 'R01C01');
  assert.equal(idatParameter(idat.scan?.parameters ?? '', 'ScannerID'), 'N285');
  assert.equal(idat.scan?.version, '3.5.0.2');
});

test('an IDAT file that is cut off anywhere, or goes on after its end, is damaged', async () => {
  const whole = makeIdat();
  const damaged = (error: unknown) => error instanceof SeqwardenError && error.code === 'IDAT_DAMAGED';
  for (let length = 0; length < whole.length; length++) {
    await assert.rejects(parse(whole.subarray(0, length)), damaged, `${length}`);
  }
  await assert.rejects(parse(Buffer.concat([whole, Buffer.alloc(1)])), damaged);
  await assert.rejects(parse(makeIdat({ version: 1 })), damaged);
});

test('an IDAT file of absurdly many rows, or absurdly long texts, is damaged, and little of it is read', async () => {
  const row = (parameters: string) => ['', 'Scan', parameters, '', ''] as const;
  const most = Array.from({ length: 1000 }, () => row(''));
  assert.equal((await parse(makeIdat({ rows: [...most.slice(1), SCAN] }))).scan?.version, '3.5.0.2');
  const absurd = [
    { rows: [...most, row('')] },
    { rows: [row('|'.repeat(4097))] },
    { rows: Array.from({ length: 100 }, () => row('|'.repeat(4096))) },
    { barcode: '1'.repeat(4097) },
  ];
  for (const parts of absurd) {
    const whole = makeIdat(parts);
    let read = 0;
    const reading = readIdat('x.idat', whole.length, async (at, length) => {
      read += length;
      return whole.subarray(at, at + length);
    });
    await assert.rejects(reading, { code: 'IDAT_DAMAGED' });
    assert.ok(read < 260 * 1024, `${read}`);
  }
});

test('an IDAT file with any byte changed is read, or damaged, and nothing else', async () => {
  const whole = makeIdat();
  const change = fc.record({ at: fc.nat(whole.length - 1), to: fc.nat(255) });
  await fc.assert(
    fc.asyncProperty(change, async ({ at, to }) => {
      const bytes = Uint8Array.from(whole);
      bytes[at] = to;
      await parse(bytes).catch(error =>
        assert.ok(error instanceof SeqwardenError && error.code === 'IDAT_DAMAGED'),
      );
    }),
    { numRuns: 500 },
  );
});

test('a chip folder with both colours whole is complete, and says who scanned it', async () => {
  const run = await inspectRun(memoryRun({ [GRN]: makeIdat(), [RED]: makeIdat() }));
  assert.equal(run.layout, 'idat');
  assert.deepEqual(run.instrument.serial, {
    value: 'N285',
    confidence: 'read',
    from: `${GRN}#Scan/ScannerID`,
  });
  assert.deepEqual(run.instrument.model, {
    value: 'iScan',
    confidence: 'inferred',
    from: `${GRN}#Scan/Software`,
  });
  assert.equal(run.software.control.version.value, '3.5.0.2');
  assert.equal(run.flowCell.value, '204000000001');
  assert.deepEqual(run.completion, { state: 'complete', rule: 'idat-pairs-whole', markers: [] });
  assert.equal(run.files.expected, 2);
  assert.ok(!JSON.stringify(run).includes('example.org'));
});

test('a colour that is missing or cut off leaves a chip folder running', async () => {
  const alone = await inspectRun(memoryRun({ [GRN]: makeIdat() }));
  assert.equal(alone.completion.rule, 'idat-not-whole');
  const [missing] = alone.files.missing?.byLocation ?? [];
  assert.ok(missing !== undefined && 'path' in missing && missing.path === RED);
  const cut = await inspectRun(memoryRun({ [GRN]: makeIdat(), [RED]: makeIdat().subarray(0, 200) }));
  assert.equal(cut.completion.rule, 'idat-not-whole');
  assert.deepEqual(
    cut.warnings.map(({ code }) => code),
    ['IDAT_DAMAGED'],
  );
});

test('gzipped IDAT files are read, and a simulated scanner labels the run', async () => {
  const row = [SCAN[0], SCAN[1], 'ScannerID=NSIM0001', SCAN[3], SCAN[4]] as const;
  const zipped = gzipSync(makeIdat({ rows: [row] }));
  const run = await inspectRun(memoryRun({ [`${GRN}.gz`]: zipped, [`${RED}.gz`]: zipped }));
  assert.equal(run.completion.state, 'complete');
  assert.ok(run.simulated);
});

test('files of two chips in one folder are warned of', async () => {
  const other = '204000000002_R01C01';
  const run = await inspectRun(
    memoryRun({
      [GRN]: makeIdat(),
      [RED]: makeIdat(),
      [`${other}_Grn.idat`]: makeIdat({ barcode: '204000000002' }),
      [`${other}_Red.idat`]: makeIdat({ barcode: '204000000002' }),
    }),
  );
  assert.deepEqual(
    run.warnings.map(({ code }) => code),
    ['IDAT_DIFFERS'],
  );
});
