import assert from 'node:assert/strict';
import { test } from 'node:test';
import { makeIdat } from '../test/make-idat.ts';
import { memoryRun, rootOf, runInfoXml } from '../test/memory-run.ts';
import { identifyRun } from './identify-run.ts';

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
  assert.deepEqual(
    warnings.map(({ code }) => code),
    ['IDAT_DAMAGED'],
  );
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
