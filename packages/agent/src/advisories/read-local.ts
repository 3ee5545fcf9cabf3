import { readdirSync, statSync } from 'node:fs';
import { type BytePath, bytePathFromText, displayPath, SeqwardenError } from '@seqwarden/proof';
import { errno } from '../host/fs-error.ts';
import { nameOf } from '../host/path-parts.ts';
import { readWholeFile } from '../host/read-whole-file.ts';
import { readBundle } from './bundle.ts';
import {
  COMPANIONS,
  type Companions,
  isNamedDocument,
  MAX_COMPANION_BYTES,
  MOST_DOCUMENTS,
  missed,
  type Offer,
} from './offered-advisory.ts';

/** Publishers sort by year and label; nobody sorts deeper. */
const MOST_DEPTH = 8;

/**
 * The advisories of a path that a person named: a document, a bundle (`.tar`), or a folder, of which all documents below are taken, in order of
 * their names. Below a folder links are not followed, hidden names are passed over, and so is what does not end in `.json`. What cannot be read, and
 * a link that is named as a document, is `missed`, and the rest goes on.
 * @throws SeqwardenError ADVISORY_SOURCE_UNUSABLE: the path itself cannot be read, holds none or too much; TAR_MALFORMED
 */
export function* readLocalAdvisories(named: string, documentBytes: number): Generator<Offer> {
  const path = bytePathFromText(named);
  const isFolder = attempt(path, () => statSync(named).isDirectory());
  if (isFolder) yield* some(path, inFolder(path, documentBytes));
  else if (named.endsWith('.tar')) yield* some(path, readBundle(named, documentBytes));
  else yield document(path, documentBytes, true);
}

/** A folder that is empty, or not mounted, is no publisher who has nothing to say. */
function* some(path: BytePath, offers: Generator<Offer>): Generator<Offer> {
  let isEmpty = true;
  for (const offer of offers) {
    isEmpty = false;
    yield offer;
  }
  if (isEmpty) throw unusable(path, 'holds no advisory: nothing in it ends in .json');
}

function* inFolder(root: BytePath, documentBytes: number): Generator<Offer> {
  let count = 0;
  const waiting: { readonly folder: BytePath; readonly depth: number }[] = [{ folder: root, depth: 0 }];
  for (let next = waiting.pop(); next !== undefined; next = waiting.pop()) {
    const { folder, depth } = next;
    let entries: ReturnType<typeof entriesOf>;
    try {
      entries = entriesOf(folder);
    } catch (error) {
      if (folder === root) throw unusable(folder, reason(error));
      yield missed(displayPath(folder), `cannot be listed: ${reason(error)}`);
      continue;
    }
    for (const entry of entries) {
      if (!isNamedDocument(entry.name) || entry.isDirectory()) continue;
      if (!entry.isFile()) {
        yield missed(displayPath(`${folder}/${entry.name}`), 'is a link, or no plain file');
        continue;
      }
      if (++count > MOST_DOCUMENTS) throw unusable(root, `holds more than ${MOST_DOCUMENTS} documents`);
      yield document(`${folder}/${entry.name}`, documentBytes);
    }
    for (const { name } of entries.filter(entry => entry.isDirectory()).reverse()) {
      if (depth < MOST_DEPTH) waiting.push({ folder: `${folder}/${name}`, depth: depth + 1 });
      else yield missed(displayPath(`${folder}/${name}`), 'lies too deep below the folder that was named');
    }
  }
}

function entriesOf(folder: BytePath) {
  return readdirSync(Buffer.from(folder, 'latin1'), { withFileTypes: true, encoding: 'latin1' })
    .filter(({ name }) => !name.startsWith('.'))
    .sort((a, b) => (a.name < b.name ? -1 : 1));
}

function document(path: BytePath, documentBytes: number, mayBeLink = false): Offer {
  const place = displayPath(path);
  let bytes: Uint8Array;
  try {
    bytes = read(path, documentBytes, mayBeLink);
  } catch (error) {
    return missed(place, error instanceof SeqwardenError ? error.message : reason(error));
  }
  const companions: { -readonly [K in keyof Companions]: Companions[K] } = {};
  for (const kind of COMPANIONS) {
    try {
      companions[kind] = read(`${path}.${kind}`, MAX_COMPANION_BYTES);
    } catch {
      // As if it were not there: then nothing is said to be good.
    }
  }
  return { kind: 'document', document: { name: displayPath(nameOf(path)), place, bytes, companions } };
}

function read(path: BytePath, limit: number, mayBeLink = false): Uint8Array {
  const bytes = readWholeFile(Buffer.from(path, 'latin1'), { limit, mayBeLink });
  if (bytes !== undefined) return bytes;
  throw new SeqwardenError('ADVISORY_SOURCE_UNUSABLE', `is no plain file of at most ${limit} bytes`);
}

function attempt<T>(path: BytePath, act: () => T): T {
  try {
    return act();
  } catch (error) {
    throw unusable(path, reason(error));
  }
}

function reason(error: unknown): string {
  return errno(error) || String(error);
}

function unusable(path: BytePath, why: string): SeqwardenError {
  return new SeqwardenError('ADVISORY_SOURCE_UNUSABLE', `${displayPath(path)}: ${why}`);
}
