import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import {
  chmodSync,
  mkdirSync,
  openSync,
  readdirSync,
  readFileSync,
  statSync,
  symlinkSync,
  writeFileSync,
  writeSync,
} from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { test } from 'node:test';
import { bytePathFromText } from '@seqwarden/proof';
import fc from 'fast-check';
import { throwsWith } from '../../test/support/assert-code.ts';
import { BATCH_FILES, batchFile } from '../../test/support/journal-child.ts';
import { scratch } from '../../test/support/scratch.ts';
import { JOURNAL_FILE, openJournal, readJournal } from './open-journal.ts';
import type { FileRecord } from './records.ts';
import { APPLICATION_ID, SCHEMA_VERSION, STEPS } from './schema.ts';

const NOON = new Date('2026-03-01T12:00:00.000Z');
const LATER = new Date('2026-03-01T13:00:00.000Z');
const ROOT = '/landing';
/** Each is a process of its own: half a second. */
const ROUNDS = process.env.SEQWARDEN_CI === '1' ? 50 : 12;

function open(folder: string) {
  const { journal, setAside } = openJournal(join(folder, 'state'), NOON);
  return { journal, setAside };
}

function newRun(folder: string) {
  const { journal } = open(folder);
  const { id } = journal.noteRun(ROOT, { name: 'run', dev: 1n, ino: 2n }, NOON);
  return { journal, id };
}

function file(path: string, parts: Partial<FileRecord> = {}): FileRecord {
  return {
    path,
    attributes: { size: 1, mtimeNs: 2n, ctimeNs: 3n, ino: 4n },
    sha256: new Uint8Array(32).fill(7),
    class: 'other',
    held: 1,
    ...parts,
  };
}

const digest = (fill: number) => new Uint8Array(32).fill(fill);

test('what was written is there after it is opened again', t => {
  const folder = scratch(t);
  const { journal, id } = newRun(folder);
  const slot = journal.destination('/archive');
  journal.recordDurable(id, [file('b', { class: 'write-once', held: 2 ** slot }), file('a')], NOON);
  journal.setState(id, 'quarantined', LATER, 'WRITE_ONCE_CHANGED');
  journal.noteChange(id, LATER);
  journal.addSilence(id, 1500.7);
  journal.setDelivery(id, slot, 'sealed', NOON, { seal: 'ab', files: 2, bytes: 3 });
  journal.setDelivery(id, slot, 'confirmed', NOON);
  journal.setDown(id, slot, 'DESTINATION_DOWN', LATER);
  journal.addEvent({ at: NOON, run: id, destination: undefined, kind: 'alarm', detail: 'why' });
  journal.close();

  const again = open(folder).journal;
  const run = again.run(ROOT, 'run');
  assert.deepEqual(run, {
    id,
    root: ROOT,
    name: 'run',
    dev: 1n,
    ino: 2n,
    firstSeen: NOON,
    state: 'quarantined',
    since: LATER,
    reason: 'WRITE_ONCE_CHANGED',
    lastChange: LATER,
    silentMs: 1500,
    readBack: undefined,
  });
  assert.deepEqual([...again.runs()], [run]);
  assert.deepEqual(
    Array.from(again.files(id), ({ path, class: kind, held }) => [path, kind, held]),
    [
      ['a', 'other', 1],
      ['b', 'write-once', 2 ** slot],
    ],
  );
  assert.deepEqual(again.file(id, 'b')?.attributes, file('b').attributes);
  assert.deepEqual(again.deliveries(id), [
    {
      run: id,
      destination: slot,
      state: 'confirmed',
      since: NOON,
      downSince: LATER,
      reason: 'DESTINATION_DOWN',
      lastConfirmed: NOON,
      sealed: { seal: 'ab', files: 2, bytes: 3 },
    },
  ]);
  assert.deepEqual(
    Array.from(again.events(0), ({ kind, run: of }) => [kind, of]),
    [['alarm', id]],
  );
  again.close();
});

