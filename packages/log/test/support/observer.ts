import assert from 'node:assert/strict';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import {
  checkLogProof,
  decodeEntries,
  decodeTlogProof,
  entriesPath,
  leafHash,
  openCheckpoint,
  TILE_WIDTH,
  TreeEdge,
  tileWidth,
} from '@seqwarden/proof/log';
import { sha256 } from '../../src/hash.ts';
import type { LogKey } from '../../src/log-key.ts';
import { treeFolder } from '../../src/log-places.ts';

/** Somebody outside who keeps every checkpoint that a log ever showed, and in the end holds the log to them. */
export class Observer {
  readonly #tree: string;
  readonly #key: LogKey;
  /** The file of the first checkpoint of each text. */
  readonly #seen = new Map<string, Uint8Array>();

  constructor(folder: string, key: LogKey) {
    this.#tree = treeFolder(folder, key.id);
    this.#key = key;
  }

  get count(): number {
    return this.#seen.size;
  }

  keep(checkpoint: Uint8Array): void {
    this.#seen.set(Buffer.from(checkpoint).toString('latin1'), checkpoint);
  }

  look(): void {
    const path = join(this.#tree, 'checkpoint');
    if (existsSync(path)) this.keep(readFileSync(path));
  }

  /** All entries of the published log, whose tiles are those of its checkpoint, and which grew out of everything that was ever seen of it. */
  async requireOneHistory(): Promise<Buffer[]> {
    this.look();
    const { checkpoint: last } = await openCheckpoint(
      readFileSync(join(this.#tree, 'checkpoint')),
      this.#key.verifier,
    );
    const edge = new TreeEdge(sha256);
    const roots = [Buffer.from(edge.root())];
    const entries: Buffer[] = [];
    for (let index = 0; index * TILE_WIDTH < last.size; index++) {
      const width = tileWidth(0, index, last.size);
      for (const entry of decodeEntries(this.#read(entriesPath(index, width)), width)) {
        entries.push(Buffer.from(entry));
        edge.append(leafHash(sha256, entry));
        roots.push(Buffer.from(edge.root()));
      }
    }
    for (const { path, bytes } of [...edge.takeFullTiles(), ...edge.takePartialTiles()])
      assert.ok(this.#read(path).equals(bytes), `${path} is the tile of size ${last.size}`);
    for (const file of this.#seen.values()) {
      const { checkpoint } = await openCheckpoint(file, this.#key.verifier);
      assert.ok(
        checkpoint.size <= last.size,
        `a checkpoint of ${checkpoint.size} entries was seen, and the log has ${last.size}`,
      );
      assert.ok(
        roots[checkpoint.size]?.equals(checkpoint.root),
        `the checkpoint of ${checkpoint.size} entries is of another history`,
      );
    }
    return entries;
  }

  /** What the notes of append-child.ts say was acknowledged stands in the log, in the order in which each caller appended it. */
  async requireAcknowledged(notes: string, entries: readonly Buffer[]): Promise<number> {
    const last = new Map<string, number>();
    let count = 0;
    for (const line of notes
      .split('\n')
      .filter(line => line.startsWith('done ') && /^done \d+ [0-9a-f]+ (?:[0-9a-f]{2})+$/.test(line))) {
      const [, index = '', hex = '', proofHex = ''] = line.split(' ');
      const [entry, proof] = [Buffer.from(hex, 'hex'), Buffer.from(proofHex, 'hex')];
      assert.ok(entries[Number(index)]?.equals(entry), `entry ${index} is the acknowledged one`);
      const caller = entry.toString().replace(/ \d+$/, '');
      assert.ok(Number(index) > (last.get(caller) ?? -1), `${caller} in order`);
      last.set(caller, Number(index));
      if (count++ % 20 === 0) await checkLogProof(sha256, { proof, entry, logKeys: [this.#key.verifier] });
      this.keep(decodeTlogProof(proof).checkpoint);
    }
    return count;
  }

  #read(path: string): Buffer {
    return readFileSync(join(this.#tree, path));
  }
}
