import { createHash } from 'node:crypto';
import { type BytePath, checkBytePath, isCustody, type Observed, SeqwardenError } from '@seqwarden/proof';
import type { ByteSource } from './byte-source.ts';
import { BLOCK, malformed, parseHeader, parsePax, type TarHeader } from './tar-header.ts';

/** One entry of a tar stream. `sha256` for files, `targetSha256` (SHA-256 of the target's bytes) for links, hex. */
export interface TarEntry {
  readonly path: BytePath;
  readonly kind: Observed['kind'];
  readonly sha256?: string;
  readonly targetSha256?: string;
}

export interface TarRun {
  /** Ascending; folders only where they are empty. */
  readonly entries: readonly TarEntry[];
  readonly custody: ReadonlyMap<string, Uint8Array<ArrayBuffer>>;
  /** Entries in the run's root that are `Custody` in another spelling, or no folder. */
  readonly strangeCustody: readonly BytePath[];
}

const MOST_ENTRIES = 5_000_000;
const LARGEST_EXTENSION = 1 << 20;
/** As when a folder is read: the file list may be large, its companions are not, and a closed list of four needs no more. */
const LARGEST_MANIFEST = 2 ** 30;
const LARGEST_CUSTODY = 1 << 20;
const MOST_CUSTODY = 64;
const CUSTODY_FILE = /^(?:[^/]+\/)?Custody\/([^/]+)$/;

const KINDS: Readonly<Record<string, Observed['kind']>> = {
  0: 'file',
  7: 'file',
  1: 'file',
  2: 'symlink',
  3: 'device',
  4: 'device',
  5: 'folder',
  6: 'fifo',
};

/**
 * Reads a tar stream (ustar, GNU or pax) of one run once, hashing as it passes; of file contents only `Custody/` is kept. The run is
 * the root of the stream, or the one folder in it. Nothing is ever unpacked. Throws TAR_MALFORMED for damage, for names that lead
 * elsewhere, for a name that comes twice, and for kinds of entries whose content cannot be known (sparse files).
 */
export async function readTarRun(source: ByteSource): Promise<TarRun> {
  const found = new Map<BytePath, TarEntry>();
  const custody = new Map<BytePath, Uint8Array<ArrayBuffer>>();
  let next: Partial<TarHeader> = {};
  for (;;) {
    const block = await source.take(BLOCK);
    if (block === undefined) throw malformed('the stream ends without the two blocks that end an archive');
    if (block[0] === 0x1f && block[1] === 0x8b)
      throw malformed('the stream is compressed: pipe it through gunzip first');
    const header = parseHeader(block);
    if (header === undefined) break;
    if ('xgLK'.includes(header.type)) {
      const said = await extension(source, header);
      // Which of two counts is decided otherwise by other programs, so there must not be two.
      if (Object.keys(said).some(key => key in next)) throw malformed('two headers rename one entry');
      next = { ...next, ...said };
      continue;
    }
    await addEntry(source, { ...header, ...next }, found, custody);
    next = {};
  }
  return belowRoot(found, custody);
}

/** What a pax or GNU extension says of the entry after it. A global pax header may say nothing that changes an entry. */
async function extension(source: ByteSource, header: TarHeader): Promise<Partial<TarHeader>> {
  if (header.size > LARGEST_EXTENSION) throw malformed('an extended header is absurdly large');
  const bytes = await content(source, header.size);
  if (header.type === 'L') return { path: untilNul(bytes) };
  if (header.type === 'K') return { link: untilNul(bytes) };
  const records = parsePax(bytes);
  for (const key of records.keys()) if (key.startsWith('GNU.sparse')) throw malformed('a sparse file');
  const path = records.get('path');
  const link = records.get('linkpath');
  const size = records.get('size');
  if (path === '' || link === '') throw malformed('an empty name');
  if (header.type === 'g' && (path ?? link ?? size) !== undefined)
    throw malformed('a global header renames entries');
  if (size !== undefined && !/^\d{1,15}$/.test(size)) throw malformed('a size is no number');
  return {
    ...(path !== undefined && { path }),
    ...(link !== undefined && { link }),
    ...(size !== undefined && { size: Number(size) }),
  };
}

function untilNul(bytes: Uint8Array): BytePath {
  const end = bytes.indexOf(0);
  return Buffer.from(end < 0 ? bytes : bytes.subarray(0, end)).toString('latin1');
}

async function content(source: ByteSource, size: number): Promise<Uint8Array<ArrayBuffer>> {
  const bytes = new Uint8Array(size);
  const padded = await source.take(Math.ceil(size / BLOCK) * BLOCK);
  if (padded === undefined && size > 0) throw malformed('the stream ends in the middle of an entry');
  if (padded !== undefined) bytes.set(padded.subarray(0, size));
  return bytes;
}

