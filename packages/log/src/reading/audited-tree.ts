import { type Bytes, equalBytes, SeqwardenError } from '@seqwarden/proof';
import {
  type Checkpoint,
  HASH_LENGTH,
  leafHash,
  parseTilePath,
  readBundle,
  readTile,
  TILE_WIDTH,
  type Tile,
  type TileReader,
  TreeEdge,
  tilePath,
  tileWidth,
} from '@seqwarden/proof/log';
import { sha256 } from '../hash.ts';
import { KnownPast } from '../history/known-past.ts';
import type { AuditFindings } from './audit-findings.ts';
import type { KnownState } from './known-state.ts';

/** Up to 256 entries of the log; undefined: it could not be read, and a finding says so. */
export interface AuditedBundle {
  /** Index of the first. */
  readonly first: number;
  readonly entries: readonly (Bytes | undefined)[];
}

/**
 * The tree of a log, made again from its entries and compared with every tile that lies there, with the root that was signed, and with states that are known
 * from before. Where entries cannot be read, the tile above them stands in, so that the rest can still be judged.
 */
export class AuditedTree {
  readonly #read: TileReader;
  readonly #checkpoint: Checkpoint;
  readonly #known: readonly KnownState[];
  readonly #past: KnownPast<KnownState>;
  readonly #findings: AuditFindings;
  readonly #edge = new TreeEdge(sha256);
  #continued: readonly KnownState[] = [];

  constructor(
    read: TileReader,
    checkpoint: Checkpoint,
    known: readonly KnownState[],
    findings: AuditFindings,
  ) {
    this.#read = read;
    this.#checkpoint = checkpoint;
    this.#known = known;
    this.#past = new KnownPast(known);
    this.#findings = findings;
  }

  /** All of it, in order. After the last one everything was compared. Ends early where neither entries nor their tile are there. */
  async *bundles(): AsyncGenerator<AuditedBundle> {
    const { size } = this.#checkpoint;
    this.#requireNotBehind();
    this.#past.compare(this.#edge);
    for (let first = 0; first < size; first += TILE_WIDTH) {
      const entries = await this.#entries(first / TILE_WIDTH);
      const leaves =
        entries?.map(entry => leafHash(sha256, entry)) ?? (await this.#leaves(first / TILE_WIDTH));
      if (leaves === undefined) return;
      for (const leaf of leaves) {
        this.#edge.append(leaf);
        this.#past.compare(this.#edge);
      }
      for (const tile of this.#edge.takeFullTiles()) await this.#compare(tile);
      yield { first, entries: entries ?? leaves.map(() => undefined) };
    }
    for (const tile of this.#edge.takePartialTiles()) await this.#compare(tile);
    this.#judgeRoot();
  }

  /** After the last bundle: the known states that what the log signed continues. */
  get continued(): readonly KnownState[] {
    return this.#continued;
  }

  /** Only entries that the log signed are a history; others say nothing of one. */
  #judgeRoot(): void {
    if (!equalBytes(this.#edge.root(), this.#checkpoint.root))
      this.#findings.add({
        code: 'LOG_DAMAGED',
        message:
          'the entries are not those that the register signed: one was altered, removed, added or moved',
      });
    else {
      this.#continued = this.#past.same;
      for (const { label, checkpoint } of this.#past.others)
        this.#findings.add({
          code: 'LOG_FORKED',
          message: `the first ${checkpoint.size} entries are not those that ${label} has seen`,
        });
    }
  }

  async #entries(bundle: number): Promise<readonly Bytes[] | undefined> {
    try {
      return await readBundle(this.#read, bundle, this.#checkpoint.size);
    } catch (error) {
      this.#note(error, bundle * TILE_WIDTH);
      return undefined;
    }
  }

  /** Hashes of entries that could not be read, as the log has them. */
  async #leaves(index: number): Promise<readonly Bytes[] | undefined> {
    const tile = await this.#tile(0, index);
    if (tile === undefined) return undefined;
    return Array.from({ length: tile.length / HASH_LENGTH }, (_, at) =>
      tile.slice(at * HASH_LENGTH, (at + 1) * HASH_LENGTH),
    );
  }

  async #compare({ path, bytes }: Tile): Promise<void> {
    const { level = 0, index = 0 } = parseTilePath(path) ?? {};
    if (level === 'entries') return;
    const stored = await this.#tile(level, index);
    if (stored === undefined || equalBytes(stored, bytes)) return;
    const at = differsAt(stored, bytes);
    this.#findings.add({
      code: 'LOG_DAMAGED',
      message:
        level === 0
          ? 'an entry is not the one of which the register has the hash'
          : 'a tile is not made of the tiles below it',
      index: level === 0 ? index * TILE_WIDTH + at : undefined,
      path,
    });
  }

  async #tile(level: number, index: number): Promise<Bytes | undefined> {
    try {
      return await readTile(this.#read, level, index, this.#checkpoint.size);
    } catch (error) {
      if (!(error instanceof SeqwardenError)) throw error;
      const path = tilePath(level, index, tileWidth(level, index, this.#checkpoint.size));
      this.#findings.add({ code: error.code, message: error.message, path });
      return undefined;
    }
  }

  #note(error: unknown, index: number): void {
    if (!(error instanceof SeqwardenError)) throw error;
    this.#findings.add({ code: error.code, message: error.message, index });
  }

  #requireNotBehind(): void {
    for (const { label, checkpoint } of this.#known)
      if (checkpoint.size > this.#checkpoint.size)
        this.#findings.add({
          code: 'LOG_BEHIND',
          message: `the register has ${this.#checkpoint.size} entries, and ${label} has seen ${checkpoint.size}`,
        });
  }
}

function differsAt(a: Uint8Array, b: Uint8Array): number {
  const count = a.length / HASH_LENGTH;
  for (let at = 0; at < count; at++)
    if (
      !equalBytes(
        a.subarray(at * HASH_LENGTH, (at + 1) * HASH_LENGTH),
        b.subarray(at * HASH_LENGTH, (at + 1) * HASH_LENGTH),
      )
    )
      return at;
  return count;
}
