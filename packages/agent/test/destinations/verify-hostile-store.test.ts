import assert from 'node:assert/strict';
import { join } from 'node:path';
import { type TestContext, test } from 'node:test';
import { SeqwardenError } from '@seqwarden/proof';
import { parseRunAddress, type VerifyResult, verifyRemote } from '../../src/verify/index.ts';
import { rejectsWith } from '../support/assert-code.ts';
import { type FakeStore, fakeStore, type Lies } from '../support/fake-store.ts';
import { writeRun } from '../support/runs.ts';
import { signWith } from '../support/s3/place-at-s3.ts';
import { scratch } from '../support/scratch.ts';
import { seal, TRUST } from '../support/sealing.ts';

const CYCLE = 'RUN/Data/Intensities/BaseCalls/L001/C1.1/s_1_1101.bcl';

// Before the first thread starts, which takes the environment as it is then.
signWith({ accessKeyId: 'nobody', secretAccessKey: 'nothing' });

async function sealedStore(t: TestContext, lies: Lies): Promise<FakeStore> {
  const runs = join(scratch(t), 'runs');
  await seal(writeRun(runs, 'RUN'));
  return fakeStore(t, runs, lies);
}

function verifyThere(store: FakeStore, signal?: AbortSignal): Promise<VerifyResult> {
  const address = parseRunAddress('s3://lab-runs/RUN', store.endpoint);
  assert.ok(address !== undefined);
  return verifyRemote(address, { trust: TRUST, signal });
}

async function verifyLies(t: TestContext, lies: Lies): Promise<VerifyResult> {
  return verifyThere(await sealedStore(t, lies));
}

function told({ verdict }: VerifyResult) {
  return [verdict.exit, ...verdict.codes, ...verdict.differences.map(({ kind, path }) => `${kind} ${path}`)];
}

test('an honest store gets exit 0, and is asked for nothing but lists and objects', async t => {
  const store = await sealedStore(t, {});
  assert.deepEqual(told(await verifyThere(store)), [0]);
  assert.ok(store.asked.every(request => request.startsWith('GET ')));
});

test('a list that never ends is unusable', async t => {
  await rejectsWith('DESTINATION_UNUSABLE', verifyLies(t, { endless: true }));
});

test('keys that no file could have are told as added, and nobody asks for them', async t => {
  const strange = ['RUN/../elsewhere', 'RUN/Data//x', 'RUN/Data/./x', 'RUN/Logs/x/'];
  const store = await sealedStore(t, {
    list: objects => [...objects, ...strange.map(key => ({ key, size: 1 }))],
  });
  const result = await verifyThere(store);
  assert.deepEqual(told(result), [1, 'FILE_ADDED']);
  assert.deepEqual(
    result.findings.map(({ code }) => code),
    strange.map(() => 'FILE_ADDED'),
  );
  assert.ok(!store.asked.some(request => request.includes('elsewhere')));
});

test('a thousand such keys fill neither the answer nor the screen', async t => {
  const many = Array.from({ length: 1000 }, (_, at) => ({ key: `RUN/Data//${at}`, size: 1 }));
  const result = await verifyLies(t, { list: objects => [...objects, ...many] });
  assert.deepEqual([...told(result), result.findings.length], [1, 'FILE_ADDED', 21]);
});

test('an object that is listed and gone when it is asked for is not as sealed, and not "changed" either', async t => {
  const gone: Lies = {
    get: (key, answer) => {
      if (key !== CYCLE) return false;
      answer.statusCode = 404;
      answer.end('<Error><Code>NoSuchKey</Code></Error>');
      return true;
    },
  };
  assert.deepEqual(told(await verifyLies(t, gone)), [3, 'ENTRY_UNREADABLE', `unreadable ${CYCLE.slice(4)}`]);
});

test('an object of which more comes than was ever sealed is changed, and not read for ever', async t => {
  const endless: Lies = {
    get: (key, answer) => {
      if (key !== CYCLE) return false;
      answer.setHeader('content-length', String(2 ** 50));
      const more = () => {
        while (!answer.destroyed && answer.write(Buffer.alloc(1 << 20)));
        answer.once('drain', more);
      };
      more();
      return true;
    },
  };
  assert.deepEqual(told(await verifyLies(t, endless)), [1, 'FILE_CHANGED', `changed ${CYCLE.slice(4)}`]);
});

