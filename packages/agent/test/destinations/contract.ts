import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { type TestContext, test } from 'node:test';
import { setTimeout } from 'node:timers/promises';
import type { BytePath } from '@seqwarden/proof';
import { bytePathFromText, SeqwardenError } from '@seqwarden/proof';
import { openCheckpoint, rootOf, softSha256 } from '@seqwarden/proof/log';
import type { AmendedFile } from '../../src/custody/write-addendum.ts';
import type {
  FileSink,
  Hashed,
  KeptAttributes,
  RunAtDestination,
  StagedFile,
} from '../../src/destinations/destination.ts';
import { openSink } from '../../src/destinations/open-sink.ts';
import { publishLog } from '../../src/register/publish-log.ts';
import { publishedAt } from '../../src/register/published-at.ts';
import { rejectsWith } from '../support/assert-code.ts';
import { leftLock } from '../support/left-lock.ts';
import { newLog } from '../support/logs.ts';
import { scratch } from '../support/scratch.ts';
import type { ContractOptions, OpenPlace, Place } from './place.ts';

const RUN = '230427_A01234_0042_BHGYJKDRX2';
const SOME = Buffer.from('some base calls');
const OTHER = Buffer.from('another state of the same file');
/** More than one buffer of the engine, and no multiple of one. */
const SEVERAL = 700_001;
const PIECE = 1 << 18;

/**
 * Registers the tests that every kind of destination has to pass: src/destinations/destination.ts, sentence by sentence. Each opens a place
 * of its own.
 */