test('file and folder are for this account alone', t => {
  const folder = scratch(t);
  const { journal, id } = newRun(folder);
  journal.recordDurable(id, [file('a')], NOON);
  assert.equal(statSync(join(folder, 'state')).mode & 0o777, 0o700);
  const files = readdirSync(join(folder, 'state'));
  assert.ok(files.includes(`${JOURNAL_FILE}-wal`));
  for (const name of files) assert.equal(statSync(join(folder, 'state', name)).mode & 0o777, 0o600, name);
  journal.close();
  chmodSync(join(folder, 'state', JOURNAL_FILE), 0o640);
  throwsWith('JOURNAL_UNUSABLE', () => open(folder));
  chmodSync(join(folder, 'state', JOURNAL_FILE), 0o600);
  chmodSync(join(folder, 'state'), 0o750);
  throwsWith('JOURNAL_UNUSABLE', () => open(folder));
});

test('a link in place of the journal is refused', t => {
  const folder = scratch(t);
  open(folder).journal.close();
  const other = join(folder, 'other');
  openJournal(other, NOON).journal.close();
  symlinkSync(join(folder, 'state', JOURNAL_FILE), join(folder, 'link'));
  throwsWith('JOURNAL_UNUSABLE', () => openJournal(join(folder, 'link'), NOON));
});

test('any bytes of a path, and any 64 bits of inode and times, survive', t => {
  const { journal, id } = newRun(scratch(t));
  const pathBytes = fc.string({
    unit: fc.integer({ min: 1, max: 255 }).map(n => String.fromCharCode(n)),
    minLength: 1,
  });
  const bits = fc.bigInt({ min: 0n, max: 2n ** 64n - 1n });
  const times = fc.bigInt({ min: -(2n ** 63n), max: 2n ** 63n - 1n });
  fc.assert(
    fc.property(pathBytes, bits, times, times, fc.nat(), (path, ino, mtimeNs, ctimeNs, size) => {
      const attributes = { size, mtimeNs, ctimeNs, ino };
      journal.recordDurable(id, [file(path, { attributes })], NOON);
      assert.deepEqual(journal.file(id, path)?.attributes, attributes);
    }),
  );
  const listed = Array.from(journal.files(id), ({ path }) => path);
  assert.deepEqual(
    listed,
    listed.toSorted((a, b) => (a < b ? -1 : 1)),
    'in byte order',
  );
  journal.close();
});

test('of a folder come the files below it, however deep, and not those of its like', t => {
  const { journal, id } = newRun(scratch(t));
  const other = journal.noteRun(ROOT, { name: 'other', dev: 1n, ino: 3n }, NOON);
  journal.recordDurable(other.id, [file('a/1')], NOON);
  const below = ['a/1', 'a/b/2', 'a/\xff'];
  journal.recordDurable(
    id,
    ['a', 'a!', 'a0', 'a00/1', 'ab/1', 'b/a/1', ...below].map(path => file(path)),
    NOON,
  );
  assert.deepEqual(
    Array.from(journal.filesBelow(id, 'a'), ({ path }) => path),
    below,
  );
});

test('the digest of a replaced file is kept, and only the destinations of the new one hold it', t => {
  const { journal, id } = newRun(scratch(t));
  const newer = {
    sha256: new Uint8Array(32).fill(8),
    attributes: { size: 9, mtimeNs: 9n, ctimeNs: 9n, ino: 9n },
  };
  journal.recordDurable(id, [file('RunInfo.xml', { held: 0b01 })], NOON);
  journal.recordDurable(id, [file('RunInfo.xml', { held: 0b10 })], NOON);
  assert.equal(journal.file(id, 'RunInfo.xml')?.held, 0b11);
  assert.deepEqual([...journal.earlier(id)], []);
  journal.recordDurable(id, [file('RunInfo.xml', { ...newer, held: 0b10 })], LATER);
  assert.equal(journal.file(id, 'RunInfo.xml')?.held, 0b10);
  assert.deepEqual(journal.file(id, 'RunInfo.xml')?.attributes, newer.attributes);
  assert.deepEqual(
    [...journal.earlier(id)],
    [{ path: 'RunInfo.xml', size: 1, sha256: new Uint8Array(32).fill(7), replaced: LATER }],
  );
  assert.deepEqual(journal.held(id, 1), { files: 1, bytes: 9 });
  journal.close();
});

