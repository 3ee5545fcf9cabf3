/** A small IDAT file of version 3 of our own making. */
export interface IdatParts {
  readonly barcode?: string;
  readonly position?: string;
  readonly rows?: readonly (readonly [
    time: string,
    type: string,
    parameters: string,
    software: string,
    version: string,
  ])[];
  readonly version?: number;
}

export const SCAN = [
  '6/5/2020 2:44:03 PM',
  'Scan',
  'sherlockID=N285|ScannerID=N285|Username=nobody@example.org|SoftwareAppication=iScan Control Software',
  'iScan Control Software',
  '3.5.0.2',
] as const;

export function makeIdat(parts: IdatParts = {}): Uint8Array {
  const { barcode = '204000000001', position = 'R01C01', rows = [SCAN], version = 3 } = parts;
  const probes = 3;
  const sections: [number, Buffer][] = [
    [1000, u32(probes)],
    [102, Buffer.alloc(4 * probes)],
    [103, Buffer.alloc(2 * probes)],
    [104, Buffer.alloc(2 * probes)],
    [107, Buffer.alloc(probes)],
    [200, Buffer.concat([u32(1), u32(7)])],
    [400, u32(0)],
    [402, text(barcode)],
    [403, text('BeadChip 8x5')],
    [404, text(position)],
    [300, Buffer.concat([u32(rows.length), ...rows.flat().map(text)])],
  ];
  const head = Buffer.alloc(16 + 10 * sections.length);
  head.write('IDAT', 0, 'latin1');
  head.writeBigInt64LE(BigInt(version), 4);
  head.writeInt32LE(sections.length, 12);
  let offset = head.length;
  sections.forEach(([code, bytes], at) => {
    head.writeUInt16LE(code, 16 + 10 * at);
    head.writeBigInt64LE(BigInt(offset), 18 + 10 * at);
    offset += bytes.length;
  });
  return Buffer.concat([head, ...sections.map(([, bytes]) => bytes)]);
}

function u32(value: number): Buffer {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32LE(value);
  return bytes;
}

/** LEB128 length, then the text. */
function text(value: string): Buffer {
  const length: number[] = [];
  let rest = value.length;
  for (; rest > 127; rest >>>= 7) length.push((rest & 127) | 128);
  return Buffer.from([...length, rest, ...Buffer.from(value, 'latin1')]);
}