export function destinationContract(name: string, open: OpenPlace, options: ContractOptions): void {
  const it = (sentence: string, check: (place: Place, t: TestContext) => Promise<void>) =>
    test(`${name}: ${sentence}`, async t => {
      const place = await open(t);
      if (place === undefined) return;
      try {
        await check(place, t);
      } finally {
        await place.destination.close();
      }
    });
  /** For what is about one run that is there. */
  const inRun = (
    sentence: string,
    check: (run: RunAtDestination, place: Place, t: TestContext) => Promise<void>,
  ) =>
    it(sentence, async (place, t) => {
      const run = await newRun(place);
      try {
        await check(run, place, t);
      } finally {
        await run.close();
      }
    });

  it('it has an id of its own, which stays', async ({ destination, again }) => {
    assert.match(destination.id, /^[0-9a-f]{32}$/);
    const later = await again();
    assert.equal(later.id, destination.id);
    await later.close();
  });

  it('a run is there once it was asked to be made, and fresh only where nothing was', async place => {
    const { destination, elsewhere } = place;
    assert.equal(await destination.openRun(RUN, false), undefined);
    const first = await newRun(place);
    assert.equal(first.fresh, true);
    await put(first.files, 'a', SOME);
    await first.close();
    for (const make of [true, false]) {
      const later = await destination.openRun(RUN, make);
      assert.equal(later?.fresh, false);
      await later?.close();
    }
    await elsewhere.put('ANOTHER', 'a', SOME);
    const foreign = await destination.openRun('ANOTHER', true);
    assert.equal(foreign?.fresh, false);
    await foreign?.close();
  });

  it('what is no name of a run is refused', async ({ destination }) => {
    for (const name of ['', '.', '..', 'a/b', 'a\0b', '.seqwarden', '.SEQWARDEN'])
      for (const make of [true, false])
        await rejectsWith('DESTINATION_UNUSABLE', destination.openRun(name, make));
  });

  it('what is no run folder is not taken for one', async ({ destination, elsewhere }) => {
    await elsewhere.putInPlaceOfRun(RUN, SOME);
    await rejectsWith('CONFLICT', destination.openRun(RUN, true));
  });

  for (const size of [0, 1, SEVERAL, options.large ?? 3_000_000]) {
    inRun(
      `a file of ${size} bytes has no final name before it is published, and then is whole`,
      async (run, { elsewhere }) => {
        const bytes = bytesOf(size);
        const staged = await write(run.files, 'Data/1.bcl', bytes);
        assert.equal(await elsewhere.read(RUN, 'Data/1.bcl'), undefined);
        await staged.finish(hashed(bytes), false);
        assert.equal(await elsewhere.read(RUN, 'Data/1.bcl'), undefined);
        assert.equal(await run.files.look('Data/1.bcl'), undefined);
        assert.equal(await staged.publish(), true);
        assertSame(await elsewhere.read(RUN, 'Data/1.bcl'), bytes);
        assert.deepEqual(await elsewhere.names(RUN), ['Data/1.bcl']);
        assert.equal(await run.files.look('Data/1.bcl'), size);
        assert.deepEqual(await run.files.hash('Data/1.bcl'), hashed(bytes));
      },
    );
  }

  inRun('a buffer may be used again as soon as its write is done', async (run, { elsewhere }) => {
    const buffer = Buffer.alloc(PIECE);
    const whole = Buffer.concat(['a', 'b', 'c'].map(letter => Buffer.alloc(PIECE, letter)));
    const staged = await run.files.stage('Data/1.bcl', attributes(whole.length));
    for (const letter of ['a', 'b', 'c']) await staged.write(buffer.fill(letter));
    buffer.fill('x');
    await publish(staged, whole);
    assertSame(await elsewhere.read(RUN, 'Data/1.bcl'), whole);
  });

  inRun(
    'a proof comes beside a statement whole, and in place of another only where that is asked',
    async (run, { elsewhere }) => {
      const proof = 'Custody/seal.tlog-proof';
      await run.publishCustody(new Map([['seal.intoto.json', [SOME]]]));
      assert.equal(await run.putProof(proof, SOME, false), true);
      assertSame(await elsewhere.read(RUN, proof), SOME);
      assert.equal(await run.putProof(proof, OTHER, false), false);
      assertSame(await elsewhere.read(RUN, proof), SOME);
      assert.equal(await run.putProof(proof, OTHER, true), true);
      assertSame(await elsewhere.read(RUN, proof), OTHER);
      assert.deepEqual([...(await elsewhere.names(RUN))].sort(), ['Custody/seal.intoto.json', proof]);
    },
  );

  inRun('publish takes no name that is taken, and changes nothing then', async (run, { elsewhere }) => {
    const staged = await write(run.files, 'Data/1.bcl', SOME);
    await staged.finish(hashed(SOME), false);
    await elsewhere.put(RUN, 'Data/1.bcl', OTHER);
    assert.equal(await staged.publish(), false);
    await staged.discard();
    assertSame(await elsewhere.read(RUN, 'Data/1.bcl'), OTHER);
    assert.deepEqual(await elsewhere.names(RUN), ['Data/1.bcl']);
  });

  inRun('of two that want one name one gets it', async (run, { elsewhere }) => {
    const staged = [await write(run.files, 'a', SOME), await write(run.files, 'a', OTHER)];
    await staged[0]?.finish(hashed(SOME), false);
    await staged[1]?.finish(hashed(OTHER), false);
    const got = [await staged[0]?.publish(), await staged[1]?.publish()];
    assert.deepEqual(got, [true, false]);
    await staged[1]?.discard();
    assertSame(await elsewhere.read(RUN, 'a'), SOME);
  });

  inRun('replace puts the new state in the place of the old, whole', async (run, { elsewhere }) => {
    await put(run.files, 'RunInfo.xml', SOME);
    const staged = await write(run.files, 'RunInfo.xml', OTHER);
    await staged.finish(hashed(OTHER), false);
    assertSame(await elsewhere.read(RUN, 'RunInfo.xml'), SOME);
    await staged.replace();
    assertSame(await elsewhere.read(RUN, 'RunInfo.xml'), OTHER);
    assert.deepEqual(await elsewhere.names(RUN), ['RunInfo.xml']);
  });

  inRun('finish counts: fewer or more bytes than said are an error', async (run, { elsewhere }) => {
    for (const size of [SOME.length + 1, SOME.length - 1]) {
      const staged = await run.files.stage('a', attributes(size));
      // A place that knows the size beforehand may notice while it is written.
      await rejectsWith('DESTINATION_WRITE_FAILED', writeAndFinish(staged, SOME, { ...hashed(SOME), size }));
      await staged.discard();
    }
    assert.deepEqual(await elsewhere.names(RUN), []);
  });

  for (const size of options.folders ? [SOME.length, SEVERAL, options.large ?? 3_000_000] : []) {
    inRun(
      `a byte of ${size} that was spoilt on the way is found by reading back`,
      async (run, { elsewhere }) => {
        assert.ok(elsewhere.spoilStaged);
        const bytes = bytesOf(size);
        const staged = await write(run.files, 'a', bytes);
        await elsewhere.spoilStaged(RUN);
        await rejectsWith(
          'DESTINATION_READ_BACK',
          act(() => staged.finish(hashed(bytes), true)),
        );
        await staged.discard();
        assert.deepEqual(await elsewhere.names(RUN), []);
      },
    );
  }

  inRun(
    'with other bytes than those that were hashed, reading back finds it out',
    async (run, { elsewhere }) => {
      const staged = await write(run.files, 'a', SOME);
      const said = { sha256: hashed(OTHER).sha256, size: SOME.length };
      const error = await codeOf(act(() => staged.finish(said, true)));
      assert.ok(error === 'DESTINATION_READ_BACK' || error === 'DESTINATION_WRITE_FAILED', error);
      await staged.discard();
      assert.deepEqual(await elsewhere.names(RUN), []);
    },
  );

  inRun('reading back what came over well is no error', async (run, { elsewhere }) => {
    for (const size of [0, SEVERAL]) {
      const staged = await write(run.files, `${size}`, bytesOf(size));
      await staged.finish(hashed(bytesOf(size)), true);
      assert.equal(await staged.publish(), true);
      assertSame(await elsewhere.read(RUN, `${size}`), bytesOf(size));
    }
  });

  inRun('discard leaves nothing, at whatever point, and may be repeated', async (run, { elsewhere }) => {
    const begun = await run.files.stage('a', attributes(5));
    const written = await write(run.files, 'b', bytesOf(SEVERAL));
    const finished = await write(run.files, 'c', SOME);
    await finished.finish(hashed(SOME), false);
    for (const staged of [begun, written, finished, finished]) await staged.discard();
    assert.deepEqual(await elsewhere.names(RUN), []);
  });

  inRun('leftovers of a try that died go, and nothing else', async (run, { destination, elsewhere }) => {
    const ofSource = '.seqwarden-0123456789abcdef-0.tmp';
    const begun = await write(run.files, 'Data/1.bcl', bytesOf(SEVERAL));
    const finished = await write(run.files, 'a', SOME);
    await finished.finish(hashed(SOME), false);
    await put(run.files, 'b', SOME);
    await put(run.files, ofSource, SOME);
    await elsewhere.put(RUN, 'stranger.tmp', OTHER);
    const later = await destination.openRun(RUN, true);
    await later?.removeLeftovers(new Set([ofSource]));
    assert.deepEqual((await elsewhere.names(RUN)).toSorted(), [ofSource, 'b', 'stranger.tmp']);
    await later?.close();
    // What the dead one would still have done; for this test's sake only, so that nothing stays open.
    for (const staged of [begun, finished]) await Promise.resolve(staged.discard()).catch(() => {});
  });

  inRun('withdraw takes one file away, and none without an error', async (run, { elsewhere }) => {
    await put(run.files, 'Data/1.bcl', SOME);
    await put(run.files, 'Data/2.bcl', SOME);
    await run.withdraw('Data/1.bcl');
    await run.withdraw('Data/1.bcl');
    assert.deepEqual(await elsewhere.names(RUN), ['Data/2.bcl']);
  });

  inRun('look and hash see what is there', async (run, { elsewhere }) => {
    assert.equal(await run.files.look('a'), undefined);
    assert.equal(await run.files.hash('a'), undefined);
    await elsewhere.put(RUN, 'a', OTHER);
    assert.equal(await run.files.look('a'), OTHER.length);
    assert.deepEqual(await run.files.hash('a'), hashed(OTHER));
    let told = 0;
    await run.files.hash('a', bytes => {
      told += bytes;
    });
    assert.equal(told, OTHER.length, 'a throttle is told of every byte');
    let rested = 0;
    await run.files.hash('a', async bytes => {
      await setTimeout(20);
      rested += bytes;
    });
    assert.equal(rested, OTHER.length, 'and is waited for');
    if (options.folders) assert.equal(await run.files.look('Data'), 'other');
    if (elsewhere.link) {
      await elsewhere.link(RUN, 'link');
      assert.equal(await run.files.look('link'), 'other');
      assert.equal(await run.files.hash('link'), undefined);
    }
  });

  inRun(
    'a list is in byte order, and keeps Custody apart, however it is spelt',
    async (run, { elsewhere }) => {
      const paths = [
        'Data!x',
        'Data-x',
        'Data.x',
        'Data/L001/s_1.bcl',
        'Data/z',
        'Data0',
        'a',
        'B',
        'InterOp/x',
      ];
      await run.makeFolders(['Data', 'Data/L001', 'Data/empty', 'InterOp']);
      for (const path of paths.toReversed()) await put(run.files, path, Buffer.from(path));
      await elsewhere.put(RUN, 'Custody/SHA256SUMS', SOME);
      if (elsewhere.link) await elsewhere.link(RUN, 'InterOp/link');
      const { files, folders, special, custody } = await run.list();
      assert.deepEqual(
        [...files],
        paths.toSorted().map(path => ({ path, size: path.length })),
      );
      if (options.folders) assert.deepEqual(folders, ['Data', 'Data/L001', 'Data/empty', 'InterOp']);
      assert.deepEqual(special, elsewhere.link ? ['InterOp/link'] : []);
      assert.deepEqual(custody, ['Custody']);
    },
  );

  inRun('an empty run is listed as empty', async run => {
    const folders = options.folders ? ['Data'] : [];
    const listing = await run.list();
    assert.deepEqual(
      { ...listing, files: [...listing.files] },
      { files: [], folders, special: [], custody: [] },
    );
  });

  for (const [what, path] of NAMES) {
    inRun(`a name with ${what} is held exactly, or refused in words`, async (run, { elsewhere }) => {
      const refused = run.refusal(path);
      if (refused !== undefined) return void assert.match(refused, /\w/);
      await run.makeFolders(parentsOf(path));
      await put(run.files, path, SOME);
      assertSame(await elsewhere.read(RUN, path), SOME);
      assert.deepEqual([...(await run.list()).files], [{ path, size: SOME.length }]);
      assert.deepEqual(await run.files.hash(path), hashed(SOME));
    });
  }

  for (const [what, one, other] of PAIRS) {
    inRun(`names that differ in ${what} only are two, or the second is taken`, async (run, { elsewhere }) => {
      await put(run.files, one, SOME);
      const staged = await write(run.files, other, OTHER);
      await staged.finish(hashed(OTHER), false);
      if (await staged.publish()) assertSame(await elsewhere.read(RUN, other), OTHER);
      else await staged.discard();
      assertSame(await elsewhere.read(RUN, one), SOME);
    });
  }

  inRun('the names of every instrument are held', async run => {
    for (const path of [
      'Data/Intensities/BaseCalls/L001/C1.1/s_1_1101.bcl.gz',
      'RunInfo.xml',
      'Thumbnail_Images/L001/C1.1/s_1_1101_a.jpg',
    ])
      assert.equal(run.refusal(path), undefined);
  });

  it('one process at a time works on a run', async ({ destination, again }) => {
    const release = await destination.lockRun(RUN);
    const other = await again();
    await rejectsWith('DESTINATION_BUSY', other.lockRun(RUN));
    await rejectsWith('DESTINATION_BUSY', destination.lockRun(RUN));
    const another = await other.lockRun('ANOTHER');
    await another();
    await release();
    const later = await other.lockRun(RUN);
    await later();
    await other.close();
  });

  it('a lock of a process of this host that is gone is taken over, one that cannot be judged is believed', async ({
    destination,
    elsewhere,
  }) => {
    await elsewhere.leaveLock(RUN, leftLock({ pid: NOBODY }));
    const release = await destination.lockRun(RUN);
    await release();
    for (const other of [{ host: 'another-host' }, { numbers: 'pid:[1]' }]) {
      await elsewhere.leaveLock(RUN, leftLock({ pid: NOBODY, ...other }));
      await rejectsWith('DESTINATION_BUSY', destination.lockRun(RUN));
    }
  });

  it('who lost its lock to another does not take that one away', async ({
    destination,
    again,
    elsewhere,
  }) => {
    const release = await destination.lockRun(RUN);
    await elsewhere.leaveLock(RUN, leftLock({ host: 'another-host' }));
    await release();
    const other = await again();
    await rejectsWith('DESTINATION_BUSY', other.lockRun(RUN));
    await other.close();
  });

  it('the holder of a lock cannot put its own words on a terminal', async ({ destination, elsewhere }) => {
    await elsewhere.leaveLock(RUN, 'call\u001b[2J 12\n');
    const { message } = await rejectsWith('DESTINATION_BUSY', destination.lockRun(RUN));
    assert.equal(message, 'process 12 on another host holds the lock');
  });

  it('own documents are put once and never replaced', async ({ destination }) => {
    const path = 'deliveries/0123/0001.intoto.json';
    assert.equal(await destination.readOwn(path, 100), undefined);
    assert.deepEqual(await destination.listOwn('deliveries/0123'), []);
    assert.equal(await destination.putOwn(path, SOME), true);
    assert.equal(await destination.putOwn(path, OTHER), false);
    assertSame(await destination.readOwn(path, 100), SOME);
    assertSame(await destination.readOwn(path, SOME.length), SOME);
    await rejectsWith('DESTINATION_UNUSABLE', destination.readOwn(path, SOME.length - 1));
    await destination.putOwn('deliveries/0123/0010.intoto.json', SOME);
    await destination.putOwn('deliveries/0123/0002.intoto.json', SOME);
    assert.deepEqual(await destination.listOwn('deliveries/0123'), [
      '0001.intoto.json',
      '0002.intoto.json',
      '0010.intoto.json',
    ]);
  });

  it('the head of a log is replaced, whole, and nothing else lies beside it', async ({
    destination,
    again,
  }) => {
    const path = 'log/0123/checkpoint';
    await destination.replaceOwn(path, SOME);
    assertSame(await destination.readOwn(path, 100), SOME);
    const later = await again();
    await later.replaceOwn(path, OTHER);
    await later.close();
    assertSame(await destination.readOwn(path, 100), OTHER);
    assert.deepEqual(await destination.listOwn('log/0123'), ['checkpoint']);
  });

  it('whoever reads the head of a log while it is replaced gets one state of it', async ({
    destination,
    again,
  }) => {
    const path = 'log/0123/checkpoint';
    const states = [Buffer.alloc(3000, 'a'), Buffer.alloc(5000, 'b')];
    await destination.replaceOwn(path, Buffer.alloc(4000, 'c'));
    const later = await again();
    let isOver = false;
    const writing = (async () => {
      for (let time = 0; time < 6; time++) await later.replaceOwn(path, states[time % 2] ?? SOME);
      isOver = true;
    })();
    while (!isOver) {
      const found = Buffer.from((await destination.readOwn(path, 10_000)) ?? []);
      const is = (length: number, letter: string) => found.equals(Buffer.alloc(length, letter));
      assert.ok(is(3000, 'a') || is(5000, 'b') || is(4000, 'c'), `${found.length} bytes`);
    }
    await writing;
    await later.close();
  });

  it('a log is published there, grows there, and is seen by whoever only reads', async ({
    destination,
    again,
  }, t) => {
    const { key, log } = await newLog(t, scratch(t));
    const seen = publishedAt(destination.spec, key.id);
    assert.equal(await seen.read(), undefined);
    let size = 0;
    for (const more of [1, 3, 260]) {
      const entries = Array.from({ length: more }, (_, at) => Buffer.from(`entry ${size + at}`));
      await Promise.all(entries.map(entry => log.append(new Uint8Array(entry))));
      size += more;
      assert.equal(await publishLog(destination, log), size);
    }
    const later = await again();
    const read = async (path: string) => later.readOwn(`log/${key.id}/${path}`, 1 << 20);
    const file = await read('checkpoint');
    assert.ok(file !== undefined);
    const { checkpoint } = await openCheckpoint(file, key.verifier);
    assert.equal(checkpoint.size, size);
    assert.deepEqual(await rootOf(softSha256, read, size), checkpoint.root);
    assertSame(await seen.read(), Buffer.from(file));
    await later.close();
  });

  it('what is set aside lies in a place of its own, under the names that it had', async ({ destination }) => {
    const place = await destination.openQuarantine('0123abcd-20230427T000000000Z-1');
    assert.equal(place.fresh, true);
    await place.makeFolders(['Custody']);
    await put(place.files, 'Custody/seal.intoto.json', SOME);
    assert.equal(await place.files.look('Custody/seal.intoto.json'), SOME.length);
    const other = await destination.openQuarantine('0123abcd-20230427T000000000Z-2');
    assert.equal(await other.files.look('Custody/seal.intoto.json'), undefined);
    await other.close();
    await place.close();
  });

  inRun('Custody is published once, whole, and comes back as it was', async (run, { elsewhere }) => {
    assert.equal(await run.readCustody(), undefined);
    await run.publishCustody(CUSTODY);
    assert.deepEqual(plain(await run.readCustody()), plain(CUSTODY));
    assert.deepEqual(
      (await elsewhere.names(RUN)).toSorted(),
      [...CUSTODY.keys()].map(name => `Custody/${name}`).toSorted(),
    );
    const other = new Map(CUSTODY).set('seal.intoto.json', [OTHER]);
    await rejectsWith('CONFLICT', run.publishCustody(other));
    assert.deepEqual(plain(await run.readCustody()), plain(CUSTODY));
    const { files, custody } = await run.list();
    assert.deepEqual([[...files], custody], [[], ['Custody']]);
  });

  inRun('addenda lie beside the seal, each whole, and come back as they were', async (run, { elsewhere }) => {
    await run.publishCustody(CUSTODY);
    assert.equal((await run.readAddenda()).files.size, 0);
    const amended = [amendedBy('InterOp/x.bin', SOME), amendedBy('empty.log', Buffer.alloc(0))];
    await run.publishAddendum({ number: 1, content: ADDENDUM, amended });
    await run.publishAddendum({ number: 2, content: ADDENDUM, amended: [] });
    const { files, findings } = await run.readAddenda();
    assert.deepEqual([[...files.keys()], findings], [[1, 2], []]);
    assert.deepEqual(plain(await run.readCustody()), plain(CUSTODY));
    for (const found of files.values())
      assert.deepEqual(plain(new Map([...found].map(([name, bytes]) => [name, [bytes]]))), plain(ADDENDUM));
    const path = 'Custody/addenda/0001/files/InterOp/x.bin';
    assertSame(await elsewhere.read(RUN, path), SOME);
    const pieces: Uint8Array[] = [];
    assert.ok(await run.readFile(path, piece => void pieces.push(Uint8Array.from(piece))));
    assertSame(Buffer.concat(pieces), SOME);
    assert.equal(await run.readFile(`${path}.not`, () => {}), false);
    await run.removeLeftovers(new Set());
    assert.equal((await run.readAddenda()).files.size, 2);
  });

  inRun('an addendum of which other bytes come, or whose number is taken, is not published', async run => {
    await run.publishCustody(CUSTODY);
    const wrong = { ...amendedBy('x', SOME), sha256: hashed(OTHER).sha256 };
    await rejectsWith(
      'SOURCE_CHANGED',
      run.publishAddendum({ number: 1, content: ADDENDUM, amended: [wrong] }),
    );
    assert.equal((await run.readAddenda()).files.size, 0);
    await run.removeLeftovers(new Set());
    await run.publishAddendum({ number: 1, content: ADDENDUM, amended: [] });
    const other = new Map(ADDENDUM).set('addendum.intoto.json', [OTHER]);
    await rejectsWith('CONFLICT', run.publishAddendum({ number: 1, content: other, amended: [] }));
    const found = (await run.readAddenda()).files.get(1)?.get('addendum.intoto.json');
    assertSame(found === undefined ? undefined : Buffer.from(found), ENVELOPE);
  });

  inRun('what is no addendum is told', async (run, { elsewhere }) => {
    await run.publishCustody(CUSTODY);
    await elsewhere.put(RUN, 'Custody/addenda/0001/notes', SOME);
    const { findings } = await run.readAddenda();
    assert.deepEqual(
      findings.map(({ code }) => code),
      ['CUSTODY_STRANGER'],
    );
  });

  inRun('a Custody of somebody else is not replaced', async (run, { elsewhere }) => {
    await elsewhere.put(RUN, 'Custody/seal.intoto.json', OTHER);
    await rejectsWith('CONFLICT', run.publishCustody(CUSTODY));
    assertSame(await elsewhere.read(RUN, 'Custody/seal.intoto.json'), OTHER);
    assert.equal(await elsewhere.read(RUN, 'Custody/SHA256SUMS.sig'), undefined);
  });

  inRun(
    'files that are on their way at the same time do not disturb each other',
    async (run, { elsewhere }) => {
      const paths = ['Data/1.bcl', 'a', 'Data/2.bcl', 'InterOp/x'];
      await run.makeFolders(['InterOp']);
      const whole = paths.map((_, at) => bytesOf(SEVERAL, at));
      const staged = await Promise.all(paths.map(path => run.files.stage(path, attributes(SEVERAL))));
      for (let from = 0; from < SEVERAL; from += PIECE)
        await Promise.all(staged.map((file, at) => file.write(slice(whole[at], from))));
      await Promise.all(staged.map((file, at) => file.finish(hashed(whole[at] ?? SOME), false)));
      for (const file of staged.toReversed()) assert.equal(await file.publish(), true);
      for (const [at, path] of paths.entries()) assertSame(await elsewhere.read(RUN, path), whole[at]);
    },
  );

  inRun('another thread opens the run by its sink alone', async (run, { elsewhere }) => {
    const sink = await openSink(structuredClone(run.sink));
    assert.ok(Number.isSafeInteger(sink.lanes) && sink.lanes >= 1);
    await put(sink, 'Data/1.bcl', SOME);
    await sink.close();
    assertSame(await elsewhere.read(RUN, 'Data/1.bcl'), SOME);
    assert.equal(await run.files.look('Data/1.bcl'), SOME.length);
  });

  inRun('folders settle, those of the run and its own', async (run, { elsewhere }) => {
    const times = { mode: 0o755, mtimeMs: FIRST, atimeMs: FIRST };
    await put(run.files, 'Data/1.bcl', SOME);
    await run.settle(
      new Map([
        ['', times],
        ['Data', times],
      ]),
    );
    await run.settle(new Map());
    assert.deepEqual(await elsewhere.names(RUN), ['Data/1.bcl']);
  });

  inRun('folders that are there stay, with what is in them', async (run, { elsewhere }) => {
    await put(run.files, 'Data/1.bcl', SOME);
    await run.makeFolders(['Data', 'Data/L001']);
    assert.deepEqual(await elsewhere.names(RUN), ['Data/1.bcl']);
  });

  if (!options.folders) return;

  inRun('what stands in place of a folder is a conflict', async (run, { elsewhere }) => {
    assert.ok(elsewhere.link);
    await elsewhere.put(RUN, 'InterOp', OTHER);
    await rejectsWith('CONFLICT', run.makeFolders(['InterOp']));
    await elsewhere.link(RUN, 'Logs');
    await rejectsWith('CONFLICT', run.makeFolders(['Logs']));
  });

  inRun(
    'a folder that is there, but under another name, is a collision of names',
    async (run, { elsewhere }) => {
      // No place of these tests ignores letter case; this is a second name of a folder everywhere.
      await rejectsWith('NAME_COLLISION', run.makeFolders(['Data', 'Data/.']));
      assert.deepEqual(await elsewhere.names(RUN), []);
    },
  );

  inRun('nothing is written through a link', async (run, { elsewhere }) => {
    assert.ok(elsewhere.link);
    await elsewhere.link(RUN, 'Logs');
    const code = await codeOf(act(() => write(run.files, 'Logs/1.log', SOME)));
    assert.match(code, /^DESTINATION_|^CONFLICT$/);
  });
}