test('an upload is remembered with its parts until it ends', t => {
  const { journal, id } = newRun(scratch(t));
  const slot = journal.destination('s3://bucket');
  const part = { number: 1, size: 5, sha256: new Uint8Array(32), etag: '"e"' };
  journal.beginUpload(id, 'big', slot, { uploadId: 'first', state: '5 1' }, NOON);
  journal.recordPart(id, 'big', slot, part);
  journal.beginUpload(id, 'big', slot, { uploadId: 'second', state: '5 2' }, LATER);
  journal.recordPart(id, 'big', slot, { ...part, number: 2 });
  journal.recordPart(id, 'big', slot, { ...part, etag: '"f"' });
  const [upload, ...others] = journal.uploads(slot);
  assert.deepEqual(others, []);
  assert.deepEqual([upload?.uploadId, upload?.state], ['second', '5 2']);
  assert.deepEqual(
    upload?.parts.map(({ number, etag }) => [number, etag]),
    [
      [1, '"f"'],
      [2, '"e"'],
    ],
  );
  journal.endUpload(id, 'big', slot);
  assert.deepEqual(journal.uploads(slot), []);
  journal.close();
});

test('a destination keeps its slot', t => {
  const { journal } = newRun(scratch(t));
  const slots = ['a', 'b', 'a'].map(name => journal.destination(name));
  assert.deepEqual(slots, [0, 1, 0]);
  for (let number = 2; number < 31; number++) journal.destination(`d${number}`);
  throwsWith('USAGE', () => journal.destination('one too many'));
  journal.close();
});

test('a destination at another place under a known name is told from it', t => {
  const folder = scratch(t);
  const { journal } = newRun(folder);
  const [a, b] = [journal.destination('a'), journal.destination('b')];
  assert.deepEqual([journal.claimPlace(a, '01'), journal.claimPlace(b, '02')], [true, true]);
  journal.close();
  const again = open(folder).journal;
  assert.deepEqual([again.claimPlace(a, '01'), again.claimPlace(a, '02')], [true, false]);
  again.close();
});

test('bytes that were announced for a name and never noted are known again, and kept when others take their place', t => {
  const { journal, id } = newRun(scratch(t));
  const xml = (fill: number) => file('RunInfo.xml', { class: 'rewritten', sha256: digest(fill) });
  journal.recordDurable(id, [xml(1)], NOON);
  journal.noteReplacing(id, 'RunInfo.xml', { sha256: digest(2), size: 5 }, NOON);
  assert.deepEqual([...journal.announcedOf(id, 'RunInfo.xml')], ['02'.repeat(32)]);
  journal.recordDurable(id, [xml(3)], LATER);
  assert.deepEqual(
    Array.from(journal.earlier(id), ({ sha256, size }) => [sha256[0], size]),
    [
      [2, 5],
      [1, 1],
    ],
  );
  assert.deepEqual([...journal.earlierOf(id, 'RunInfo.xml')].sort(), ['01'.repeat(32), '02'.repeat(32)]);
  assert.deepEqual([...journal.announcedOf(id, 'RunInfo.xml')], []);
  journal.noteReplacing(id, 'RunInfo.xml', { sha256: digest(4), size: 5 }, LATER);
  journal.recordDurable(id, [xml(4)], LATER);
  assert.equal([...journal.earlier(id)].length, 3, 'what became true is no earlier state');
  journal.close();
});

test('a run of which all is forgotten and forgiven knows nothing but what may be replaced, and keeps where it is sealed', t => {
  const { journal, id } = newRun(scratch(t));
  const [a, b] = [journal.destination('a'), journal.destination('b')];
  journal.recordDurable(
    id,
    [file('x.bcl', { class: 'write-once' }), file('RunInfo.xml', { class: 'rewritten', sha256: digest(1) })],
    NOON,
  );
  journal.setDelivery(id, a, 'sealed', NOON);
  for (const slot of [a, b]) journal.setDown(id, slot, 'CONFLICT', NOON);
  journal.forgetFiles(id, LATER);
  journal.forgive(id);
  assert.deepEqual([...journal.files(id)], []);
  assert.deepEqual([...journal.earlierOf(id, 'x.bcl')], []);
  assert.deepEqual([...journal.earlierOf(id, 'RunInfo.xml')], ['01'.repeat(32)]);
  assert.deepEqual(
    journal.deliveries(id).map(({ destination, state, reason }) => [destination, state, reason]),
    [[a, 'sealed', undefined]],
  );
  journal.close();
});

