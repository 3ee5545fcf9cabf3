import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { type LogKey, loadLogKey, makeLogKey } from '@seqwarden/log';
import { EntryJudge, type KnownState } from '@seqwarden/log/reading';
import {
  encodeEntries,
  entriesPath,
  leafHash,
  signCheckpoint,
  TILE_WIDTH,
  type TileReader,
  TreeEdge,
} from '@seqwarden/proof/log';
import { type ReadOn, readLogOn } from '../src/casebook/read-log-on.ts';
import { sha256 } from '../src/host/sha256.ts';

const KEY = loadLogKey(makeLogKey());
const NOTHING = { size: 0, root: new Uint8Array() };

/** The static files of a log of so many entries; `of` tells one history from another. */
async function logOf(size: number, of = 'a', key: LogKey = KEY) {
  const files = new Map<string, Uint8Array>();
  const edge = new TreeEdge(sha256);
  for (let first = 0; first < size; first += TILE_WIDTH) {
    const width = Math.min(TILE_WIDTH, size - first);
    const entries = Array.from(
      { length: width },
      (_, at) => new Uint8Array(Buffer.from(`${of} ${first + at}`)),
    );
    files.set(entriesPath(first / TILE_WIDTH, width), encodeEntries(entries));
    for (const entry of entries) edge.append(leafHash(sha256, entry));
  }
  for (const { path, bytes } of [...edge.takeFullTiles(), ...edge.takePartialTiles()]) files.set(path, bytes);
  const checkpoint = { origin: key.verifier.name, size, root: edge.root() };
  files.set('checkpoint', await signCheckpoint(checkpoint, key.verifier, key.sign));
  const read: TileReader = async path => files.get(path);
  return { checkpoint, files, read };
}

const known = (checkpoint: KnownState['checkpoint']): KnownState[] => [{ label: 'somebody', checkpoint }];

/** Returns the indexes that were told. */
async function told(read: TileReader, before: ReadOn['before'], states: readonly KnownState[] = []) {
  const indexes: number[] = [];
  const onEntry = ({ index }: { readonly index: number }) => indexes.push(index);
  const judge = new EntryJudge(KEY.id);
  await readLogOn({ key: KEY.verifier, read, known: states }, { judge, before, onEntry });
  return indexes;
}

describe('a log that is read on', () => {
  it('tells what came since, and nothing else', async () => {
    const { read } = await logOf(700);
    for (const size of [1, 255, 256, 257, 600, 700]) {
      const { checkpoint } = await logOf(size);
      assert.deepEqual(
        await told(read, checkpoint),
        Array.from({ length: 700 - size }, (_, at) => size + at),
      );
    }
  });

  it('has to continue what was read, and what others have seen before or after that', async () => {
    const { read } = await logOf(700);
    const { checkpoint: before } = await logOf(300);
    for (const size of [1, 100, 299, 300, 301, 600, 700]) {
      await told(read, before, known((await logOf(size)).checkpoint));
      const other = known((await logOf(size, 'b')).checkpoint);
      await assert.rejects(told(read, before, other), { code: 'LOG_FORKED' }, `${size}`);
    }
    await assert.rejects(told(read, (await logOf(300, 'b')).checkpoint), { code: 'LOG_DAMAGED' });
    await assert.rejects(told(read, (await logOf(701)).checkpoint), { code: 'LOG_BEHIND' });
    await assert.rejects(told(read, NOTHING, known((await logOf(701)).checkpoint)), { code: 'LOG_BEHIND' });
  });

  it('is not believed where its entries are not those that it signed', async () => {
    const { read, files, checkpoint } = await logOf(700);
    const before = (await logOf(600)).checkpoint;
    files.set(
      entriesPath(2, 188),
      (await logOf(700, 'b')).files.get(entriesPath(2, 188)) ?? new Uint8Array(),
    );
    await assert.rejects(told(read, before), { code: 'LOG_DAMAGED' });
    await assert.rejects(told(read, NOTHING), { code: 'LOG_DAMAGED' });
    const another = await signCheckpoint({ ...checkpoint, size: 701 }, KEY.verifier, KEY.sign);
    files.set('checkpoint', another);
    await assert.rejects(told(read, before), { code: 'LOG_UNREADABLE' });
    files.delete('checkpoint');
    await assert.rejects(told(read, before), { code: 'LOG_UNREADABLE' });
  });
});