/** A number that no process has: Linux counts to 2^22 at most. */
const NOBODY = 2 ** 30;
const FIRST = Date.UTC(2023, 3, 27);

/** Byte paths that some place cannot hold. */
const NAMES: readonly (readonly [string, BytePath])[] = [
  ['a blank at each end', ' a '],
  ['a backslash', 'a\\b'],
  ['a line feed', 'a\nb'],
  ['a tab and an escape', 'a\t\x1b[2Jb'],
  ['a carriage return', 'a\rb'],
  ['bytes that are not UTF-8', 'a\xff\xfeb'],
  ['255 bytes', 'x'.repeat(255)],
  ['256 bytes', 'x'.repeat(256)],
  ['1,205 bytes with those of its folders', `${Array(5).fill('x'.repeat(200)).join('/')}/${'y'.repeat(200)}`],
  ['a leading dash', '-rf'],
  ['a leading dot', '.hidden'],
  ['three dots', '...'],
  ['an umlaut in one code point', bytePathFromText('M\u00fcller')],
  ['an umlaut in two code points', bytePathFromText('Mu\u0308ller')],
  ['a character beyond the basic plane', bytePathFromText('run \u{1f9ec}')],
  ['percent signs and plus', 'a%2Fb+c%00'],
  ['quotes and the signs of XML', `a"b'c<d>&amp;`],
  ['question mark, hash and asterisk', 'a?b#c*d'],
  ['a colon', 'a:b'],
  ['a dot at its end', 'a.'],
  ['a device of Windows', 'NUL'],
  ['a control character that XML cannot carry', 'a\x01b'],
  ['a noncharacter', bytePathFromText('a\uffffb')],
  ['a bidirectional override', bytePathFromText('a\u202eb')],
];