test('a journal of version 1 is brought up with all that is in it, and can be read before', t => {
  const folder = scratch(t);
  mkdirSync(join(folder, 'state'), { mode: 0o700 });
  const path = join(folder, 'state', JOURNAL_FILE);
  writeFileSync(path, '', { mode: 0o600 });
  const db = new DatabaseSync(path);
  db.exec(
    `${STEPS[0]} PRAGMA application_id = ${APPLICATION_ID}; PRAGMA user_version = 1;
     INSERT INTO root VALUES (1, CAST('/landing' AS BLOB)); INSERT INTO destination VALUES (0, 'a');
     INSERT INTO run VALUES (1, 1, CAST('run' AS BLOB), 1, 2, 3, 'sealed', 4, NULL, 5, 6);
     INSERT INTO run VALUES (2, 1, CAST('confirmed' AS BLOB), 1, 2, 3, 'confirmed', 9, NULL, 5, 6);
     INSERT INTO delivery VALUES (1, 0, 'sealed', 7, NULL, NULL, NULL)`,
  );
  db.close();
  const reader = readJournal(join(folder, 'state'));
  assert.equal(reader?.deliveries(1)[0]?.state, 'sealed');
  reader?.close();
  const { journal, setAside } = open(folder);
  assert.equal(setAside, undefined);
  assert.equal(journal.run(ROOT, 'run')?.state, 'sealed');
  assert.deepEqual(journal.deliveries(1)[0]?.sealed, undefined);
  const readBack = [1, 2].map(id => [...journal.runs()].find(one => one.id === id)?.readBack);
  assert.deepEqual(readBack, [undefined, new Date(9)]);
  assert.equal(journal.claimPlace(0, '01'), true);
  journal.setDelivery(1, 0, 'confirmed', NOON, { seal: 'ab', files: 1, bytes: 2 });
  journal.close();
  const again = open(folder).journal;
  assert.deepEqual(again.deliveries(1)[0]?.sealed, { seal: 'ab', files: 1, bytes: 2 });
  again.close();
});

test('a journal without a table, or without a column of one, is as good as damaged, and says so to who reads it', t => {
  for (const damage of ['DROP TABLE part', 'ALTER TABLE event DROP COLUMN detail']) {
    const folder = scratch(t);
    newRun(folder).journal.close();
    const db = new DatabaseSync(join(folder, 'state', JOURNAL_FILE));
    db.exec(damage);
    db.close();
    throwsWith('JOURNAL_UNUSABLE', () => readJournal(join(folder, 'state')));
    const { journal, setAside } = open(folder);
    assert.ok(setAside);
    assert.deepEqual([...journal.runs()], []);
    journal.close();
  }
});

test('nothing of a batch that fails is written', t => {
  const { journal, id } = newRun(scratch(t));
  assert.throws(() =>
    journal.batch(() => {
      journal.recordDurable(id, [file('a')], NOON);
      throw new Error('no');
    }),
  );
  assert.equal(journal.file(id, 'a'), undefined);
  journal.recordDurable(id, [file('b')], NOON);
  assert.ok(journal.file(id, 'b'));
  journal.close();
});

test('another process can read while an agent writes, and cannot change anything', t => {
  const folder = scratch(t);
  assert.equal(readJournal(join(folder, 'state')), undefined);
  const { journal, id } = newRun(folder);
  const reader = readJournal(join(folder, 'state'));
  journal.recordDurable(id, [file('a')], NOON);
  assert.equal([...(reader?.files(id) ?? [])].length, 1);
  reader?.close();
  journal.close();
});

