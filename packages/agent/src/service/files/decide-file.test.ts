import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { FileClass } from '@seqwarden/runfolder';
import fc from 'fast-check';
import type { FileRecord } from '../../journal/records.ts';
import type { FileAttributes } from '../../scan/file-attributes.ts';
import {
  decideFile,
  type FileAction,
  isHashedAgain,
  judgeReading,
  quietFor,
  type Sighting,
  see,
} from './decide-file.ts';

const QUIET = 20_000;
const BOTH = 0b11;

function looks(size: number, parts: Partial<FileAttributes> = {}): FileAttributes {
  return { size, mtimeNs: 1n, ctimeNs: 1n, ino: 1n, ...parts };
}

function quiet(attributes: FileAttributes): Sighting {
  return { attributes, since: 0, lookedAt: QUIET };
}

function record(attributes: FileAttributes, held = BOTH): FileRecord {
  return { path: 'f', attributes, sha256: new Uint8Array(32), class: 'other', held };
}

function decide(
  now: Sighting,
  before: FileRecord | undefined,
  fileClass: FileClass,
  wanted = BOTH,
): FileAction {
  return decideFile(now, before, fileClass, wanted, QUIET);
}

test('a new file is copied when it was quiet for long enough, by looks', () => {
  const first = see(undefined, looks(1), 100);
  assert.deepEqual(decide(first, undefined, 'other'), { kind: 'wait', forMs: QUIET });
  const later = see(first, looks(1), 100 + QUIET - 1);
  assert.deepEqual(decide(later, undefined, 'other'), { kind: 'wait', forMs: 1 });
  const grown = see(later, looks(2), 100 + QUIET);
  assert.deepEqual(decide(grown, undefined, 'other'), { kind: 'wait', forMs: QUIET });
  const still = see(grown, looks(2), 100 + 2 * QUIET);
  assert.deepEqual(decide(still, undefined, 'other'), { kind: 'copy', to: BOTH });
});

test('a destination that lacks an unchanged file gets it, the others do not', () => {
  const now = quiet(looks(1));
  assert.deepEqual(decide(now, record(looks(1)), 'write-once'), { kind: 'nothing' });
  assert.deepEqual(decide(now, record(looks(1), 0b01), 'write-once'), { kind: 'copy', to: 0b10 });
  assert.deepEqual(decide(now, undefined, 'other', 0), { kind: 'nothing' });
});

test('a write-once file of another size is an alarm at once, one of the same size is compared', () => {
  const before = record(looks(5));
  const restless = see(undefined, looks(6), 0);
  for (const now of [restless, quiet(looks(4)), quiet(looks(6))]) {
    assert.deepEqual(decide(now, before, 'write-once'), { kind: 'alarm', code: 'WRITE_ONCE_CHANGED' });
  }
  for (const parts of [{ mtimeNs: 2n }, { ctimeNs: 2n }, { ino: 2n }]) {
    const action = decide(quiet(looks(5, parts)), before, 'write-once');
    assert.deepEqual(action, { kind: 'compare' });
    assert.deepEqual(judgeReading(action, { same: true, prefix: true }), { kind: 'keep' });
    assert.deepEqual(judgeReading(action, { same: false, prefix: false }), {
      kind: 'alarm',
      code: 'WRITE_ONCE_CHANGED',
    });
  }
});

test('an append-only file that grew is replaced if the old bytes are a prefix, else it is an alarm', () => {
  const action = decide(quiet(looks(6)), record(looks(5)), 'append-only');
  assert.deepEqual(action, { kind: 'replace', to: BOTH, prefix: true });
  assert.deepEqual(judgeReading(action, { same: false, prefix: true }), { kind: 'publish' });
  const alarm = { kind: 'alarm', code: 'APPEND_ONLY_REWRITTEN' };
  assert.deepEqual(judgeReading(action, { same: false, prefix: false }), alarm);
  assert.deepEqual(decide(quiet(looks(4)), record(looks(5)), 'append-only'), alarm, 'shrunk');
});