const PAIRS: readonly (readonly [string, BytePath, BytePath])[] = [
  ['letter case', 'sample.csv', 'Sample.csv'],
  ['Unicode form', bytePathFromText('M\u00fcller'), bytePathFromText('Mu\u0308ller')],
  ['a blank at the end', 'a', 'a '],
];

const CUSTODY = new Map<string, readonly Uint8Array[]>([
  ['SHA256SUMS', [Buffer.from('list of '), Buffer.from('files\n')]],
  ['SHA256SUMS.sig', [Buffer.from('signature')]],
  ['seal.intoto.json', [Buffer.from('{}')]],
  ['seal.sigstore.json', [Buffer.from('{"bundle":1}')]],
]);

const ENVELOPE = Buffer.from('{"addendum":1}');
const ADDENDUM = new Map<string, readonly Uint8Array[]>([
  ['SHA256SUMS', [Buffer.from('list\n')]],
  ['SHA256SUMS.sig', [Buffer.from('signature of it')]],
  ['addendum.intoto.json', [ENVELOPE]],
  ['addendum.sigstore.json', [Buffer.from('{"bundle":2}')]],
]);

function amendedBy(path: BytePath, bytes: Buffer): AmendedFile {
  const { sha256, size } = hashed(bytes);
  return { path, sha256, bytes: size, read: async take => take(bytes) };
}

