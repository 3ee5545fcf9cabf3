import { createHash } from 'node:crypto';
import { closeSync, constants, fstatSync, openSync, readFileSync, readSync } from 'node:fs';
import { type BytePath, bytePathFromBytes, type PriorEvidence } from '@seqwarden/proof';
import type { FileTable } from '../engine/file-table.ts';
import { READ_BYTES } from '../engine/read-file.ts';
import { fsError } from '../host/fs-error.ts';
import { HeldTree, type TreeRoot } from '../host/held-tree.ts';

export type Algorithm = PriorEvidence['algorithm'];

/** One line of a checksum list; `path` is relative to the list's folder, as written. */
export interface ListedDigest {
  readonly path: BytePath;
  readonly digest: string;
}

const LARGEST_LIST = 64 << 20;

/** File names under which labs and vendors leave checksum lists: `md5sum.txt`, `SHA256SUMS`, `s_1.bcl.gz.md5`, `md5checksum.txt`. */
const LIST_NAME =
  /^(?:(?<whole>md5|sha1|sha256|sha512)(?:_?(?:check)?sums?)?(?:\.txt)?|.+\.(?<ending>md5|sha1|sha256|sha512)(?:sums?)?)$/is;

export function listAlgorithm(name: BytePath): Algorithm | undefined {
  const groups = LIST_NAME.exec(name)?.groups;
  const found = (groups?.whole ?? groups?.ending)?.toLowerCase();
  return found === 'md5' || found === 'sha1' || found === 'sha256' || found === 'sha512' ? found : undefined;
}

const HEX_DIGITS: Readonly<Record<Algorithm, number>> = { md5: 32, sha1: 40, sha256: 64, sha512: 128 };

/**
 * Reads GNU lines (`digest  name`, `digest *name`), BSD lines (`MD5 (name) = digest`) and, for a list that is named after one
 * file, a digest alone. Other lines are passed over: a list is evidence, not an instruction.
 */
export function parseList(text: BytePath, algorithm: Algorithm, listName: BytePath): ListedDigest[] {
  const hex = `[0-9a-fA-F]{${HEX_DIGITS[algorithm]}}`;
  const gnu = new RegExp(`^\\\\?(${hex}) [ *](.+)$`, 's');
  const bsd = new RegExp(`^${algorithm} ?\\((.+)\\) ?= ?(${hex})$`, 'is');
  const alone = new RegExp(`^(${hex})\\s*$`);
  const listed: ListedDigest[] = [];
  for (const raw of text.split('\n')) {
    const line = raw.endsWith('\r') ? raw.slice(0, -1) : raw;
    const found = gnu.exec(line);
    const other = bsd.exec(line);
    const single = alone.exec(line);
    if (found?.[1] !== undefined && found[2] !== undefined) {
      const name = line.startsWith('\\') ? unescapeName(found[2]) : found[2];
      listed.push({ path: name, digest: found[1].toLowerCase() });
    } else if (other?.[1] !== undefined && other[2] !== undefined) {
      listed.push({ path: other[1], digest: other[2].toLowerCase() });
    } else if (single?.[1] !== undefined) {
      listed.push({ path: listName.replace(/\.[^.]+$/, ''), digest: single[1].toLowerCase() });
    }
  }
  return listed;
}

const UNESCAPED: Readonly<Record<string, string>> = { '\\\\': '\\', '\\n': '\n', '\\r': '\r' };

/** GNU coreutils: a line that begins with a backslash has these three escaped. */
function unescapeName(name: BytePath): BytePath {
  return name.replace(/\\[\\nr]/g, escaped => UNESCAPED[escaped] ?? escaped);
}

/** The path below the run that a list means, or undefined where it leads out of the run. */
export function resolveListed(listFolder: BytePath, path: BytePath): BytePath | undefined {
  if (path.startsWith('/')) return undefined;
  const parts = listFolder === '' ? [] : listFolder.split('/');
  for (const part of path.split('/')) {
    if (part === '' || part === '.') continue;
    if (part !== '..') parts.push(part);
    else if (parts.pop() === undefined) return undefined;
  }
  return parts.join('/');
}

/** A checksum list that was checked. Its name is for the person who seals; the seal has the list's digest only. */
export interface CheckedList extends PriorEvidence {
  readonly path: BytePath;
}

/** Checks every checksum list of a run whose files have been hashed. SHA-256 needs no second read, the others do. */
export function checkPriorEvidence(root: TreeRoot, files: FileTable): CheckedList[] {
  const tree = new HeldTree(root);
  const checked: CheckedList[] = [];
  const known: Known = new Map();
  try {
    for (let row = 0; row < files.count; row++) {
      const algorithm = listAlgorithm(files.name(row));
      if (algorithm === undefined || files.size(row) > LARGEST_LIST) continue;
      tree.enter(files.folder(row));
      const text = bytePathFromBytes(readSmallFile(tree.at(files.name(row))));
      checked.push({
        path: files.path(row),
        sha256: files.digestHex(row),
        algorithm,
        ...checkList(
          known,
          tree,
          files,
          files.folder(row),
          parseList(text, algorithm, files.name(row)),
          algorithm,
        ),
      });
    }
    return checked.filter(list => list.listed > 0);
  } catch (error) {
    throw fsError(error, 'source', '');
  } finally {
    tree.close();
  }
}

/** Digests by row and algorithm, so that a list that names one file a million times costs one read. */
type Known = Map<string, string>;

function checkList(
  known: Known,
  tree: HeldTree,
  files: FileTable,
  folder: BytePath,
  listed: readonly ListedDigest[],
  algorithm: Algorithm,
) {
  const counts = { listed: listed.length, matched: 0, mismatched: 0, absent: 0 };
  for (const line of listed) {
    const path = resolveListed(folder, line.path);
    const row = path === undefined ? -1 : files.find(path);
    if (row < 0) counts.absent++;
    else if (line.digest === knownDigest(known, tree, files, row, algorithm)) counts.matched++;
    else counts.mismatched++;
  }
  return counts;
}

function knownDigest(
  known: Known,
  tree: HeldTree,
  files: FileTable,
  row: number,
  algorithm: Algorithm,
): string {
  if (algorithm === 'sha256') return files.digestHex(row);
  const key = `${algorithm} ${row}`;
  const digest = known.get(key) ?? digestOf(tree, files, row, algorithm);
  known.set(key, digest);
  return digest;
}

function digestOf(tree: HeldTree, files: FileTable, row: number, algorithm: Algorithm): string {
  tree.enter(files.folder(row));
  const fd = openPlain(tree.at(files.name(row)));
  try {
    const digest = createHash(algorithm);
    const buffer = Buffer.allocUnsafe(READ_BYTES);
    for (let got = readSync(fd, buffer); got > 0; got = readSync(fd, buffer))
      digest.update(buffer.subarray(0, got));
    return digest.digest('hex');
  } finally {
    closeSync(fd);
  }
}

function readSmallFile(path: string | Buffer): Buffer {
  const fd = openPlain(path);
  try {
    return fstatSync(fd).size > LARGEST_LIST ? Buffer.alloc(0) : readFileSync(fd);
  } finally {
    closeSync(fd);
  }
}

function openPlain(path: string | Buffer): number {
  return openSync(path, constants.O_RDONLY | (constants.O_NOFOLLOW ?? 0) | (constants.O_NONBLOCK ?? 0));
}
