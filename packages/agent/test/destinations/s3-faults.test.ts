import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { after, type TestContext, test } from 'node:test';
import { setTimeout } from 'node:timers/promises';
import { openS3 } from '../../src/destinations/s3/open-s3.ts';
import { openS3Sink } from '../../src/destinations/s3/open-s3-sink.ts';
import { SMALLEST_PART as PART } from '../../src/destinations/s3/part-size.ts';
import { S3Run } from '../../src/destinations/s3/s3-run.ts';
import type { StagedObject } from '../../src/destinations/s3/staged-object.ts';
import type { UploadStore } from '../../src/destinations/upload-store.ts';
import { rejectsWith } from '../support/assert-code.ts';
import type { Asked } from '../support/s3/asked.ts';
import { ChecksumBook } from '../support/s3/checksum-book.ts';
import { BUCKET, placeAtS3 } from '../support/s3/place-at-s3.ts';
import { uploadsInMemory } from '../support/s3/uploads-in-memory.ts';
import { type Fault, startProxy, type VerifyingProxy } from '../support/s3/verifying-proxy.ts';
import { type Store, swiftOrSkip } from '../support/s3/with-swift.ts';

const RUN = '230427_A01234_0042_BHGYJKDRX2';
const SOME = Buffer.from('some base calls');
const ALL = {
  ...{ conditionalPut: true, conditionalComplete: true, checksums: true, partChecksums: true },
  unsignedBodies: false,
};
const NONE = {
  ...{ conditionalPut: false, conditionalComplete: false, checksums: false, partChecksums: false },
  unsignedBodies: true,
};

let starting: Promise<VerifyingProxy> | undefined;
after(async () => (await starting)?.stop());

interface Scene extends Store {
  readonly proxy: VerifyingProxy;
  readonly run: S3Run;
  /** Key up to and with the run's name and `/`. */
  readonly folder: string;
  readonly place: Awaited<ReturnType<typeof placeAtS3>>;
  /** The first request that `when` fits goes wrong so; later ones go well. */
  once(fault: Fault, when: (asked: Asked) => boolean): void;
}

function scene(sentence: string, abilities: typeof ALL, check: (scene: Scene) => Promise<void>): void {
  test(sentence, async (t: TestContext) => {
    const store = await swiftOrSkip(t);
    if (store === undefined) return;
    starting ??= startProxy(store.swift, new ChecksumBook());
    const proxy = await starting;
    const place = await placeAtS3(proxy.endpoint, store.account, { abilities, settleMs: 50 });
    const run = await place.destination.openRun(RUN, true);
    assert.ok(run instanceof S3Run);
    const once = (fault: Fault, when: (asked: Asked) => boolean) => {
      let isDue = true;
      proxy.faultOf = asked => {
        if (!isDue || !when(asked)) return undefined;
        isDue = false;
        return fault;
      };
    };
    proxy.asked.length = 0;
    try {
      await check({ ...store, proxy, place, run, folder: `${place.spec.prefix}/${RUN}/`, once });
    } finally {
      proxy.faultOf = () => undefined;
      await place.destination.close();
    }
  });
}

const isPut = ({ method, path }: Asked) => method === 'PUT' && path.includes('Data/1.bcl');
const isComplete = ({ method, path }: Asked) => method === 'POST' && path.includes('uploadId=');

for (const [what, fault] of [
  ['an inner error', { kind: 'answer', status: 500, code: 'InternalError' }],
  ['a plea to slow down', { kind: 'answer', status: 503, code: 'SlowDown' }],
  ['a connection that breaks', { kind: 'reset' }],
  ['an answer that is lost', { kind: 'unheard' }],
] as const)
  scene(`after ${what} a file is there once, and counts as published by us`, ALL, async s => {
    s.once(fault, isPut);
    assert.equal(await (await staged(s.run, SOME)).publish(), true);
    assert.deepEqual(await s.account.read(BUCKET, `${s.folder}Data/1.bcl`), SOME);
    assert.equal(s.proxy.asked.filter(isPut).length, 2);
  });

scene('a lost answer about a name that a stranger took is not taken for our success', ALL, async s => {
  const file = await staged(s.run, SOME);
  await s.place.elsewhere.put(RUN, 'Data/1.bcl', Buffer.from('a stranger'));
  s.once({ kind: 'unheard' }, isPut);
  assert.equal(await file.publish(), false);
});

scene('an upload whose completion was not heard of is completed once', ALL, async s => {
  const bytes = Buffer.alloc(PART + 5, 'x');
  const file = await staged(s.run, bytes);
  s.once({ kind: 'unheard' }, isComplete);
  assert.equal(await file.publish(), true);
  assert.equal((await s.account.read(BUCKET, `${s.folder}Data/1.bcl`))?.equals(bytes), true);
});

