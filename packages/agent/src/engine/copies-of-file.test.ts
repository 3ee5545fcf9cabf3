import assert from 'node:assert/strict';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type TestContext, test } from 'node:test';
import { setTimeout } from 'node:timers/promises';
import { SeqwardenError } from '@seqwarden/proof';
import { scratch } from '../../test/support/scratch.ts';
import type { FileSink, Hashed, StagedFile } from '../destinations/destination.ts';
import { closeRoot, HeldTree, openRoot } from '../host/held-tree.ts';
import { sha256 } from '../host/sha256.ts';
import { copyFile } from './copy-file.ts';
import { READ_BYTES } from './read-file.ts';
import { SealedDigests } from './sealed-digests.ts';

const CONTENT = Buffer.concat(['a', 'b', 'c'].map(letter => Buffer.alloc(READ_BYTES, letter)));
const NAME = 'file';

/** A place in memory, which takes its bytes only after a while, as a network does; fails where it is told to. */
class SlowPlace implements FileSink {
  readonly lanes = 4;
  readonly files = new Map<string, Buffer>();
  readonly failAt: string | undefined;
  discarded = 0;

  constructor(failAt?: string) {
    this.failAt = failAt;
  }

  async step(name: string): Promise<void> {
    await setTimeout(2);
    if (name === this.failAt) throw new SeqwardenError('DESTINATION_DOWN', `down at ${name}`);
  }

  async stage(path: string): Promise<StagedFile> {
    await this.step('stage');
    const pieces: Buffer[] = [];
    const publish = async () => {
      await this.step('publish');
      if (this.files.has(path)) return false;
      this.files.set(path, Buffer.concat(pieces));
      return true;
    };
    return {
      write: async bytes => {
        await this.step('write');
        pieces.push(Buffer.from(bytes));
      },
      finish: () => this.step('finish'),
      publish,
      replace: () => assert.fail('nothing is replaced'),
      discard: () => {
        this.discarded++;
      },
    };
  }

  async look(path: string): Promise<number | undefined> {
    await this.step('look');
    return this.files.get(path)?.length;
  }

  async hash(path: string): Promise<Hashed | undefined> {
    const bytes = this.files.get(path);
    return bytes && { sha256: hex(bytes), size: bytes.length };
  }

  close(): void {}
}

function hex(bytes: Buffer): string {
  return Buffer.from(sha256(bytes)).toString('hex');
}

async function copyTo(
  t: TestContext,
  sinks: readonly FileSink[],
  sealed: readonly (SealedDigests | undefined)[] = [],
) {
  const folder = join(scratch(t), 'from');
  mkdirSync(folder);
  writeFileSync(join(folder, NAME), CONTENT);
  const root = openRoot(folder);
  t.after(() => closeRoot(root));
  const failures: string[] = [];
  const failed = (at: number, _: unknown, error: SeqwardenError) => void failures.push(`${at} ${error.code}`);
  const tools = {
    source: new HeldTree(root),
    sinks,
    fresh: 0,
    sealed,
    failed,
    buffer: Buffer.alloc(READ_BYTES),
    reread: false,
  };
  const staged = await copyFile(tools, { row: 0, name: NAME, path: NAME }, (1 << sinks.length) - 1);
  return { failures: failures.toSorted(), held: staged?.copies.held, written: staged?.copies.written };
}

test('a place that takes its time gets every piece as it was read', async t => {
  const places = [new SlowPlace(), new SlowPlace()];
  assert.deepEqual(await copyTo(t, places), { failures: [], held: 0b11, written: 0b11 });
  for (const { files } of places) assert.ok(files.get(NAME)?.equals(CONTENT));
});

test('wherever a place fails, the others get the file, and it keeps nothing of it', async t => {
  const steps = ['look', 'stage', 'write', 'finish', 'publish'];
  const places = [new SlowPlace(), ...steps.map(step => new SlowPlace(step)), new SlowPlace()];
  const copied = await copyTo(t, places);
  assert.deepEqual(
    copied.failures,
    steps.map((_, at) => `${at + 1} DESTINATION_DOWN`),
  );
  assert.deepEqual([copied.held, copied.written], [0b1000001, 0b1000001]);
  assert.deepEqual(
    places.map(({ files }) => files.size),
    [1, 0, 0, 0, 0, 0, 1],
  );
  assert.deepEqual(
    places.map(({ discarded }) => discarded),
    [0, 0, 0, 1, 1, 1, 0],
  );
});

test('where no place is left, the source is read no further', async t => {
  assert.deepEqual(await copyTo(t, [new SlowPlace('write'), new SlowPlace('stage')]), {
    failures: ['0 DESTINATION_DOWN', '1 DESTINATION_DOWN'],
    held: undefined,
    written: undefined,
  });
});

test('a place that has the file holds it without being written to; other bytes are a conflict', async t => {
  const [same, shorter, other] = [new SlowPlace(), new SlowPlace(), new SlowPlace()];
  same.files.set(NAME, CONTENT);
  shorter.files.set(NAME, CONTENT.subarray(1));
  other.files.set(NAME, Buffer.alloc(CONTENT.length));
  assert.deepEqual(await copyTo(t, [same, shorter, other]), {
    failures: ['1 CONFLICT', '2 CONFLICT'],
    held: 0b1,
    written: 0,
  });
});

test('where a seal lies that lists other bytes, the file gets no name', async t => {
  const places = [new SlowPlace(), new SlowPlace()];
  const [otherwise, alike] = [0, 1].map(() => new SealedDigests(new SharedArrayBuffer(32)));
  alike?.set(0, hex(CONTENT));
  assert.deepEqual(await copyTo(t, places, [otherwise, alike]), {
    failures: ['0 CONFLICT'],
    held: 0b10,
    written: 0b10,
  });
  assert.deepEqual([places[0]?.files.size, places[0]?.discarded], [0, 1]);
});