test('a journal of a newer version is refused and left alone', t => {
  const folder = scratch(t);
  open(folder).journal.close();
  const path = join(folder, 'state', JOURNAL_FILE);
  const db = new DatabaseSync(path);
  db.exec(`PRAGMA user_version = ${SCHEMA_VERSION + 1}`);
  db.close();
  const before = readFileSync(path);
  throwsWith('JOURNAL_NEWER', () => open(folder));
  throwsWith('JOURNAL_NEWER', () => readJournal(join(folder, 'state')));
  assert.deepEqual(readFileSync(path), before);
});

test('a damaged journal is set aside and a new one begun', t => {
  const damages: ((path: string) => void)[] = [
    path =>
      writeFileSync(path, 'no database at all, but long enough for a header of a hundred bytes'.repeat(3)),
    path => void writeSync(openSync(path, 'r+'), Buffer.alloc(3000, 0x55), 0, 3000, 4096 * 3),
    path => {
      const db = new DatabaseSync(path);
      db.exec('PRAGMA application_id = 1');
      db.close();
    },
  ];
  for (const damage of damages) {
    const folder = scratch(t);
    const { journal, id } = newRun(folder);
    journal.recordDurable(
      id,
      Array.from({ length: 500 }, (_, at) => file(`f${at}`)),
      NOON,
    );
    journal.close();
    damage(join(folder, 'state', JOURNAL_FILE));
    const { journal: fresh, setAside } = open(folder);
    assert.equal(setAside, 'journal-damaged-20260301T120000000Z.sqlite');
    assert.ok(readdirSync(join(folder, 'state')).includes(setAside));
    assert.deepEqual([...fresh.runs()], []);
    fresh.close();
  }
});

