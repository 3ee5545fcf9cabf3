import assert from 'node:assert/strict';
import fs from 'node:fs';
import { syncBuiltinESMExports } from 'node:module';
import { join } from 'node:path';
import { type TestContext, test } from 'node:test';
import { bagTools, copyOf, takeBag } from '../service/bag.ts';
import { manyFiles, SMALL_RUN, writeRun } from '../support/runs.ts';
import { scratch } from '../support/scratch.ts';
import { copyToAll } from '../support/sealing.ts';

const FILE = 'Data/Intensities/BaseCalls/L001/C1.1/s_1_1101.bcl';
const FOLDERS = FILE.split('/').slice(0, -1);

/** Tells of each flush with the path of what is flushed; `refuse` makes it fail. */
function watchFlushes(t: TestContext, refuse: (path: string) => boolean = () => false): string[] {
  const real = fs.fsyncSync;
  const flushed: string[] = [];
  const put = (fsyncSync: typeof real) => {
    Object.assign(fs, { fsyncSync });
    syncBuiltinESMExports();
  };
  t.after(() => put(real));
  put(fd => {
    const path = fs.readlinkSync(`/proc/self/fd/${fd}`);
    if (refuse(path)) throw Object.assign(new Error('injected'), { code: 'EIO' });
    real(fd);
    flushed.push(path);
  });
  return flushed;
}

async function twoPlaces(t: TestContext) {
  const folder = scratch(t);
  const run = writeRun(join(folder, 'source'), 'RUN', SMALL_RUN);
  const places = ['a', 'b'].map(name => join(folder, name));
  for (const place of places) fs.mkdirSync(place);
  return { places, ...(await bagTools(t, run, 'RUN', places)) };
}

test('I2: when the journal is told of a file, it and every folder on its way have been flushed, at each destination', async t => {
  const { tools, places, noted } = await twoPlaces(t);
  const flushed = watchFlushes(t);
  let seen: readonly string[] = [];
  const journal: typeof tools.journal = {
    recordDurable: (run, files, at) => {
      seen = [...flushed];
      tools.journal.recordDurable(run, files, at);
    },
  };
  await takeBag({ ...tools, journal }, [copyOf(FILE, SMALL_RUN[FILE], 0b11)]);
  assert.deepEqual(
    noted.map(({ path, held }) => [path, held]),
    [[FILE, 0b11]],
  );
  for (const place of places) {
    const run = join(place, 'RUN');
    const bytes = seen.findIndex(path => path.startsWith(join(run, ...FOLDERS, '.')));
    assert.ok(bytes >= 0, `the bytes in ${place}`);
    for (let depth = 0; depth <= FOLDERS.length; depth++) {
      const at = seen.lastIndexOf(join(run, ...FOLDERS.slice(0, depth)));
      assert.ok(at > bytes, `folder ${depth} in ${place} after the bytes`);
    }
    assert.ok(seen.lastIndexOf(place) > bytes, 'the name of the run');
  }
});

test('I2: a file whose flush fails is not noted for that destination, and for the other it is', async t => {
  const { tools, places, noted } = await twoPlaces(t);
  watchFlushes(t, path => path.startsWith(join(places[0] ?? '', 'RUN', ...FOLDERS, '.')));
  const result = await takeBag(tools, [copyOf(FILE, SMALL_RUN[FILE], 0b11)]);
  assert.deepEqual([...result.failed.keys()], [0]);
  assert.deepEqual(
    noted.map(({ path, held }) => [path, held]),
    [[FILE, 0b10]],
  );
});

test('I2: a folder whose flush fails leaves nothing noted that was named in it', async t => {
  const { tools, places, noted } = await twoPlaces(t);
  watchFlushes(t, path => path === join(places[1] ?? '', 'RUN', ...FOLDERS));
  const result = await takeBag(tools, [
    copyOf(FILE, SMALL_RUN[FILE], 0b11),
    copyOf('SampleSheet.csv', SMALL_RUN['SampleSheet.csv'], 0b11),
  ]);
  assert.deepEqual([...result.failed.keys()], [1]);
  assert.deepEqual(
    noted.map(({ held }) => held),
    [0b01, 0b01],
  );
});

test('I2: what a copy tells a journal of, threads have flushed, and every folder on its way was flushed when the name was in it', async t => {
  const folder = scratch(t);
  const run = writeRun(join(folder, 'source'), 'RUN', manyFiles(1500));
  const places = ['a', 'b'].map(name => join(folder, name));
  for (const place of places) fs.mkdirSync(place);
  /** By folder, the names in it when it was flushed last. */
  const lasting = new Map<string, ReadonlySet<string>>();
  watchFlushes(t, path => {
    if (fs.statSync(path).isDirectory()) lasting.set(path, new Set(fs.readdirSync(path)));
    return false;
  });
  let told = 0;
  await copyToAll(run, places, {
    onDurable: files => {
      for (const { path, held } of files) {
        told++;
        assert.equal(held, 0b11);
        const parts = ['RUN', ...path.split('/')];
        for (const place of places)
          for (const [depth, name] of parts.entries())
            assert.ok(lasting.get(join(place, ...parts.slice(0, depth)))?.has(name), `${name} in ${place}`);
      }
      // What the next ones are told of has to be flushed anew.
      lasting.clear();
    },
  });
  assert.equal(told, 1501);
});

test('I2: a copy tells of nothing in a folder whose flush fails, and of the same at the other destination', async t => {
  const folder = scratch(t);
  const run = writeRun(join(folder, 'source'), 'RUN', SMALL_RUN);
  const places = ['a', 'b'].map(name => join(folder, name));
  for (const place of places) fs.mkdirSync(place);
  watchFlushes(t, path => path === join(places[0] ?? '', 'RUN', ...FOLDERS));
  const held = new Set<number>();
  const { destinations } = await copyToAll(run, places, {
    onDurable: files => {
      for (const file of files) held.add(file.held);
    },
  });
  assert.deepEqual(
    destinations.map(({ outcome }) => outcome),
    ['failed', 'sealed'],
  );
  assert.deepEqual([...held], [0b10]);
});