async function addEntry(
  source: ByteSource,
  header: TarHeader,
  found: Map<BytePath, TarEntry>,
  custody: Map<BytePath, Uint8Array<ArrayBuffer>>,
): Promise<void> {
  const kind = KINDS[header.type];
  if (kind === undefined) throw malformed(`an entry of the unknown type ${JSON.stringify(header.type)}`);
  // Other programs pass over such bytes, or take them for content; we will not guess what they would unpack.
  if ((kind !== 'file' || header.type === '1') && header.size !== 0)
    throw malformed('an entry without content has a size');
  if (kind === 'file' && header.path.endsWith('/')) throw malformed('a file with the name of a folder');
  const path = normal(header.path);
  if (path === '') {
    if (kind !== 'folder') throw malformed('the root is no folder');
    return;
  }
  if (found.has(path)) {
    if (kind === 'folder' && found.get(path)?.kind === 'folder') return;
    throw malformed('a name comes twice');
  }
  if (found.size >= MOST_ENTRIES) throw malformed('too many entries');
  if (header.type === '1') {
    found.set(path, {
      path,
      kind,
      sha256: found.get(normal(header.link))?.sha256 ?? fail('a hard link to what did not come before'),
    });
  } else if (kind !== 'file') {
    found.set(
      path,
      kind === 'symlink'
        ? { path, kind, targetSha256: createHash('sha256').update(header.link, 'latin1').digest('hex') }
        : { path, kind },
    );
  } else if (isKept(path, header.size) && custody.size < MOST_CUSTODY) {
    const bytes = await content(source, header.size);
    custody.set(path, bytes);
    found.set(path, { path, kind, sha256: createHash('sha256').update(bytes).digest('hex') });
  } else {
    found.set(path, { path, kind, sha256: await hashContent(source, header.size) });
  }
}

function isKept(path: BytePath, size: number): boolean {
  const name = CUSTODY_FILE.exec(path)?.[1];
  return name !== undefined && size <= (name === 'SHA256SUMS' ? LARGEST_MANIFEST : LARGEST_CUSTODY);
}

async function hashContent(source: ByteSource, size: number): Promise<string> {
  const digest = createHash('sha256');
  let left = size;
  for await (const piece of source.pieces(size)) {
    digest.update(piece);
    left -= piece.length;
  }
  if (left > 0) throw malformed('the stream ends in the middle of an entry');
  const padding = (BLOCK - (size % BLOCK)) % BLOCK;
  if (padding > 0 && (await source.take(padding)) === undefined)
    throw malformed('the stream ends in the middle of an entry');
  return digest.digest('hex');
}

/** Without leading `./` and trailing `/`; '' for the root itself. Throws for names that lead elsewhere. */
function normal(path: BytePath): BytePath {
  const bare = path.replace(/^(?:\.\/+)+/, '').replace(/\/+$/, '');
  if (bare === '' || bare === '.') return '';
  const parts = bare.split('/');
  if (parts.some(part => part === '' || part === '.' || part === '..'))
    throw malformed('a name that leads elsewhere');
  if (isCustody(bare)) return bare;
  try {
    checkBytePath(bare);
  } catch (error) {
    throw error instanceof SeqwardenError ? malformed(error.message) : error;
  }
  return bare;
}

/** Takes away the one folder that holds everything, if there is one, and `Custody`. */
function belowRoot(
  found: ReadonlyMap<BytePath, TarEntry>,
  custody: ReadonlyMap<BytePath, Uint8Array<ArrayBuffer>>,
): TarRun {
  const tops = new Set([...found.keys()].map(path => path.split('/', 1)[0] ?? ''));
  const [only = ''] = tops;
  const root =
    tops.size === 1 && found.get(only)?.kind !== 'file' && only.toLowerCase() !== 'custody' ? `${only}/` : '';
  const entries: TarEntry[] = [];
  const strangeCustody: BytePath[] = [];
  const parents = new Set<BytePath>();
  // A folder of links only counts as empty, as it does where a folder is walked.
  for (const [path, { kind }] of found) {
    if (kind !== 'file' && kind !== 'folder') continue;
    for (let cut = path.lastIndexOf('/'); cut > 0; cut = path.lastIndexOf('/', cut - 1))
      parents.add(path.slice(0, cut));
  }
  for (const entry of found.values()) {
    if (!entry.path.startsWith(root)) continue;
    const path = entry.path.slice(root.length);
    const [top = ''] = path.split('/', 1);
    if (top.toLowerCase() === 'custody') {
      const plain =
        path === 'Custody'
          ? entry.kind === 'folder'
          : top === 'Custody' && entry.kind === 'file' && custody.has(entry.path);
      if (!plain) strangeCustody.push(path);
    } else if (path !== '' && !(entry.kind === 'folder' && parents.has(entry.path))) {
      entries.push({ ...entry, path });
    }
  }
  entries.sort((a, b) => (a.path < b.path ? -1 : 1));
  const files = new Map<string, Uint8Array<ArrayBuffer>>();
  for (const [path, bytes] of custody)
    if (path.startsWith(`${root}Custody/`)) files.set(path.slice(`${root}Custody/`.length), bytes);
  return { entries, custody: files, strangeCustody };
}

function fail(what: string): never {
  throw malformed(what);
}
