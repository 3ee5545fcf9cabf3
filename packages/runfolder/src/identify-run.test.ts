import assert from 'node:assert/strict';
import { test } from 'node:test';
import { SeqwardenError } from '@seqwarden/proof';
import fc from 'fast-check';
import { makeIdat } from '../test/make-idat.ts';
import { memoryRun, rootOf, runInfoXml } from '../test/memory-run.ts';
import { identifyRun } from './identify-run.ts';
import { inspectRun } from './inspect-run.ts';

const NOW = new Date('2026-11-23T12:00:00Z');

function scan(scanner: string, time: string) {
  const parameters = `sherlockID=${scanner}|ScannerID=${scanner}|Username=somebody`;
  return [time, 'Scan', parameters, 'iScan Control Software', '4.0.5'] as const;
}

async function identify(files: Parameters<typeof memoryRun>[0], zone?: string) {
  return await identifyRun(rootOf(memoryRun(files)), {
    now: NOW,
    ...(zone === undefined ? {} : { zoneOf: () => zone }),
  });
}

test('chips of several scanners in one folder are told apart', async () => {
  const { identities } = await identify({
    '204000000001_R01C01_Grn.idat': makeIdat({ rows: [scan('N285', '1/27/2021 10:00:00 AM')] }),
    '204000000001_R01C01_Red.idat': makeIdat({ rows: [scan('N285', '1/27/2021 10:00:00 AM')] }),
    '204000000002_R01C01_Grn.idat': makeIdat({ rows: [scan('N1065', '13/2/2021 10:00:00')] }),
  });
  assert.deepEqual(
    identities.map(({ instrument, began }) => [instrument.serial.value, began.at?.from]),
    [
      ['N285', '2021-01-26T20:00:00.000Z'],
      ['N1065', '2021-02-12T20:00:00.000Z'],
    ],
  );
});

test('a chip of which one file is damaged is known by the other', async () => {
  const whole = makeIdat({ rows: [scan('N285', '1/27/2021 10:00:00 AM')] });
  const { identities, warnings } = await identify({
    '204000000001_R01C01_Grn.idat': whole.subarray(0, 200),
    '204000000001_R01C01_Red.idat': whole,
  });
  assert.equal(identities[0].instrument.serial.value, 'N285');
  assert.deepEqual(warnings, []);
});

test('of more chips than are read it is said that some were not', async () => {
  const idat = makeIdat({ rows: [scan('N285', '1/27/2021 10:00:00 AM')] });
  const names = Array.from(
    { length: 300 },
    (_, at) => `2040000${String(at).padStart(5, '0')}_R01C01_Grn.idat`,
  );
  const { identities, warnings } = await identify(Object.fromEntries(names.map(name => [name, idat])));
  assert.equal(identities.length, 256);
  assert.ok(warnings.some(({ code }) => code === 'IDAT_PARTLY_READ'));
});

test('the zone of the place narrows the date', async () => {
  const { identities } = await identify(
    { 'RunInfo.xml': runInfoXml({ id: '200102_M00001_1_X' }) },
    'Asia/Tokyo',
  );
  assert.deepEqual(identities[0].began.at, {
    from: '2020-01-02T06:04:05.000Z',
    until: '2020-01-02T06:04:05.999Z',
  });
});

test('a folder without any of the files is a run of unknown everything', async () => {
  const { identities } = await identify({ 'RTAComplete.txt': '' });
  const [{ instrument, began }] = identities;
  assert.deepEqual([instrument.serial.value, instrument.vendor.value, began.at], [null, null, null]);
});

const PIECES = [
  ...['<Tiles>', '</Tiles>', '<Tile>1_1101</Tile>', '<Tile>1_1</Tile>\r\n', '<Tile>x</Tile>', '<!--', '-->'],
  ...[
    '<![CDATA[',
    ']]>',
    '</RunInfo>',
    '<Run Id="2">',
    '</Run>',
    '<Instrument>A00001</Instrument>',
    ' ',
    '<a/>',
  ],
];

test('whatever stands in RunInfo.xml, identification and inspection say the same, or refuse it alike', async () => {
  const [before = '', after = ''] = runInfoXml({ tileList: ['1_1'] }).split('<Tile>1_1</Tile>');
  await fc.assert(
    fc.asyncProperty(fc.array(fc.constantFrom(...PIECES), { maxLength: 12 }), async pieces => {
      const run = memoryRun({ 'RunInfo.xml': before + pieces.join('') + after });
      const said = async (work: Promise<unknown>) =>
        await work.catch(error => (error instanceof SeqwardenError ? error.code : String(error)));
      const whole = await said(inspectRun(run).then(({ runId, instrument }) => ({ runId, instrument })));
      const shallow = await said(
        identifyRun(rootOf(run), { now: NOW }).then(({ identities: [{ runId, instrument }] }) => ({
          runId,
          instrument,
        })),
      );
      assert.deepEqual(shallow, whole);
    }),
    { numRuns: 500 },
  );
});

test('a tile list of more parts, or more text, than a document may have is refused by both', async () => {
  const tiles = (count: number, blanks: string) =>
    Array.from({ length: count }, () => `1_1101</Tile>${blanks}<Tile>1_1102`);
  for (const list of [tiles(26_000, ''), tiles(10_000, ' '.repeat(110))]) {
    const run = memoryRun({ 'RunInfo.xml': runInfoXml({ tileList: list }) });
    await assert.rejects(identifyRun(rootOf(run), { now: NOW }), { code: 'XML_REFUSED' });
    await assert.rejects(inspectRun(run), { code: 'XML_REFUSED' });
  }
});