function parentsOf(path: BytePath): BytePath[] {
  const parts = path.split('/').slice(0, -1);
  return parts.map((_, at) => parts.slice(0, at + 1).join('/'));
}

function plain(custody: ReadonlyMap<string, readonly Uint8Array[]> | undefined): [string, string][] {
  return [...(custody ?? [])]
    .map(([name, pieces]): [string, string] => [name, Buffer.concat(pieces).toString('latin1')])
    .sort();
}

async function newRun({ destination }: Place): Promise<RunAtDestination> {
  const run = await destination.openRun(RUN, true);
  assert.ok(run !== undefined);
  await run.makeFolders(['Data']);
  return run;
}

function attributes(size: number): KeptAttributes {
  return { size, mode: 0o644, mtimeMs: FIRST + 0.25, atimeMs: FIRST };
}

function hashed(bytes: Uint8Array): Hashed {
  return { sha256: createHash('sha256').update(bytes).digest('hex'), size: bytes.length };
}

/** Bytes that differ at every place from those of another `seed`. */
function bytesOf(size: number, seed = 0): Buffer {
  const bytes = Buffer.allocUnsafe(size);
  for (let at = 0; at < size; at++) bytes[at] = (at % 251) + seed;
  return bytes;
}

function slice(bytes: Buffer | undefined, from: number): Buffer {
  return bytes?.subarray(from, from + PIECE) ?? Buffer.alloc(0);
}

