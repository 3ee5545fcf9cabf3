import type { BytePath } from './byte-path.ts';
import { binaryString } from './bytes.ts';
import { SeqwardenError } from './errors.ts';
import { MAX_MANIFEST, MAX_PATH, pathFault, simplePathFault } from './manifest.ts';

const LF = 0x0a;
const CR = 0x0d;
const BLANK = 0x20;
const BACKSLASH = 0x5c;
const DIGEST_LENGTH = 64;

const DIGEST_AND_BLANKS = /[0-9a-f]{64} {2}/y;
const DECODER = new TextDecoder('utf-8', { ignoreBOM: true });

/**
 * Block by block, for speed: where none of these occurs in a block, none of its names needs an escape or has a fault
 * that `simplePathFault` does not see. Most blocks have none; in the others each name is looked at in full.
 */
const UNUSUAL = ['\\', '\r', '\0', '//', '/.', '/\n', '  /', '  .'];

/** Longer than the longest line: `\`, digest, two blanks, a path of escapes only, LF. */
const BLOCK = 64 * 1024;

/**
 * Reads a file list (docs/FORMATS.md section 2) line by line, strictly.
 *
 * ```ts
 * const cursor = new ManifestCursor(bytes);
 * while (cursor.next()) use(cursor.path, cursor.sha256);
 * ```
 *
 * Nothing is kept but one block of text, so that a list of a million files costs its own bytes and no more.
 * `next` throws `MANIFEST_MALFORMED` (not such a list) or `MANIFEST_NOT_CANONICAL` (another spelling or order),
 * each with the number of the line. Only after `next` returned false is the list known to be well-formed.
 */
export class ManifestCursor {
  /** Path and digest of the line last read. */
  path: BytePath = '';
  sha256 = '';
  /** How many lines were read so far. */
  line = 0;

  readonly #bytes: Uint8Array;
  #block = '';
  #isSimple = false;
  #blockStart = 0;
  #blockEnd = 0;
  #at = 0;

  constructor(bytes: Uint8Array) {
    this.#bytes = bytes;
    if (bytes.length > MAX_MANIFEST) this.#malformed('the list is longer than 1 GiB');
    if (bytes.length === 0) this.#malformed('the list is empty');
    if (bytes.at(-1) !== LF) this.#malformed('the list does not end with a line feed');
  }

  /** Goes to the next line; false at the end. */
  next(): boolean {
    if (this.#at === this.#bytes.length) return false;
    if (this.#at === this.#blockEnd) this.#readBlock();
    this.line++;

    const block = this.#block;
    const start = this.#at - this.#blockStart;
    const end = block.indexOf('\n', start);
    const escaped = block.charCodeAt(start) === BACKSLASH;
    const digest = start + (escaped ? 1 : 0);
    const name = digest + DIGEST_LENGTH + 2;
    if (end <= name) this.#malformed('a line is too short');
    this.#checkDigest(block, digest);

    this.sha256 = block.slice(digest, digest + DIGEST_LENGTH);
    const path = escaped ? this.#unescape(block.slice(name, end)) : block.slice(name, end);
    if (!escaped && !this.#isSimple) this.#checkPlain(path);
    const fault = this.#isSimple ? simplePathFault(path) : pathFault(path);
    if (fault !== undefined) this.#malformed(`a path ${fault}`);
    if (this.line > 1 && path <= this.path) {
      this.#notCanonical(path === this.path ? 'a path stands twice' : 'the paths are not in byte order');
    }
    this.path = path;
    this.#at = this.#blockStart + end + 1;
    return true;
  }

  /** Makes text of the next whole lines. Plain ASCII, the usual case, goes the fast way. */
  #readBlock(): void {
    const bytes = this.#bytes;
    const limit = Math.min(this.#at + BLOCK, bytes.length);
    const end = bytes.subarray(this.#at, limit).lastIndexOf(LF) + 1;
    if (end === 0) this.#malformed(`a path is longer than ${MAX_PATH} bytes`);
    const lines = bytes.subarray(this.#at, this.#at + end);
    this.#block = textOfAscii(lines) ?? binaryString(lines);
    this.#isSimple = !UNUSUAL.some(part => this.#block.includes(part));
    this.#blockStart = this.#at;
    this.#blockEnd = this.#at + end;
  }

  #checkDigest(block: string, start: number): void {
    DIGEST_AND_BLANKS.lastIndex = start;
    if (DIGEST_AND_BLANKS.test(block)) return;
    const end = start + DIGEST_LENGTH;
    for (let at = start; at < end; at++) {
      const byte = block.charCodeAt(at);
      const isHex = (byte >= 0x30 && byte <= 0x39) || (byte >= 0x61 && byte <= 0x66);
      if (isHex) continue;
      if (byte >= 0x41 && byte <= 0x46) this.#notCanonical('a digest is in upper case');
      this.#malformed('a line does not begin with a SHA-256 digest');
    }
    if (block.charCodeAt(end) !== BLANK) this.#malformed('no blank stands behind a digest');
    const mark = block.charCodeAt(end + 1);
    if (mark === 0x2a) this.#notCanonical('a line is marked as binary');
    if (mark !== BLANK) this.#malformed('no two blanks stand behind a digest');
  }

  #checkPlain(path: string): void {
    for (let at = 0; at < path.length; at++) {
      const byte = path.charCodeAt(at);
      if (byte === CR || byte === BACKSLASH) this.#notCanonical('a name is not escaped');
    }
  }

  #unescape(name: string): BytePath {
    let path = '';
    let from = 0;
    for (let at = name.indexOf('\\'); at !== -1; at = name.indexOf('\\', from)) {
      const mark = name[at + 1];
      if (mark !== '\\' && mark !== 'n' && mark !== 'r') this.#malformed('an unknown escape in a name');
      path += name.slice(from, at) + (mark === 'n' ? '\n' : mark === 'r' ? '\r' : '\\');
      from = at + 2;
    }
    if (from === 0) this.#notCanonical('a line is marked as escaped without need');
    if (name.includes('\r')) this.#notCanonical('a name is not escaped');
    return path + name.slice(from);
  }

  #malformed(what: string): never {
    throw new SeqwardenError('MANIFEST_MALFORMED', `SHA256SUMS, line ${this.line}: ${what}`);
  }

  #notCanonical(what: string): never {
    throw new SeqwardenError('MANIFEST_NOT_CANONICAL', `SHA256SUMS, line ${this.line}: ${what}`);
  }
}

/**
 * The text, or undefined if a byte is not ASCII: then a sequence of several bytes gives fewer code units than bytes,
 * and a byte that is not UTF-8 gives U+FFFD.
 */
function textOfAscii(bytes: Uint8Array): string | undefined {
  const text = DECODER.decode(bytes);
  return text.length === bytes.length && !text.includes('\ufffd') ? text : undefined;
}
