import assert from 'node:assert/strict';
import { test } from 'node:test';
import { planRun } from '../src/index.ts';
import { filesOf, need } from './files.ts';

interface ReadIdat {
  readonly fields: ReadonlyMap<number, number>;
  readonly barcode: string;
  readonly position: string;
  readonly rows: readonly (readonly string[])[];
}

/** Reads by the published layout and insists that the history ends the file. */
function readIdat(bytes: Buffer): ReadIdat {
  assert.equal(bytes.toString('latin1', 0, 4), 'IDAT');
  assert.equal(bytes.readBigInt64LE(4), 3n);
  const fields = new Map<number, number>();
  for (let field = 0; field < bytes.readInt32LE(12); field++) {
    fields.set(bytes.readUInt16LE(16 + 10 * field), Number(bytes.readBigInt64LE(18 + 10 * field)));
  }
  const place = (code: number): number => need(fields.get(code), `field ${code}`);
  let at = 0;
  const string = (): string => {
    let length = 0;
    for (let shift = 0; ; shift += 7) {
      const byte = need(bytes[at++], 'length');
      length |= (byte & 127) << shift;
      if (byte < 128) break;
    }
    at += length;
    return bytes.toString('latin1', at - length, at);
  };
  const stringOf = (code: number): string => {
    at = place(code);
    return string();
  };
  const probes = bytes.readInt32LE(place(1000));
  assert.equal(place(103), place(102) + 4 * probes);
  assert.equal(place(104), place(103) + 2 * probes);
  assert.equal(place(107), place(104) + 2 * probes);
  assert.equal(place(200), place(107) + probes);
  assert.equal(bytes.readInt32LE(place(200)), probes);
  const [barcode, position] = [stringOf(402), stringOf(404)];
  at = place(300) + 4;
  const rows = Array.from({ length: bytes.readInt32LE(place(300)) }, () =>
    [1, 2, 3, 4, 5].map(() => string()),
  );
  assert.equal(at, bytes.length, 'the history ends with the file');
  return { fields, barcode, position, rows };
}

test('a chip folder has a green and a red file for each position, named by the chip', () => {
  const files = filesOf({ model: 'iscan', tiles: 12, clusters: 300 });
  const { folderName } = planRun({ model: 'iscan' });
  assert.match(folderName, /^\d{12}$/);
  assert.equal(files.size, 24);
  for (const [path, bytes] of files) {
    const read = readIdat(bytes);
    assert.match(path, /^\d{12}_R\d\dC01_(Grn|Red)\.idat$/);
    assert.equal(path.slice(0, 19), `${read.barcode}_${read.position}`);
    assert.equal(read.barcode, folderName);
    assert.equal(read.fields.size, 17);
  }
});

test('the scan row names the simulated scanner and its software, spelt as the scanner spells it', () => {
  const [bytes] = filesOf({ model: 'iscan' }).values();
  const { rows } = readIdat(need(bytes, 'file'));
  assert.deepEqual(
    rows.map(row => row[1]),
    ['Decoding', 'Scan', 'Register', 'Extract'],
  );
  const scan = need(rows[1], 'scan row');
  assert.match(
    need(scan[2], 'parameters'),
    /^sherlockID=NSIM0001\|ScannerID=NSIM0001\|.*\|SoftwareAppication=iScan Control Software\|SoftwareVersion=4\.0\.5$/,
  );
  assert.deepEqual(scan.slice(3), ['iScan Control Software', '4.0.5']);
});

test('a scan that ended early has fewer positions, an aborted one half a file', () => {
  assert.equal(filesOf({ model: 'iscan', scenario: 'ended-early', clusters: 50 }).size, 10);
  const aborted = [...filesOf({ model: 'iscan', scenario: 'aborted', clusters: 50 }).values()];
  assert.equal(aborted.length, 11);
  assert.throws(() => readIdat(need(aborted.at(-1), 'last file')));
});

test('options and scenarios that a chip cannot have are refused', () => {
  for (const options of [
    { lanes: 1 },
    { cycles: 10 },
    { tiles: 25 },
    { scenario: 'growing-interop' },
    { scenario: 'failed' },
  ]) {
    assert.throws(() => planRun({ model: 'iscan', ...options }), { code: 'USAGE' });
  }
});
