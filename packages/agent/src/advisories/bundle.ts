import { closeSync, constants, fstatSync, openSync, readSync } from 'node:fs';
import { type BytePath, displayPath, SeqwardenError } from '@seqwarden/proof';
import { errno } from '../host/fs-error.ts';
import { nameOf } from '../host/path-parts.ts';
import { BLOCK, malformed, parseHeader } from '../verify/tar-header.ts';
import {
  COMPANIONS,
  type CompanionKind,
  type Companions,
  isNamedDocument,
  MAX_COMPANION_BYTES,
  MOST_DOCUMENTS,
  missed,
  type Offer,
  type OfferedAdvisory,
} from './offered-advisory.ts';

/**
 * Advisories on their way to a lab without a network: an ordinary tar (ustar) of documents and, under the same name and `.sha256`, `.sha512` or
 * `.asc`, what lies beside them. Any tar program makes and unpacks one. FORMATS.md, section 24.
 */
export function* readBundle(path: string, documentBytes: number): Generator<Offer> {
  const fd = open(path);
  try {
    const places = placesIn(fd, fstatSync(fd).size);
    for (const [name, place] of places) {
      if (!isNamedDocument(name)) continue;
      if (place.size > documentBytes) {
        yield missed(displayPath(name), `is larger than ${documentBytes} bytes`);
        continue;
      }
      const companions: { -readonly [K in CompanionKind]?: Uint8Array } = {};
      for (const kind of COMPANIONS) {
        const beside = places.get(`${name}.${kind}`);
        if (beside !== undefined && beside.size <= MAX_COMPANION_BYTES) companions[kind] = take(fd, beside);
      }
      const shown = { name: displayPath(nameOf(name)), place: displayPath(name) };
      yield { kind: 'document', document: { ...shown, bytes: take(fd, place), companions } };
    }
  } finally {
    closeSync(fd);
  }
}

interface Place {
  readonly at: number;
  readonly size: number;
}

/** Names and where their bytes lie. Only plain files and folders are expected; whatever else stands there makes it no bundle. */
function placesIn(fd: number, size: number): Map<BytePath, Place> {
  const places = new Map<BytePath, Place>();
  for (let at = 0; ; ) {
    const header = parseHeader(take(fd, { at, size: BLOCK }));
    if (header === undefined) return places;
    at += BLOCK;
    if (header.size > size - at) throw malformed('a file ends behind the end of the bundle');
    if (header.type === '0') {
      if (places.has(header.path)) throw malformed('a name stands in the bundle twice');
      if (places.size > 4 * MOST_DOCUMENTS) throw malformed('there are too many files');
      places.set(header.path, { at, size: header.size });
    } else if (header.type !== '5') throw malformed('a bundle holds plain files and folders only');
    at += Math.ceil(header.size / BLOCK) * BLOCK;
  }
}

function take(fd: number, { at, size }: Place): Uint8Array {
  const bytes = Buffer.alloc(size);
  for (let got = 0; got < size; ) {
    const more = readSync(fd, bytes, got, size - got, at + got);
    if (more === 0) throw malformed('the bundle ends before its end');
    got += more;
  }
  return bytes;
}

function open(path: string): number {
  try {
    return openSync(path, constants.O_RDONLY | (constants.O_NONBLOCK ?? 0));
  } catch (error) {
    throw new SeqwardenError('ADVISORY_SOURCE_UNUSABLE', `${path}: ${errno(error)}`, { cause: error });
  }
}

/** The bytes of a bundle, the same for the same documents in the same order. Each lies in a folder named after its digest, so that two of one name do not meet. */
export function* writeBundle(
  documents: Iterable<OfferedAdvisory & { readonly sha256: string }>,
): Generator<Uint8Array> {
  for (const { name, sha256, bytes, companions } of documents) {
    // A name of a strange source is no path here.
    const safe = /^[A-Za-z0-9._+-]{1,80}\.json$/.test(name) ? name : 'advisory.json';
    const path = `advisories/${sha256.slice(0, 16)}/${safe}`;
    yield* entry(path, bytes);
    for (const kind of COMPANIONS) {
      const beside: Companions[CompanionKind] = companions[kind];
      if (beside !== undefined) yield* entry(`${path}.${kind}`, beside);
    }
  }
  yield new Uint8Array(2 * BLOCK);
}

/** A ustar header (POSIX.1-1988) of a plain file of nobody, mode 0644, time 0; then its bytes up to a whole block. */
function* entry(path: string, bytes: Uint8Array): Generator<Uint8Array> {
  const header = Buffer.alloc(BLOCK);
  const octal = (value: number, digits: number) => `${value.toString(8).padStart(digits, '0')}\0`;
  header.write(path, 0, 100, 'latin1');
  header.write(
    octal(0o644, 7) + octal(0, 7) + octal(0, 7) + octal(bytes.length, 11) + octal(0, 11),
    100,
    'latin1',
  );
  header.write(' '.repeat(8), 148, 'latin1');
  header.write('0', 156, 'latin1');
  header.write('ustar\x0000', 257, 'latin1');
  const sum = header.reduce((total, byte) => total + byte, 0);
  header.write(`${sum.toString(8).padStart(6, '0')}\0 `, 148, 'latin1');
  yield header;
  yield bytes;
  yield new Uint8Array(-bytes.length & (BLOCK - 1));
}
