import { type BytePath, bytePathFromBytes } from '@seqwarden/proof';
import { malformed, type TarHeader } from './tar-header.ts';

/** What extension headers say of the entry after them, instead of its own header. */
interface Said {
  readonly path?: BytePath;
  readonly link?: BytePath;
  readonly size?: number;
}

/**
 * Keys that GNU tar, libarchive, Python, Go and git write and that change neither name, kind nor content of an entry. All others are
 * refused: `SCHILY.filetype`, `SCHILY.realsize`, `GNU.sparse.*` do change it in some programs.
 */
const HARMLESS: ReadonlySet<string> = new Set([
  'atime',
  'comment',
  'ctime',
  'gid',
  'gname',
  'mtime',
  'uid',
  'uname',
  'LIBARCHIVE.creationtime',
  'RHT.security.selinux',
  'SCHILY.dev',
  'SCHILY.fflags',
  'SCHILY.ino',
  'SCHILY.nlink',
]);
const HARMLESS_PREFIXES = ['SCHILY.xattr.', 'SCHILY.acl.', 'LIBARCHIVE.xattr.'];
/** Names are bytes here, so neither changes them. */
const CHARSETS = ['BINARY', 'ISO-IR 10646 2000 UTF-8'];
/** What eleven octal digits cannot hold: only then does a header not state the size itself. */
const PAX_SIZE = 8 ** 11;

/** The extension headers before one entry: at most one of a type, and either pax or GNU's. Programs disagree which of two counts. */
export class Extensions {
  readonly #seen = new Set<string>();
  #said: Said = {};

  static isType(type: string): boolean {
    return 'xgLK'.includes(type);
  }

  get pending(): boolean {
    return this.#seen.size > 0;
  }

  /** Takes in an extension header with its content. Throws TAR_MALFORMED. */
  add(header: TarHeader, content: Uint8Array): void {
    const { type, format } = header;
    if (format === 'v7') throw malformed('an extension in the format from before there were any');
    if (type === 'g') {
      if (this.pending) throw malformed('a global header between an entry and its name');
      const { path, link, size } = paxSaid(content);
      if ((path ?? link ?? size) !== undefined) throw malformed('a global header renames entries');
      return;
    }
    if (this.#seen.has(type) || this.#seen.has('x') || (type === 'x' && this.pending))
      throw malformed('two headers rename one entry');
    this.#seen.add(type);
    if (type === 'x') this.#said = paxSaid(content);
    else this.#said = { ...this.#said, [type === 'L' ? 'path' : 'link']: longName(content) };
  }

  /** The entry as it is with what was said of it, which is forgotten then. Throws TAR_MALFORMED. */
  applyTo(header: TarHeader): TarHeader {
    const said = this.#said;
    this.#said = {};
    this.#seen.clear();
    if (said.link !== undefined && header.type !== '1' && header.type !== '2')
      throw malformed('a target for what is no link');
    // A program that believes the header would find other entries than one that believes the extension.
    if (said.size !== undefined && said.size !== header.size && (header.size !== 0 || said.size < PAX_SIZE))
      throw malformed('two sizes for one entry');
    return { ...header, ...said };
  }
}

function paxSaid(content: Uint8Array): Said {
  const records = parsePax(content);
  for (const [key, value] of records) {
    if (key === 'path' || key === 'linkpath') checkName(value);
    else if (key === 'size') {
      if (!/^\d{1,15}$/.test(value)) throw malformed('a size is no number');
    } else if (key === 'hdrcharset') {
      if (!CHARSETS.includes(value)) throw malformed('names in an unknown character set');
    } else if (!HARMLESS.has(key) && !HARMLESS_PREFIXES.some(prefix => key.startsWith(prefix)))
      throw malformed('a pax header says what is not known here');
  }
  const path = records.get('path');
  const link = records.get('linkpath');
  const size = records.get('size');
  return {
    ...(path !== undefined && { path }),
    ...(link !== undefined && { link }),
    ...(size !== undefined && { size: Number(size) }),
  };
}

/** GNU's long names end with one NUL. */
function longName(content: Uint8Array): BytePath {
  const name = bytePathFromBytes(content.at(-1) === 0 ? content.subarray(0, -1) : content);
  checkName(name);
  return name;
}

function checkName(name: BytePath): void {
  if (name === '') throw malformed('an empty name');
  if (name.includes('\0')) throw malformed('a name with NUL');
}

/** The records `LENGTH KEY=VALUE\n` of a pax header, of which none may come twice. Throws TAR_MALFORMED. */
export function parsePax(bytes: Uint8Array): Map<string, BytePath> {
  const records = new Map<string, BytePath>();
  const text = bytePathFromBytes(bytes);
  for (let at = 0; at < text.length; ) {
    const length = /^([1-9]\d{0,7}) /.exec(text.slice(at, at + 9))?.[1];
    const record = length === undefined ? '' : text.slice(at, at + Number(length));
    const equals = record.indexOf('=');
    if (length === undefined || record.length !== Number(length) || equals < 0 || !record.endsWith('\n'))
      throw malformed('a pax header is damaged');
    const key = record.slice(length.length + 1, equals);
    if (records.has(key)) throw malformed('a pax header says a thing twice');
    records.set(key, record.slice(equals + 1, -1));
    at += record.length;
  }
  return records;
}