scene('what goes on failing is down', ALL, async s => {
  s.proxy.faultOf = asked => (isPut(asked) ? { kind: 'answer', status: 503, code: 'SlowDown' } : undefined);
  const file = await staged(s.run, SOME);
  await rejectsWith('DESTINATION_DOWN', file.publish());
  assert.equal(s.proxy.asked.filter(isPut).length, 5);
});

for (const [code, status, name] of [
  ['DESTINATION_REFUSED', 403, 'AccessDenied'],
  ['DESTINATION_FULL', 507, 'InsufficientStorage'],
  ['DESTINATION_FULL', 403, 'QuotaExceeded'],
  ['DESTINATION_UNUSABLE', 404, 'NoSuchBucket'],
] as const)
  scene(`${name} is not tried again: ${code}`, ALL, async s => {
    s.proxy.faultOf = asked => (isPut(asked) ? { kind: 'answer', status, code: name } : undefined);
    const file = await staged(s.run, SOME);
    await rejectsWith(code, file.publish());
    assert.equal(s.proxy.asked.filter(isPut).length, 1);
  });

scene('a redirect is not followed, so no signature goes to another host', ALL, async s => {
  const other = await startProxy(s.swift, new ChecksumBook());
  try {
    const location = `${other.endpoint}/${BUCKET}/x`;
    s.proxy.faultOf = asked =>
      isPut(asked) ? { kind: 'answer', status: 307, code: 'TemporaryRedirect', location } : undefined;
    const file = await staged(s.run, SOME);
    await rejectsWith('DESTINATION_UNUSABLE', file.publish());
    assert.deepEqual(other.asked, []);
  } finally {
    await other.stop();
  }
});

for (const [what, abilities, reread] of [
  ['a store without checksums', NONE, false],
  ['any store that shall be read back', ALL, true],
] as const)
  for (const size of [SOME.length, PART + 5])
    scene(
      `${what} that returns other bytes of ${size} has none under that name afterwards`,
      abilities,
      async s => {
        s.once({ kind: 'spoilt' }, ({ method }) => method === 'GET');
        const file = await staged(s.run, Buffer.alloc(size, 'x'), reread);
        await rejectsWith('DESTINATION_READ_BACK', file.publish());
        assert.deepEqual(await s.place.elsewhere.names(RUN), []);
      },
    );

const isPart = ({ method, path }: Asked) => method === 'PUT' && path.includes('partNumber=');
const payload = ({ headers }: Asked) => headers['x-amz-content-sha256'];

scene('parts are signed without their bytes where everything is read back', NONE, async s => {
  assert.equal(await (await staged(s.run, Buffer.alloc(PART + 5, 'x'))).publish(), true);
  assert.deepEqual(s.proxy.asked.filter(isPart).map(payload), ['UNSIGNED-PAYLOAD', 'UNSIGNED-PAYLOAD']);
});

for (const [what, abilities] of [
  ['that compares digests', ALL],
  ['that takes no other', { ...NONE, unsignedBodies: false }],
] as const)
  scene(`parts are signed with the digest of their bytes for a store ${what}`, abilities, async s => {
    assert.equal(await (await staged(s.run, Buffer.alloc(PART + 5, 'x'))).publish(), true);
    assert.deepEqual(
      s.proxy.asked.filter(isPart).map(payload).toSorted(),
      [sha256(Buffer.alloc(PART, 'x')), sha256(Buffer.alloc(5, 'x'))].toSorted(),
    );
  });

scene('a part that is changed on its way has no name where its bytes are not signed', NONE, async s => {
  s.once({ kind: 'changed' }, isPart);
  const file = await staged(s.run, Buffer.alloc(PART + 5, 'x'));
  await rejectsWith('DESTINATION_READ_BACK', file.publish());
  assert.deepEqual(await s.place.elsewhere.names(RUN), []);
});

scene('a file of one part is signed with its digest wherever it goes', NONE, async s => {
  assert.equal(await (await staged(s.run, SOME)).publish(), true);
  assert.deepEqual(s.proxy.asked.filter(isPut).map(payload), [sha256(SOME)]);
});

scene('bytes that are not those that were hashed are refused by a store with checksums', ALL, async s => {
  const file = await s.run.files.stage('Data/1.bcl', attributes(SOME.length));
  await file.write(SOME);
  await file.finish({ sha256: sha256(Buffer.from('other')), size: SOME.length }, false);
  await rejectsWith('DESTINATION_WRITE_FAILED', file.publish());
  assert.deepEqual(await s.place.elsewhere.names(RUN), []);
});

