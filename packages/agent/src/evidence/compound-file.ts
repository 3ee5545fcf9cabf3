import { MAX_SIGNATURE, type ReadPart } from './part-reader.ts';

const SIGNATURE = 'd0cf11e0a1b11ae1';
/** Sector numbers above it have other meanings: end of chain, free, a sector of the table itself. */
const LAST_SECTOR = 0xfffffffa;
const HEADER = 512;
const IN_HEADER = 109;
const ENTRY = 128;
const MINI_SECTOR = 64;
const STREAM = 2;
const ROOT = 5;
/** Steps along chains, which may lead in circles. */
const MOST_STEPS = 100_000;

/** What a folder entry says of a stream. */
interface Stream {
  readonly start: number;
  readonly size: number;
}

/** A compound file ([MS-CFB]), as .msi is one: only as much of it as it takes to read one stream. Whatever it says, the steps are counted and the memory is bounded. */
export class CompoundFile {
  readonly #read: ReadPart;
  readonly #header: Buffer;
  readonly #sector: number;
  #steps = 0;
  /** The sector of the allocation table that was read last. */
  #table: { readonly at: number; readonly bytes: Buffer } | undefined;

  private constructor(read: ReadPart, header: Buffer) {
    this.#read = read;
    this.#header = header;
    this.#sector = 1 << header.readUInt16LE(30);
  }

  /** undefined: it is none. Section 2.2. */
  static async open(read: ReadPart): Promise<CompoundFile | undefined> {
    const header = await read(0, HEADER);
    if (header.length < HEADER || header.toString('hex', 0, 8) !== SIGNATURE) return undefined;
    return [9, 12].includes(header.readUInt16LE(30)) ? new CompoundFile(read, header) : undefined;
  }

  /** The first stream of this name, whole; undefined: there is none, or none that can be read. */
  async stream(name: string): Promise<Buffer | undefined> {
    const folder = await this.#chain(this.#header.readUInt32LE(48), MAX_SIGNATURE / this.#sector);
    const entries = Buffer.concat(await Promise.all(folder.map(one => this.#sectorAt(one))));
    let root: Stream | undefined;
    for (let at = 0; at + ENTRY <= entries.length; at += ENTRY) {
      const entry = entries.subarray(at, at + ENTRY);
      const one = { start: entry.readUInt32LE(116), size: entry.readUInt32LE(120) };
      if (entry[66] === ROOT) root ??= one;
      if (entry[66] !== STREAM || nameIn(entry) !== name) continue;
      if (one.size > MAX_SIGNATURE) return undefined;
      return one.size < this.#header.readUInt32LE(56) ? this.#small(one, root) : this.#large(one);
    }
    return undefined;
  }

  async #large({ start, size }: Stream): Promise<Buffer | undefined> {
    const sectors = await this.#chain(start, Math.ceil(size / this.#sector));
    const parts = await Promise.all(sectors.map(one => this.#sectorAt(one)));
    return whole(parts, size);
  }

  /** Small streams lie in sectors of 64 bytes within the root's own stream, with an allocation table of their own (sections 2.4, 2.6.4). */
  async #small({ start, size }: Stream, root: Stream | undefined): Promise<Buffer | undefined> {
    if (root === undefined) return undefined;
    const holder = await this.#chain(root.start, Math.ceil(root.size / this.#sector));
    const tables = await this.#chain(this.#header.readUInt32LE(60), MOST_STEPS);
    const parts: Buffer[] = [];
    let at = start;
    while (parts.length * MINI_SECTOR < size && at < LAST_SECTOR && this.#step()) {
      const place = at * MINI_SECTOR;
      const sector = holder[Math.floor(place / this.#sector)];
      const table = tables[Math.floor((at * 4) / this.#sector)];
      if (sector === undefined || table === undefined) return undefined;
      parts.push(await this.#read(this.#positionOf(sector) + (place % this.#sector), MINI_SECTOR));
      at = await this.#numberIn(table, (at * 4) % this.#sector);
    }
    return whole(parts, size);
  }

  /** The numbers of a stream's sectors: as many as there are, at most `most`. */
  async #chain(start: number, most: number): Promise<number[]> {
    const chain: number[] = [];
    for (let at = start; at < LAST_SECTOR && chain.length < most && this.#step(); at = await this.#next(at))
      chain.push(at);
    return chain;
  }

  async #next(sector: number): Promise<number> {
    const perTable = this.#sector / 4;
    const table = await this.#tableNumber(Math.floor(sector / perTable));
    return table === undefined ? LAST_SECTOR : this.#numberIn(table, (sector % perTable) * 4);
  }

  /** In which sector a part of the allocation table lies: the first 109 stand in the header, the others in a chain of sectors (section 2.5). */
  async #tableNumber(part: number): Promise<number | undefined> {
    if (part < IN_HEADER) return isSector(this.#header.readUInt32LE(76 + part * 4));
    const perSector = this.#sector / 4 - 1;
    let at = this.#header.readUInt32LE(68);
    for (let left = Math.floor((part - IN_HEADER) / perSector); left > 0; left--) {
      if (at >= LAST_SECTOR || !this.#step()) return undefined;
      at = await this.#numberIn(at, perSector * 4);
    }
    if (at >= LAST_SECTOR) return undefined;
    return isSector(await this.#numberIn(at, ((part - IN_HEADER) % perSector) * 4));
  }

  async #numberIn(sector: number, offset: number): Promise<number> {
    if (this.#table?.at !== sector) this.#table = { at: sector, bytes: await this.#sectorAt(sector) };
    const { bytes } = this.#table;
    return offset + 4 <= bytes.length ? bytes.readUInt32LE(offset) : LAST_SECTOR;
  }

  #sectorAt(sector: number): Promise<Buffer> {
    return this.#read(this.#positionOf(sector), this.#sector);
  }

  #positionOf(sector: number): number {
    return (sector + 1) * this.#sector;
  }

  #step(): boolean {
    this.#steps += 1;
    return this.#steps <= MOST_STEPS;
  }
}

function isSector(number: number): number | undefined {
  return number < LAST_SECTOR ? number : undefined;
}

function whole(parts: readonly Buffer[], size: number): Buffer | undefined {
  const bytes = Buffer.concat(parts);
  return bytes.length < size ? undefined : bytes.subarray(0, size);
}

/** UTF-16, with its length in bytes, of which two are a NUL at its end (section 2.6.1). */
function nameIn(entry: Buffer): string {
  const length = entry.readUInt16LE(64);
  return length < 2 || length > 64 ? '' : entry.toString('utf16le', 0, length - 2);
}