test('killed at any moment, every acknowledged batch is there and no half one', async t => {
  const folder = scratch(t);
  const child = join(import.meta.dirname, '..', '..', 'test', 'support', 'journal-child.ts');
  let acknowledged = -1;
  for (let round = 0; round < ROUNDS; round++) {
    const process_ = spawn(process.execPath, [child, join(folder, 'state'), String(acknowledged + 1)], {
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    let said = '';
    process_.stdout.on('data', chunk => {
      if (said === '') setTimeout(() => process_.kill('SIGKILL'), Math.random() * 25);
      said += chunk;
    });
    await once(process_, 'close');
    const complete = said.split('\n').slice(0, -1);
    acknowledged = Number(complete.at(-1) ?? acknowledged);

    const db = new DatabaseSync(join(folder, 'state', JOURNAL_FILE));
    assert.equal(db.prepare('PRAGMA integrity_check').get()?.integrity_check, 'ok');
    db.close();
    const { journal, setAside } = openJournal(join(folder, 'state'), NOON);
    assert.equal(setAside, undefined);
    const run = journal.run(ROOT, bytePathFromText('run'));
    const held = run === undefined ? 0 : journal.held(run.id, 0).files;
    assert.equal(held % BATCH_FILES, 0, 'a half batch');
    assert.ok(held / BATCH_FILES > acknowledged, `${held} files, batch ${acknowledged} was acknowledged`);
    acknowledged = held / BATCH_FILES - 1;
    if (run !== undefined && held > 0)
      assert.ok(journal.file(run.id, batchFile(acknowledged, BATCH_FILES - 1).path));
    journal.close();
  }
  assert.ok(acknowledged > ROUNDS, `only ${acknowledged} batches were written`);
});

test('only the last events are kept, by their number, whatever clock they were noted by', t => {
  const { journal } = newRun(scratch(t));
  const add = (at: Date, kind: string) =>
    journal.addEvent({ at, run: undefined, destination: undefined, kind, detail: '{}' });
  add(LATER, 'first');
  const work = add(NOON, 'at-work');
  add(NOON, 'last');
  journal.prolongEvent(work, LATER);
  journal.keepEvents(2);
  assert.deepEqual(
    Array.from(journal.events(0), ({ kind, at }) => [kind, at]),
    [
      ['at-work', LATER],
      ['last', NOON],
    ],
  );
  journal.close();
});

test('since when a run is read back stands as it was first said, until that is void', t => {
  const { journal, id } = newRun(scratch(t));
  const readBack = () => journal.run(ROOT, 'run')?.readBack;
  for (const at of [NOON, LATER]) {
    journal.noteReadBack(id, at);
    assert.deepEqual(readBack(), NOON);
  }
  journal.noteReadBack(id, undefined);
  assert.equal(readBack(), undefined);
  journal.noteReadBack(id, LATER);
  assert.deepEqual(readBack(), LATER);
  journal.close();
});

test('archived runs are those that a destination has sealed, and a bad reading stands with its moment until a good one', t => {
  const { journal, id } = newRun(scratch(t));
  const slot = journal.destination('archive');
  journal.setDelivery(id, slot, 'copying', NOON);
  assert.deepEqual([...journal.archived(slot)], []);
  journal.setDelivery(id, slot, 'confirmed', NOON);
  journal.noteBadRead(id, slot, 'DESTINATION_READ_BACK', NOON);
  journal.noteBadRead(id, slot, 'RUN_NOT_FOUND', LATER);
  const [archived] = journal.archived(slot);
  assert.deepEqual([archived?.root, archived?.name], [ROOT, 'run']);
  assert.deepEqual([archived?.delivery.downSince, archived?.delivery.reason], [LATER, 'RUN_NOT_FOUND']);
  journal.setDelivery(id, slot, 'confirmed', LATER);
  const [mended] = journal.archived(slot);
  assert.deepEqual([mended?.delivery.reason, mended?.delivery.lastConfirmed], [undefined, LATER]);
  journal.close();
});

test('what files looked like is forgotten of archived runs that were missed long enough, a part at a time, and of no others', t => {
  const folder = scratch(t);
  const { journal } = open(folder);
  const slot = journal.destination('/archive');
  const paths = ['a', 'b', 'c'];
  const runOf = (name: string, state: 'confirmed' | 'growing', seal?: string) => {
    const { id } = journal.noteRun(ROOT, { name, dev: 1n, ino: 2n }, NOON);
    journal.recordDurable(id, [file('a', { sha256: digest(1) })], NOON);
    journal.recordDurable(
      id,
      paths.map(path => file(path)),
      NOON,
    );
    journal.setState(id, state, NOON);
    journal.setDelivery(
      id,
      slot,
      'confirmed',
      NOON,
      seal === undefined ? undefined : { seal, files: 3, bytes: 3 },
    );
    return id;
  };
  const [gone, there, growing, uncounted] = [
    runOf('gone', 'confirmed', 'ab'),
    runOf('there', 'confirmed', 'ab'),
    runOf('growing', 'growing', 'ab'),
    runOf('uncounted', 'confirmed'),
  ];
  const known = (id: number) => Array.from(journal.files(id), ({ path }) => path).join('');
  journal.noteThere(ROOT, new Set(['there']), NOON);
  journal.noteThere(ROOT, new Set(['there']), LATER);
  assert.equal(journal.forgetGone(NOON, 2), false, 'not so long ago');
  const before = new Date(NOON.getTime() + 1);
  assert.equal(journal.forgetGone(before, 2), true);
  assert.equal(known(gone), 'c');
  while (journal.forgetGone(before, 2));
  assert.deepEqual([gone, there, growing, uncounted].map(known), ['', 'abc', 'abc', 'abc']);
  assert.deepEqual([...journal.earlier(gone)], []);
  assert.equal(journal.earlierOf(there, 'a').size, 1);
  assert.equal(journal.run(ROOT, 'gone')?.state, 'confirmed');
  assert.deepEqual(journal.deliveries(gone)[0]?.sealed, { seal: 'ab', files: 3, bytes: 3 });
  journal.close();
});

test('a run that was missed and came back is not forgotten for it', t => {
  const { journal, id } = newRun(scratch(t));
  journal.recordDurable(id, [file('a')], NOON);
  journal.setState(id, 'confirmed', NOON);
  const isForgotten = () => journal.forgetGone(LATER, 1);
  journal.noteThere(ROOT, new Set(), NOON);
  journal.noteThere(ROOT, new Set(['run']), NOON);
  assert.equal(isForgotten(), false);
  journal.noteThere(ROOT, new Set(), NOON);
  journal.noteRun(ROOT, { name: 'run', dev: 1n, ino: 2n }, NOON);
  assert.equal(isForgotten(), false);
  journal.close();
});
