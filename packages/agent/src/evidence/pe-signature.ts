import { MAX_SIGNATURE, type ReadPart } from './part-reader.ts';

const PKCS_SIGNED_DATA = 2;
const CERTIFICATES = 4;
/** Where data directories begin in the optional header, by its magic: PE32 and PE32+. */
const DIRECTORIES: ReadonlyMap<number, number> = new Map([
  [0x10b, 96],
  [0x20b, 112],
]);

/**
 * The PKCS #7 of the first Authenticode signature in a Windows program; undefined: there is none. Microsoft's "PE Format": the offset of the signature `PE\0\0` stands at 0x3c,
 * after it 20 bytes of COFF header and the optional header, whose fifth data directory gives file offset and size of the attribute certificate table.
 */
export async function peSignature(read: ReadPart): Promise<Buffer | undefined> {
  const dos = await read(0, 64);
  if (dos.length < 64 || dos.toString('latin1', 0, 2) !== 'MZ') return undefined;
  const headers = await read(dos.readUInt32LE(0x3c), 24 + 240);
  if (headers.length < 24 + 2 || headers.toString('latin1', 0, 4) !== 'PE\0\0') return undefined;
  const optional = headers.subarray(24);
  const directories = DIRECTORIES.get(optional.readUInt16LE(0));
  const entry = (directories ?? 0) + CERTIFICATES * 8;
  if (directories === undefined || optional.length < entry + 8) return undefined;
  if (optional.readUInt32LE(directories - 4) <= CERTIFICATES) return undefined;
  return signatureAt(read, optional.readUInt32LE(entry), optional.readUInt32LE(entry + 4));
}

/** WIN_CERTIFICATE: length with this header, revision, type, content; each begins at a multiple of 8. */
async function signatureAt(read: ReadPart, from: number, size: number): Promise<Buffer | undefined> {
  for (let at = 0; at + 8 <= size && at < MAX_SIGNATURE; ) {
    const head = await read(from + at, 8);
    if (head.length < 8) return undefined;
    const length = head.readUInt32LE(0);
    if (length < 8 || length > MAX_SIGNATURE || at + length > size) return undefined;
    if (head.readUInt16LE(6) === PKCS_SIGNED_DATA) return read(from + at + 8, length - 8);
    at += Math.ceil(length / 8) * 8;
  }
  return undefined;
}
