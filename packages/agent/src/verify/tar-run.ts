import { createHash } from 'node:crypto';
import { type BytePath, checkBytePath, isCustody, type Observed, SeqwardenError } from '@seqwarden/proof';
import type { ByteSource } from './byte-source.ts';
import { type AddendaEntry, isInAddenda, type TarAddenda, tarAddenda } from './tar-addenda.ts';
import { TarCustody } from './tar-custody.ts';
import { Extensions } from './tar-extension.ts';
import { BLOCK, isZero, malformed, parseHeader, type TarHeader } from './tar-header.ts';

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
  readonly addenda: TarAddenda['addenda'];
  readonly amended: TarAddenda['amended'];
  /** Entries in the run's root that are `Custody` in another spelling, or no folder. */
  readonly strangeCustody: readonly BytePath[];
}

const MOST_ENTRIES = 5_000_000;
const LARGEST_EXTENSION = 1 << 20;
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
 * Reads a tar stream (ustar, GNU or pax) of one run once, to its very end, hashing as it passes; of file contents only a seal's are
 * kept. The run is the root of the stream, or the one folder in it. Nothing is ever unpacked. Throws TAR_MALFORMED for damage, and for
 * all of which two programs could unpack different things (docs/decisions/0017-own-tar-reader.md).
 */
export async function readTarRun(source: ByteSource): Promise<TarRun> {
  const found = new Map<BytePath, TarEntry>();
  const custody = new TarCustody();
  const extensions = new Extensions();
  for (let isFirst = true; ; isFirst = false) {
    const block = isFirst ? await firstBlock(source) : await source.take(BLOCK);
    if (block === undefined) throw malformed('the stream ends without the two blocks that end an archive');
    const header = parseHeader(block);
    if (header === undefined) break;
    if (Extensions.isType(header.type)) {
      if (header.size > LARGEST_EXTENSION) throw malformed('an extended header is absurdly large');
      extensions.add(header, await content(source, header.size));
    } else {
      await addEntry(source, extensions.applyTo(header), found, custody);
    }
  }
  if (extensions.pending) throw malformed('the archive ends where an entry was announced');
  await readEnd(source);
  checkParents(found);
  return belowRoot(found, custody);
}

/** Says so where it is gzip, which may be shorter than a block. */
async function firstBlock(source: ByteSource): Promise<Uint8Array<ArrayBuffer> | undefined> {
  const start = await source.take(2);
  if (start === undefined) return undefined;
  if (start[0] === 0x1f && start[1] === 0x8b)
    throw malformed('the stream is compressed: pipe it through gunzip first');
  const rest = await source.take(BLOCK - start.length);
  if (rest === undefined) throw malformed('the stream ends in its first block');
  const block = new Uint8Array(BLOCK);
  block.set(start);
  block.set(rest, start.length);
  return block;
}

/** After a first block of zeros: the second, and nothing but zeros. Programs that go on reading would find more there. */
async function readEnd(source: ByteSource): Promise<void> {
  const second = await source.take(BLOCK);
  if (second === undefined || !isZero(second))
    throw malformed('one block of zeros alone does not end an archive');
  for await (const piece of source.pieces(Number.POSITIVE_INFINITY))
    if (!isZero(piece)) throw malformed('the stream goes on after the end of the archive');
}

/** Programs disagree whether to follow, replace or refuse a link where a folder is meant. */
function checkParents(found: ReadonlyMap<BytePath, TarEntry>): void {
  const checked = new Set<BytePath>();
  for (const path of found.keys()) {
    for (let cut = path.lastIndexOf('/'); cut > 0; cut = path.lastIndexOf('/', cut - 1)) {
      const parent = path.slice(0, cut);
      if (checked.has(parent)) break;
      checked.add(parent);
      if ((found.get(parent)?.kind ?? 'folder') !== 'folder')
        throw malformed('an entry below what is no folder');
    }
  }
}

async function content(
  source: ByteSource,
  size: number,
  onPiece?: (piece: Uint8Array) => void,
): Promise<Uint8Array<ArrayBuffer>> {
  const bytes = await source.take(size, onPiece);
  if (bytes === undefined) throw malformed('the stream ends in the middle of an entry');
  await skipPadding(source, size);
  return bytes;
}

async function skipPadding(source: ByteSource, size: number): Promise<void> {
  const padding = (BLOCK - (size % BLOCK)) % BLOCK;
  if (padding > 0 && (await source.take(padding)) === undefined)
    throw malformed('the stream ends in the middle of an entry');
}

async function addEntry(
  source: ByteSource,
  header: TarHeader,
  found: Map<BytePath, TarEntry>,
  custody: TarCustody,
): Promise<void> {
  const kind = KINDS[header.type];
  if (kind === undefined) throw malformed(`an entry of the unknown type ${JSON.stringify(header.type)}`);
  // Other programs pass over such bytes, or take them for content; we will not guess what they would unpack.
  if ((kind !== 'file' || header.type === '1') && header.size !== 0)
    throw malformed('an entry without content has a size');
  if (kind !== 'folder' && header.path.endsWith('/')) throw malformed('no folder, but the name of one');
  const isLink = header.type === '1' || header.type === '2';
  if (isLink !== (header.link !== '')) throw malformed('a link without a target, or a target without a link');
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
  custody.pass(path, kind === 'folder');
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
  } else if (custody.wants(path, header.size)) {
    const digest = createHash('sha256');
    custody.keep(path, await content(source, header.size, piece => digest.update(piece)));
    found.set(path, { path, kind, sha256: digest.digest('hex') });
  } else {
    found.set(path, { path, kind, sha256: await hashContent(source, header.size) });
  }
}

async function hashContent(source: ByteSource, size: number): Promise<string> {
  const digest = createHash('sha256');
  let left = size;
  for await (const piece of source.pieces(size)) {
    digest.update(piece);
    left -= piece.length;
  }
  if (left > 0) throw malformed('the stream ends in the middle of an entry');
  await skipPadding(source, size);
  return digest.digest('hex');
}

/** Without leading `./` and trailing `/`; '' for the root itself. Throws for names that lead elsewhere. */
function normal(path: BytePath): BytePath {
  if (path === '' || path.startsWith('/')) throw malformed('a name that leads elsewhere');
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
function belowRoot(found: ReadonlyMap<BytePath, TarEntry>, custody: TarCustody): TarRun {
  const { root } = custody;
  const entries: TarEntry[] = [];
  const addenda: AddendaEntry[] = [];
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
    if (top === 'Custody' && isInAddenda(path.slice(8))) {
      if (entry.kind === 'folder' && parents.has(entry.path)) continue;
      addenda.push({ ...entry, path: path.slice(8 + 8), kept: custody.bytes(entry.path) });
    } else if (top.toLowerCase() === 'custody') {
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
  return { entries, custody: custody.files(), ...tarAddenda(addenda), strangeCustody };
}

function fail(what: string): never {
  throw malformed(what);
}