/** Pieces as the engine hands them over: in one buffer that is used again. */
async function write(sink: FileSink, path: BytePath, bytes: Buffer): Promise<StagedFile> {
  const staged = await sink.stage(path, attributes(bytes.length));
  await writeAll(staged, bytes);
  return staged;
}

async function writeAll(staged: StagedFile, bytes: Buffer): Promise<void> {
  const buffer = Buffer.alloc(PIECE);
  for (let from = 0; from < bytes.length; from += PIECE)
    await staged.write(buffer.subarray(0, bytes.copy(buffer, 0, from, from + PIECE)));
}

async function writeAndFinish(staged: StagedFile, bytes: Buffer, whole: Hashed): Promise<void> {
  await writeAll(staged, bytes);
  await staged.finish(whole, false);
}

async function publish(staged: StagedFile, bytes: Buffer): Promise<void> {
  await staged.finish(hashed(bytes), false);
  assert.equal(await staged.publish(), true);
}

async function put(sink: FileSink, path: BytePath, bytes: Buffer): Promise<void> {
  await publish(await write(sink, path, bytes), bytes);
}

/** Whether it throws at once or later is the place's own affair. */
async function act<T>(work: () => T | Promise<T>): Promise<T> {
  return await work();
}

async function codeOf(work: Promise<unknown>): Promise<string> {
  return work.then(
    () => 'no error',
    error => (error instanceof SeqwardenError ? error.code : `no code: ${error}`),
  );
}

function assertSame(found: Uint8Array | undefined, expected: Uint8Array | undefined): void {
  if (found === undefined || expected === undefined) return void assert.equal(found, expected);
  assert.equal(
    Buffer.compare(found, expected),
    0,
    `${found.length} bytes, of which some are not the expected ones`,
  );
}
