import { type Bytes, equalBytes, SeqwardenError } from '@seqwarden/proof';
import { HASH_LENGTH, MAX_ENTRY, MAX_NOTE, MAX_PROOF_HASHES, parseDecimal } from '@seqwarden/proof/log';

/** A record of a log with its way to the checkpoint. */
export interface BundledRecord {
  readonly index: number;
  readonly entry: Bytes;
  readonly hashes: readonly Bytes[];
}

/** The way to the checkpoint from an earlier state of the log (RFC 6962, 2.1.2). */
export interface BundledStep {
  readonly size: number;
  readonly hashes: readonly Bytes[];
}

/** Statements of one log as they go from site to site in one file (docs/FORMATS.md 21). Nothing in it was checked. */
export interface StatementBundle {
  /** The file of a signed note. */
  readonly checkpoint: Bytes;
  /** In ascending order of their sizes. */
  readonly steps: readonly BundledStep[];
  /** In ascending order of their indexes. */
  readonly records: readonly BundledRecord[];
}

export const MAX_BUNDLE = 64 * 1024 * 1024;
const MAX_STEPS = 64;
const FIRST_LINE = 'seqwarden.invalid/bundle/v1';
/** Of a record with two numbers and all its hashes. */
const MAX_LINE = 64 + MAX_PROOF_HASHES * 45;

/** The bundle's file. Throws LOG_BUNDLE_MALFORMED for what {@link decodeBundle} would not read. */
export function encodeBundle(bundle: StatementBundle): Bytes {
  const file = spelled(bundle);
  decodeBundle(file);
  return file;
}

/** Reads a bundle's file in its one spelling. Throws LOG_BUNDLE_MALFORMED. */
export function decodeBundle(file: Uint8Array): StatementBundle {
  if (file.length > MAX_BUNDLE) malformed(`it has ${file.length} bytes`);
  const reader = new Reader(file);
  if (reader.line()[0] !== FIRST_LINE) malformed('its first line is another');
  const [name, length] = reader.line();
  if (name !== 'checkpoint') malformed('its second line is not about its register head');
  const checkpoint = reader.bytes(length, MAX_NOTE);
  const steps: BundledStep[] = [];
  const records: BundledRecord[] = [];
  while (!reader.isAtEnd) {
    const [kind, number, ...rest] = reader.line();
    if (kind === 'step' && records.length === 0) {
      if (steps.length === MAX_STEPS) malformed(`it has more than ${MAX_STEPS} steps`);
      steps.push({ size: decimal(number), hashes: rest.map(hashOf) });
    } else if (kind === 'record') {
      const [length, ...hashes] = rest;
      records.push({
        index: decimal(number),
        hashes: hashes.map(hashOf),
        entry: reader.bytes(length, MAX_ENTRY),
      });
    } else malformed('a line is neither a step nor a record, or out of place');
  }
  requireAscending(steps.map(({ size }) => size));
  requireAscending(records.map(({ index }) => index));
  const bundle = { checkpoint, steps, records };
  if (!equalBytes(spelled(bundle), file)) malformed('it is not in its one spelling');
  return bundle;
}

function spelled({ checkpoint, steps, records }: StatementBundle): Bytes {
  const parts: Uint8Array[] = [Buffer.from(`${FIRST_LINE}\ncheckpoint ${checkpoint.length}\n`), checkpoint];
  for (const { size, hashes } of steps) parts.push(lineOf('step', size, ...hashes.map(base64)));
  for (const { index, entry, hashes } of records)
    parts.push(lineOf('record', index, entry.length, ...hashes.map(base64)), entry);
  return new Uint8Array(Buffer.concat(parts));
}

function lineOf(...words: readonly (string | number)[]): Buffer {
  return Buffer.from(`${words.join(' ')}\n`);
}

function base64(bytes: Uint8Array): string {
  return Buffer.from(bytes).toString('base64');
}

class Reader {
  readonly #file: Buffer;
  #at = 0;

  constructor(file: Uint8Array) {
    this.#file = Buffer.from(file.buffer, file.byteOffset, file.length);
  }

  get isAtEnd(): boolean {
    return this.#at === this.#file.length;
  }

  /** The words of the next line. */
  line(): string[] {
    const end = this.#file.subarray(this.#at, this.#at + MAX_LINE).indexOf(0x0a);
    if (end < 0) malformed('a line has no end, or is too long');
    const text = this.#file.toString('latin1', this.#at, this.#at + end);
    this.#at += end + 1;
    return text.split(' ');
  }

  bytes(length: string | undefined, most: number): Bytes {
    const count = decimal(length);
    if (count > most || count > this.#file.length - this.#at) malformed('a length is too large');
    const bytes = new Uint8Array(this.#file.subarray(this.#at, this.#at + count));
    this.#at += count;
    return bytes;
  }
}

function decimal(text: string | undefined): number {
  return parseDecimal(text ?? '') ?? malformed('a number is no canonical decimal below 2^53');
}

function hashOf(text: string): Bytes {
  const hash = new Uint8Array(Buffer.from(text, 'base64'));
  return hash.length === HASH_LENGTH ? hash : malformed('a hash is no SHA-256');
}

function requireAscending(numbers: readonly number[]): void {
  if (numbers.some((number, at) => at > 0 && number <= (numbers[at - 1] ?? 0)))
    malformed('its steps or records are not in their order');
}

function malformed(what: string): never {
  throw new SeqwardenError('LOG_BUNDLE_MALFORMED', `the bundle: ${what}`);
}