test('a rewritten file, and one of which nothing is known, is replaced whatever it was', () => {
  for (const kind of ['rewritten', 'other'] as const) {
    const action = decide(quiet(looks(4)), record(looks(5)), kind);
    assert.deepEqual(action, { kind: 'replace', to: BOTH, prefix: false });
    assert.deepEqual(judgeReading(action, { same: false, prefix: false }), { kind: 'publish' });
    assert.deepEqual(judgeReading(action, { same: true, prefix: true }), { kind: 'keep' });
  }
});

test('before a seal, what may have been appended to or rewritten is hashed again', () => {
  const kinds = ['write-once', 'append-only', 'rewritten', 'other'] as const;
  assert.deepEqual(kinds.filter(isHashedAgain), ['append-only', 'rewritten']);
});

const attributes = fc.record({
  size: fc.nat(3),
  mtimeNs: fc.bigInt(0n, 3n),
  ctimeNs: fc.bigInt(0n, 3n),
  ino: fc.bigInt(0n, 1n),
});
const fileClasses = fc.constantFrom<FileClass>('write-once', 'append-only', 'rewritten', 'other');

test('a file that stops changing is copied in the end, to all that want it', () => {
  fc.assert(
    fc.property(
      fc.array(fc.tuple(attributes, fc.nat(30_000)), { minLength: 1 }),
      fileClasses,
      fc.integer({ min: 1, max: 7 }),
      (history, fileClass, wanted) => {
        let at = 0;
        let sighting: Sighting | undefined;
        for (const [look, wait] of history) {
          at += wait;
          sighting = see(sighting, look, at);
        }
        const [last] = history.at(-1) ?? [looks(0)];
        for (let poll = 1; poll <= 5; poll++) sighting = see(sighting, last, at + poll * 5000);
        assert.ok(sighting);
        assert.deepEqual(decideFile(sighting, undefined, fileClass, wanted, QUIET), {
          kind: 'copy',
          to: wanted,
        });
      },
    ),
  );
});

test('a write-once file that is held and changes is never copied there again', () => {
  fc.assert(
    fc.property(attributes, attributes, fc.nat(60_000), fc.nat(7), (before, now, quietMs, wanted) => {
      const action = decideFile(
        { attributes: now, since: 0, lookedAt: quietMs },
        record(before, 0b111),
        'write-once',
        wanted,
        QUIET,
      );
      assert.ok(['nothing', 'wait', 'compare', 'alarm'].includes(action.kind), action.kind);
      assert.notEqual(judgeReading(action, { same: false, prefix: true }).kind, 'publish');
    }),
  );
});

test('a changed write-once file is not handed to a destination that lacks it either', () => {
  const action = decide(quiet(looks(5, { mtimeNs: 9n })), record(looks(5), 0b01), 'write-once');
  assert.deepEqual(action, { kind: 'compare' });
});

test('no jump of a clock makes a file quiet before its time', () => {
  fc.assert(
    fc.property(
      fc.array(fc.tuple(fc.nat(9000), fc.bigInt(-(2n ** 60n), 2n ** 60n)), { minLength: 1 }),
      fc.integer({ min: -100_000, max: 100_000 }),
      (changes, jump) => {
        // The instrument's clock is in mtime, and jumps as it likes; each look finds another time.
        let at = 0;
        let sighting: Sighting | undefined;
        for (const [index, [wait, mtimeNs]] of changes.entries()) {
          at += wait;
          sighting = see(sighting, looks(index, { mtimeNs }), at);
          assert.equal(decideFile(sighting, undefined, 'other', 1, QUIET).kind, 'wait');
        }
        assert.ok(sighting);
        // Even our own clock may not go back; if it did, nothing would be quiet by that.
        if (jump <= 0) assert.ok(quietFor(see(sighting, sighting.attributes, at + jump)) <= 0);
      },
    ),
  );
});
