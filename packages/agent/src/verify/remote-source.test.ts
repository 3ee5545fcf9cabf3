import assert from 'node:assert/strict';
import { type TestContext, test } from 'node:test';
import { addendumFolder, type Finding } from '@seqwarden/proof';
import type { RemoteListing, RemoteRun } from '../destinations/remote-run.ts';
import { FilePool } from '../engine/file-pool.ts';
import { RemoteSource } from './remote-source.ts';

const FIRST = `Custody/addenda/${addendumFolder(1)}`;
const ADDENDUM = `${FIRST}/addendum.intoto.json`;

async function sourceOf(t: TestContext, refused: readonly string[]): Promise<RemoteSource> {
  const pool = new FilePool(0);
  t.after(() => pool.close());
  const files = [ADDENDUM, 'Custody/SHA256SUMS', 'Data/1.bcl', 'b'].map(path => ({ path, size: 1 }));
  const listing: RemoteListing = { files, special: [], impossible: [], refused };
  const run: RemoteRun = {
    label: 'the run',
    sink: {
      kind: 'sftp',
      destination: { kind: 'sftp', user: 'u', host: 'h', port: 22, path: '/' },
      run: 'RUN',
    },
    list: async () => listing,
    read: async (_, take) => {
      take(Buffer.from('x'));
      return true;
    },
    close: async () => {},
  };
  return RemoteSource.open(run, pool);
}

function told(findings: readonly Finding[]): string[] {
  return findings.map(({ code, message }) => `${code} ${message}`);
}

const unreadable = (folder: string) =>
  `ENTRY_UNREADABLE ${folder} cannot be listed: the server does not permit it`;

test('a run of which one folder cannot be listed is not judged, and the folder named', async t => {
  const findings: Finding[] = [];
  const source = await sourceOf(t, ['Data/L001']);
  assert.equal(source.list(findings), undefined);
  assert.deepEqual(told(findings), [unreadable('Data/L001')]);
  assert.deepEqual([...(await source.custody([])).files.keys()], ['SHA256SUMS']);
});

test('many of them do not fill the screen', async t => {
  const findings: Finding[] = [];
  const folders = Array.from({ length: 50 }, (_, at) => `Data/L${at}`);
  (await sourceOf(t, folders)).list(findings);
  assert.deepEqual(told(findings).slice(0, 20), folders.slice(0, 20).map(unreadable));
  assert.deepEqual(told(findings).slice(20), ['ENTRY_UNREADABLE and 30 more folders cannot be listed']);
});

test('a Custody that cannot be listed is named, and the run listed all the same', async t => {
  const source = await sourceOf(t, ['Custody']);
  const findings: Finding[] = [];
  await source.custody(findings);
  assert.deepEqual(told(findings), [unreadable('Custody')]);
  assert.equal(source.list([])?.files.count, 2);
});

test('addenda of which one cannot be listed are none, and it is named', async t => {
  for (const folder of ['Custody/addenda', FIRST]) {
    const findings: Finding[] = [];
    const found = await (await sourceOf(t, [folder])).addenda(findings);
    assert.deepEqual([[...found.files.keys()], told(findings)], [[], [unreadable(folder)]]);
  }
});

test('amended files that cannot be listed are not called missing', async t => {
  for (const folder of [`${FIRST}/files`, `${FIRST}/files/InterOp`]) {
    const source = await sourceOf(t, [folder]);
    const findings: Finding[] = [];
    assert.equal((await source.addenda(findings)).files.size, 1);
    assert.deepEqual(told(findings), []);
    await assert.rejects(source.amended(1, { largest: 10, signal: undefined }), {
      code: 'DESTINATION_REFUSED',
    });
  }
});