scene('an answer that is cut off is read on from there', ALL, async s => {
  const bytes = Buffer.alloc(300_000, 'x');
  await s.place.elsewhere.put(RUN, 'Data/1.bcl', bytes);
  s.once({ kind: 'cut' }, ({ method }) => method === 'GET');
  assert.deepEqual(await s.run.files.hash('Data/1.bcl'), { sha256: sha256(bytes), size: bytes.length });
  const gets = s.proxy.asked.filter(({ method }) => method === 'GET');
  assert.equal(gets.length, 2);
  assert.match(gets[1]?.headers.range ?? '', /^bytes=[1-9]\d*-$/);
});

scene(
  'parts of a discarded file are gone, and those that a dead process left go as leftovers',
  ALL,
  async s => {
    const segments = () => s.account.keys(`${BUCKET}+segments`, s.folder);
    const discarded = await staged(s.run, Buffer.alloc(PART + 5));
    await staged(s.run, Buffer.alloc(PART + 5));
    assert.notDeepEqual(await segments(), []);
    await discarded.discard();
    await s.run.removeLeftovers();
    assert.deepEqual(await segments(), []);
  },
);

/** Three parts, the last one small. */
const parts = () => Buffer.concat([Buffer.alloc(PART, 'a'), Buffer.alloc(PART, 'b'), Buffer.alloc(9, 'c')]);
/** In whatever order they came. */
const sentParts = (s: Scene) =>
  s.proxy.asked.flatMap(({ path }) => /partNumber=(\d+)/.exec(path)?.[1] ?? []).toSorted();
const uploadsLeft = (s: Scene) => s.account.keys(`${BUCKET}+segments`, s.folder);

/** What a process that was killed leaves: two parts at the store, of which it remembers both. */
async function killed(s: Scene, uploads: UploadStore): Promise<void> {
  const run = await s.place.destination.openRun(RUN, true, uploads);
  const first = await run?.files.stage('Data/1.bcl', attributes(2 * PART + 9));
  await first?.write(parts());
  while ([...uploads.begun().values()][0]?.parts.size !== 2) await setTimeout(5);
  await run?.close();
  s.proxy.asked.length = 0;
}

async function goOn(s: Scene, uploads: UploadStore, bytes: Buffer, mtimeMs = FIRST): Promise<void> {
  const later = await s.place.again();
  const run = await later.openRun(RUN, true, uploads);
  const file = await run?.files.stage('Data/1.bcl', { ...attributes(bytes.length), mtimeMs });
  await file?.write(bytes);
  await file?.finish({ sha256: sha256(bytes), size: bytes.length }, false);
  assert.equal(await file?.publish(), true);
  assert.equal((await s.account.read(BUCKET, `${s.folder}Data/1.bcl`))?.equals(bytes), true);
  assert.equal(uploads.begun().size, 0);
  await run?.close();
  await later.close();
}

for (const abilities of [ALL, NONE])
  scene(
    `an upload that is remembered goes on where the store ${abilities === ALL ? 'compares digests' : 'compares nothing'}`,
    abilities,
    async s => {
      const uploads = uploadsInMemory();
      await killed(s, uploads);
      await goOn(s, uploads, parts());
      assert.deepEqual(sentParts(s), ['3']);
    },
  );

scene('a part whose bytes are others now is sent again, whatever is remembered', ALL, async s => {
  const uploads = uploadsInMemory();
  await killed(s, uploads);
  const bytes = parts().fill('x', PART, PART + 1);
  await goOn(s, uploads, bytes);
  assert.deepEqual(sentParts(s), ['2', '3']);
});

scene('a part that the store does not list is sent again, whatever is remembered', ALL, async s => {
  const uploads = uploadsInMemory();
  await killed(s, uploads);
  const [known] = uploads.begun().values();
  const part = known?.parts.get(1);
  assert.ok(part);
  uploads.sent('Data/1.bcl', 1, { ...part, etag: '"0123456789abcdef0123456789abcdef"' });
  await goOn(s, uploads, parts());
  assert.deepEqual(sentParts(s), ['1', '3']);
});

scene('an upload that the store does not know is begun anew', ALL, async s => {
  const uploads = uploadsInMemory();
  await killed(s, uploads);
  await s.run.removeLeftovers();
  s.proxy.asked.length = 0;
  await goOn(s, uploads, parts());
  assert.deepEqual(sentParts(s), ['1', '2', '3']);
});