test('an object that is listed larger than all that was sealed is not asked for', async t => {
  const store = await sealedStore(t, {
    list: objects => objects.map(one => (one.key === CYCLE ? { ...one, size: 2 ** 50 } : one)),
  });
  assert.deepEqual(told(await verifyThere(store)), [1, 'FILE_CHANGED', `changed ${CYCLE.slice(4)}`]);
  assert.ok(!store.asked.some(request => request.includes('s_1_1101.bcl') && request.includes('C1.1')));
});

test('a custody of absurd size is not read', async t => {
  for (const name of ['SHA256SUMS', 'seal.intoto.json']) {
    const store = await sealedStore(t, {
      list: objects =>
        objects.map(one => (one.key.endsWith(`Custody/${name}`) ? { ...one, size: 2 ** 45 } : one)),
    });
    const { verdict } = await verifyThere(store);
    assert.ok(verdict.codes.includes('CUSTODY_NOT_PLAIN'));
    assert.equal(verdict.exit, 1);
    assert.ok(!store.asked.some(request => request.includes(`${name}?`)));
  }
  const many = Array.from({ length: 100 }, (_, at) => ({ key: `RUN/Custody/${at}`, size: 1 }));
  const { verdict } = await verifyLies(t, { list: objects => [...objects, ...many] });
  assert.ok(verdict.codes.includes('CUSTODY_STRANGER'));
});

test('a custody file of which more comes than was listed is not plain', async t => {
  const shown = (objects: { key: string; size: number }[]) =>
    objects.map(one => (one.key.endsWith('SHA256SUMS') ? { ...one, size: 10 } : one));
  const { verdict } = await verifyLies(t, { list: shown });
  assert.ok(verdict.codes.includes('CUSTODY_NOT_PLAIN'));
});

test('a name in Custody that is a file and a folder at once is no seal', async t => {
  for (const key of ['RUN/Custody/SHA256SUMS/x', 'RUN/custody/x', 'RUN/Custody']) {
    const { verdict } = await verifyLies(t, { list: objects => [...objects, { key, size: 1 }] });
    assert.equal(verdict.exit, 1, key);
  }
});

test('a folder as consoles show it is one: of a run, of Custody, empty or not', async t => {
  const marked = (...keys: string[]) =>
    verifyLies(t, { list: objects => [...objects, ...keys.map(key => ({ key, size: 0 }))] });
  assert.deepEqual(told(await marked('RUN/', 'RUN/Data/', 'RUN/Custody/')), [0]);
  assert.deepEqual(told(await marked('RUN/new/')), [1, 'FILE_ADDED', 'added new']);
  assert.deepEqual(told(await marked('RUN/SampleSheet.csv/')), [1, 'FILE_ADDED']);
});

test('a store that refuses one object is no reason to call the run changed', async t => {
  const refused: Lies = {
    get: (key, answer) => {
      if (key !== CYCLE) return false;
      answer.statusCode = 403;
      answer.end('<Error><Code>AccessDenied</Code></Error>');
      return true;
    },
  };
  assert.deepEqual(told(await verifyLies(t, refused)), [
    3,
    'ENTRY_UNREADABLE',
    `unreadable ${CYCLE.slice(4)}`,
  ]);
});

test('a run that is not there, or is an object, is told so', async t => {
  const empty = await sealedStore(t, { list: () => [] });
  await rejectsWith('RUN_NOT_FOUND', verifyThere(empty));
});

test('a server that is gone in the middle is down, and the run not called unreadable', async t => {
  const store = await sealedStore(t, {
    get: key => {
      if (key === CYCLE) store.stop();
      return key === CYCLE;
    },
  });
  await rejectsWith('DESTINATION_DOWN', verifyThere(store));
});

for (const [where, isSilent] of [
  ['the list', () => true],
  ['Custody', (key: string) => key.includes('/Custody/')],
  ['a file', (key: string) => key === CYCLE],
] as const)
  test(`whoever stops a verification hears that at once, while the server is silent about ${where}`, async t => {
    const stop = new AbortController();
    const silent: Lies = {
      list: objects => objects,
      get: key => {
        if (!isSilent(key)) return false;
        setTimeout(() => stop.abort(new SeqwardenError('INTERRUPTED', 'stopped')), 50);
        return true;
      },
    };
    const store = await sealedStore(t, silent);
    const before = performance.now();
    await rejectsWith('INTERRUPTED', verifyThere(store, stop.signal));
    assert.ok(performance.now() - before < 5000);
  });