for (const [status, code] of [
  [403, 'AccessDenied'],
  [501, 'NotImplemented'],
] as const)
  scene(
    `where the parts of an upload cannot be seen (${code}) it is aborted and begun anew`,
    ALL,
    async s => {
      const uploads = uploadsInMemory();
      await killed(s, uploads);
      const isListing = ({ method, path }: Asked) => method === 'GET' && path.includes('uploadId=');
      s.proxy.faultOf = asked => (isListing(asked) ? { kind: 'answer', status, code } : undefined);
      await goOn(s, uploads, parts());
      assert.deepEqual(sentParts(s), ['1', '2', '3']);
      const aborted = s.proxy.asked.filter(
        ({ method, path }) => method === 'DELETE' && path.includes('uploadId'),
      );
      assert.equal(aborted.length, 1);
    },
  );

scene('a store that cannot list uploads is written to all the same', ALL, async s => {
  s.proxy.faultOf = ({ method, path }) =>
    method === 'GET' && /[?&]uploads/.test(path)
      ? { kind: 'answer', status: 501, code: 'NotImplemented' }
      : undefined;
  const later = await s.place.again();
  assert.equal((await later.openRun(RUN, true))?.fresh, true);
  await later.close();
});

scene('an upload of a file that changed is aborted', ALL, async s => {
  const uploads = uploadsInMemory();
  await killed(s, uploads);
  const [known] = uploads.begun().values();
  await goOn(s, uploads, parts(), FIRST + 1000);
  assert.deepEqual(sentParts(s), ['1', '2', '3']);
  const aborted = s.proxy.asked.filter(
    ({ method, path }) => method === 'DELETE' && path.includes('uploadId'),
  );
  assert.deepEqual(
    aborted.map(({ path }) => new URL(path, 'http://store').searchParams.get('uploadId')),
    [known?.uploadId],
  );
});

scene('an upload of a file that became small is aborted', ALL, async s => {
  const uploads = uploadsInMemory();
  await killed(s, uploads);
  await goOn(s, uploads, SOME);
  assert.deepEqual(await uploadsLeft(s), []);
});

scene('uploads that nobody remembers are gone when the run is opened to be written', ALL, async s => {
  await killed(s, uploadsInMemory());
  assert.notDeepEqual(await uploadsLeft(s), []);
  const later = await s.place.again();
  const run = await later.openRun(RUN, true);
  assert.equal(run?.fresh, true);
  assert.deepEqual(await uploadsLeft(s), []);
  await later.close();
});

scene('an upload is given up by its id, and once more without an error', ALL, async s => {
  const uploads = uploadsInMemory();
  await killed(s, uploads);
  const [[path, known] = ['', undefined]] = uploads.begun();
  for (const _ of [1, 2]) await s.place.destination.abandonUpload?.(RUN, path, known?.uploadId ?? '');
  assert.deepEqual(await uploadsLeft(s), []);
});

scene(
  'where the store is down an upload stays for the next try, and is aborted for any other reason',
  ALL,
  async s => {
    const uploads = uploadsInMemory();
    const run = await s.place.destination.openRun(RUN, true, uploads);
    const isThird = ({ path }: Asked) => path.includes('partNumber=3');
    for (const [code, status, isKept] of [
      ['ServiceUnavailable', 503, true],
      ['AccessDenied', 403, false],
    ] as const) {
      s.proxy.faultOf = asked => (isThird(asked) ? { kind: 'answer', status, code } : undefined);
      const file = await run?.files.stage('Data/1.bcl', attributes(2 * PART + 9));
      await file?.write(parts());
      await assert.rejects(async () => file?.finish({ sha256: sha256(parts()), size: 2 * PART + 9 }, false));
      await file?.discard();
      assert.equal(uploads.begun().size, isKept ? 1 : 0, code);
    }
    assert.deepEqual(await uploadsLeft(s), []);
  },
);

scene('an object says when its file was changed, as rclone does, and its digest', ALL, async s => {
  await (await staged(s.run, SOME)).publish();
  const said = (name: string) => s.account.metadata(BUCKET, `${s.folder}Data/1.bcl`, name);
  assert.equal(await said('mtime'), '1682553600.25');
  assert.equal(await said('sha256'), sha256(SOME));
});

scene(
  'an interrupted Custody is unsigned, and is completed by the same or taken away for another',
  ALL,
  async s => {
    const isSeal = ({ method, path }: Asked) => method === 'PUT' && path.includes('seal.intoto.json');
    const interrupt = async (content: ReadonlyMap<string, readonly Uint8Array[]>) => {
      s.once({ kind: 'answer', status: 403, code: 'AccessDenied' }, isSeal);
      await rejectsWith('DESTINATION_REFUSED', s.run.publishCustody(content));
      assert.equal((await s.run.readCustody())?.has('seal.intoto.json'), false);
      assert.equal((await s.run.readCustody())?.size, 3);
    };
    await interrupt(custody('one'));
    await rejectsWith('CONFLICT', s.run.publishCustody(custody('two')));
    await s.run.removeLeftovers();
    assert.equal(await s.run.readCustody(), undefined);
    await interrupt(custody('two'));
    await s.run.publishCustody(custody('two'));
    await s.run.removeLeftovers();
    assert.equal((await s.run.readCustody())?.size, 4);
  },
);

scene('an unsigned Custody that no note of ours names stays', ALL, async s => {
  await s.place.elsewhere.put(RUN, 'Custody/SHA256SUMS', SOME);
  await s.run.removeLeftovers();
  assert.equal((await s.run.readCustody())?.size, 1);
});

scene('a store is asked once what it can do, whatever it can', ALL, async s => {
  for (const [endpoint, abilities] of [
    [s.proxy.endpoint, ALL],
    [s.swift.endpoint, NONE],
  ] as const) {
    const destination = await openS3({ ...s.place.spec, prefix: 'probed', endpoint });
    const run = await destination.openRun(RUN, true);
    assert.ok(run?.sink.kind === 's3');
    assert.deepEqual(run.sink.abilities, abilities);
    await destination.close();
  }
});

scene('a store that wants bodies signed gets them signed', NONE, async s => {
  s.proxy.faultOf = asked => {
    if (asked.headers['x-amz-checksum-sha256'] !== undefined)
      return { kind: 'answer', status: 501, code: 'NotImplemented' };
    return payload(asked) === 'UNSIGNED-PAYLOAD'
      ? { kind: 'answer', status: 403, code: 'AccessDenied' }
      : undefined;
  };
  const destination = await openS3({ ...s.place.spec, prefix: 'probed' });
  const run = await destination.openRun(RUN, true);
  assert.ok(run?.sink.kind === 's3');
  assert.deepEqual(run.sink.abilities, { ...ALL, checksums: false, partChecksums: false });
  await destination.close();
});

scene('a sink by its spec alone has lanes', ALL, async s => {
  const sink = openS3Sink(s.run.sink);
  assert.equal(sink.lanes, 8);
  await sink.close();
});

test('nobody at the address is down; a bucket that is not there is unusable; a wrong secret is refused and not repeated', async t => {
  const store = await swiftOrSkip(t);
  if (store === undefined) return;
  const spec = { kind: 's3', bucket: BUCKET, prefix: '', endpoint: 'http://127.0.0.1:9' } as const;
  await rejectsWith('DESTINATION_DOWN', openS3(spec));
  await rejectsWith(
    'DESTINATION_UNUSABLE',
    openS3({ ...spec, bucket: 'nobodys', endpoint: store.swift.endpoint }),
  );
  const secret = process.env.AWS_SECRET_ACCESS_KEY;
  process.env.AWS_SECRET_ACCESS_KEY = 'hunter2hunter2';
  try {
    const error = await rejectsWith(
      'DESTINATION_REFUSED',
      openS3({ ...spec, endpoint: store.swift.endpoint }),
    );
    assert.doesNotMatch(`${error.stack} ${JSON.stringify(error)}`, /hunter2|lab:agent/);
  } finally {
    process.env.AWS_SECRET_ACCESS_KEY = secret;
  }
});

async function staged(run: S3Run, bytes: Buffer, reread = false): Promise<StagedObject> {
  const file = await run.files.stage('Data/1.bcl', attributes(bytes.length));
  await file.write(bytes);
  await file.finish({ sha256: sha256(bytes), size: bytes.length }, reread);
  return file;
}

const FIRST = Date.UTC(2023, 3, 27) + 250;

function attributes(size: number) {
  const mtimeMs = FIRST;
  return { size, mode: 0o644, mtimeMs, atimeMs: mtimeMs };
}

function custody(signature: string): ReadonlyMap<string, readonly Uint8Array[]> {
  return new Map([
    ['seal.intoto.json', [Buffer.from(`{"${signature}":1}`)]],
    ['SHA256SUMS', [Buffer.from('list')]],
    ['SHA256SUMS.sig', [Buffer.from(signature)]],
    ['seal.sigstore.json', [Buffer.from(`{"${signature}":2}`)]],
  ]);
}

function sha256(bytes: Uint8Array): string {
  return createHash('sha256').update(bytes).digest('hex');
}
