import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { EXAMPLE_PREDICATE } from '../test/sealed-example.ts';
import { utf8 } from './bytes.ts';
import { decodeDelivery, encodeDelivery } from './delivery.ts';
import { SeqwardenError } from './errors.ts';
import { type ListEvidence, type PriorEvidence, summarizePriorEvidence } from './prior-evidence.ts';
import { decodeSeal, encodeSeal, type Fact, fitFact, type SealPredicate } from './seal.ts';
import { SPECIAL_KINDS, type SpecialEntry, summarizeSpecial } from './special.ts';

const DIGEST = '0123456789abcdef'.repeat(4);
const asText = (bytes: Uint8Array) => new TextDecoder().decode(bytes);

test('a seal is read as it was written', () => {
  const bytes = encodeSeal(DIGEST, EXAMPLE_PREDICATE);
  assert.deepEqual(decodeSeal(bytes), { manifestSha256: DIGEST, predicate: EXAMPLE_PREDICATE });
});

test('the order in which a caller names the keys makes no difference to the bytes', () => {
  const { tool, kind, ...rest } = EXAMPLE_PREDICATE;
  const reordered = { ...rest, kind, tool: { version: tool.version, name: tool.name } };
  assert.deepEqual(encodeSeal(DIGEST, reordered), encodeSeal(DIGEST, EXAMPLE_PREDICATE));
});

test('a seal with any bytes changed is refused, or says something else in its one spelling', () => {
  const original = encodeSeal(DIGEST, EXAMPLE_PREDICATE);
  const change = fc.tuple(fc.nat(original.length - 1), fc.nat(255));
  fc.assert(
    fc.property(fc.array(change, { minLength: 1, maxLength: 3 }), changes => {
      const changed = changes.reduce((bytes, [at, value]) => bytes.with(at, value), original);
      try {
        const { manifestSha256, predicate } = decodeSeal(changed);
        assert.deepEqual(encodeSeal(manifestSha256, predicate), changed);
      } catch (error) {
        assert.ok(error instanceof SeqwardenError && error.code.startsWith('STATEMENT_'), String(error));
      }
    }),
    { numRuns: 1000 },
  );
});

const fact = (value: string | null, confidence: Fact['confidence'], from: string | null): Fact => ({
  value,
  confidence,
  from,
});
const withId = (id: Fact): SealPredicate => ({ ...EXAMPLE_PREDICATE, run: { ...EXAMPLE_PREDICATE.run, id } });

const LIST: ListEvidence = {
  sha256: DIGEST,
  algorithm: 'md5',
  listed: 3,
  matched: 2,
  mismatched: 0,
  absent: 1,
};
const MISMATCH: ListEvidence = { ...LIST, matched: 1, mismatched: 1 };

/** What a seal would say of these lists, with what is changed of it. */
function withLists(lists: readonly ListEvidence[], changes: Partial<PriorEvidence> = {}): SealPredicate {
  return { ...EXAMPLE_PREDICATE, priorEvidence: { ...summarizePriorEvidence(lists), ...changes } };
}
const MANY = Array.from({ length: 40 }, () => LIST);

const CONTRADICTIONS: Record<string, SealPredicate> = {
  'a first generation with a previous seal': { ...EXAMPLE_PREDICATE, previousSeal: DIGEST },
  'a second generation without one': { ...EXAMPLE_PREDICATE, generation: 2 },
  'generation 0': { ...EXAMPLE_PREDICATE, generation: 0, previousSeal: DIGEST },
  'a run that is derived from a seal': { ...EXAMPLE_PREDICATE, derivedFrom: DIGEST },
  'derived data without a source': { ...EXAMPLE_PREDICATE, kind: 'derived' },
  'a value of unknown origin': withId(fact('x', 'read', null)),
  'a value that is unknown': withId(fact('x', 'unknown', null)),
  'a known fact without a value': withId(fact(null, 'read', 'x')),
  'a fact of 257 code units': withId(fact('x'.repeat(257), 'read', 'x')),
  'a fact with a control character': withId(fact('a\u0085b', 'read', 'x')),
  'a fact with half a surrogate pair': withId(fact('\ud800', 'read', 'x')),
  'a source label that is too long': { ...EXAMPLE_PREDICATE, sourceLabel: 'x'.repeat(201) },
  'a time without milliseconds': { ...EXAMPLE_PREDICATE, sealedAt: '2026-11-22T18:40:00Z' },
  'a 30th of February': { ...EXAMPLE_PREDICATE, sealedAt: '2026-02-30T18:40:00.000Z' },
  'half a file': { ...EXAMPLE_PREDICATE, manifest: { files: 0.5, bytes: 0 } },
  'more bytes than a number holds': { ...EXAMPLE_PREDICATE, manifest: { files: 1, bytes: 2 ** 53 } },
  'a checksum list with its name': withLists([Object.assign({ path: 'md5sum.txt' }, LIST)]),
  'a checksum list without a line': withLists([{ ...LIST, listed: 0, matched: 0, absent: 0 }]),
  'a checksum list whose counts do not add up': withLists([{ ...LIST, listed: 4 }]),
  'totals that do not add up': withLists(MANY, { listed: 200 }),
  'more checksum lists than are named, though there was room': withLists([LIST], {
    lists: 2,
    listed: 6,
    matched: 4,
    absent: 2,
  }),
  'fewer checksum lists than are named': withLists([LIST, LIST], { lists: 1 }),
  'fewer named checksum lists than there is room for': withLists(MANY, { named: MANY.slice(0, 31) }),
  'more named checksum lists than there is room for': withLists(MANY, { named: MANY.slice(0, 33) }),
  'totals of few checksum lists that are not their sums': withLists([LIST], { listed: 4, absent: 2 }),
  'fewer matching lines than those of named checksum lists': withLists(MANY, { matched: 63, absent: 57 }),
  'fewer absent files than those of named checksum lists': withLists(MANY, { matched: 89, absent: 31 }),
  'fewer mismatching lines than those of named checksum lists': withLists(
    MANY.map(() => MISMATCH),
    { matched: 49, mismatched: 31 },
  ),
  'more unnamed checksum lists than lines are left for': withLists(MANY, { lists: 57 }),
  'a matching checksum list before a mismatching one': withLists([MISMATCH, LIST], {
    named: [LIST, MISMATCH],
  }),
  'a mismatching checksum list that is not named, though a matching one is': withLists(MANY, {
    matched: 79,
    mismatched: 1,
  }),
  'markers out of order': {
    ...EXAMPLE_PREDICATE,
    completion: { ...EXAMPLE_PREDICATE.completion, markers: ['b', 'a'] },
  },
};

for (const [what, predicate] of Object.entries(CONTRADICTIONS)) {
  test(`${what} is neither written nor read`, () => {
    assert.throws(() => encodeSeal(DIGEST, predicate), { code: 'INTERNAL' });
    const text = asText(encodeSeal(DIGEST, EXAMPLE_PREDICATE));
    const forged = text.replace(JSON.stringify(EXAMPLE_PREDICATE), JSON.stringify(predicate));
    assert.notEqual(forged, text);
    assert.throws(() => decodeSeal(utf8(forged)), { code: 'STATEMENT_MALFORMED' });
  });
}

const RESPELT: Record<string, [from: string, to: string, code: string]> = {
  'a blank': ['"generation":1', '"generation": 1', 'STATEMENT_NOT_CANONICAL'],
  'another spelling of a number': ['"generation":1', '"generation":1.0', 'STATEMENT_NOT_CANONICAL'],
  'a needless escape': ['"SHA256SUMS"', '"SHA256\\u0053UMS"', 'STATEMENT_NOT_CANONICAL'],
  'another order of keys': ['"files":3,"bytes":0', '"bytes":0,"files":3', 'STATEMENT_NOT_CANONICAL'],
  'a key more': ['"generation":1', '"generation":1,"x":1', 'STATEMENT_MALFORMED'],
  'a doubled key': ['"generation":1', '"generation":2,"generation":1', 'STATEMENT_MALFORMED'],
  'a prototype': ['"generation":1', '"__proto__":{"generation":1}', 'STATEMENT_MALFORMED'],
  'another predicate type': ['seal:v1', 'seal:v2', 'STATEMENT_MALFORMED'],
  'a second subject': ['"subject":[', '"subject":[{},', 'STATEMENT_MALFORMED'],
  'another subject': ['SHA256SUMS', 'SHA256SUMZ', 'STATEMENT_MALFORMED'],
};

for (const [what, [from, to, code]] of Object.entries(RESPELT)) {
  test(`a seal with ${what} is refused with ${code}`, () => {
    const text = asText(encodeSeal(DIGEST, EXAMPLE_PREDICATE));
    assert.ok(text.includes(from));
    assert.throws(() => decodeSeal(utf8(text.replace(from, to))), { code });
  });
}

test('whatever a run makes of each part, a predicate within its limits fits into a statement', async () => {
  const longest = fact('\u2028'.repeat(256), 'read', '\u2028'.repeat(256));
  const special = SPECIAL_KINDS.flatMap(kind =>
    Array.from({ length: 200 }, (_, i): SpecialEntry => {
      const path = `entry ${i}`;
      return kind === 'symlink' ? { kind, path, targetSha256: DIGEST } : { kind, path };
    }),
  );
  // As many as all of them together can have.
  const part = Math.floor((2 ** 53 - 1) / 120);
  const evidence: ListEvidence = {
    sha256: DIGEST,
    algorithm: 'sha512',
    listed: 3 * part,
    matched: part,
    mismatched: part,
    absent: part,
  };
  const largest: SealPredicate = {
    ...EXAMPLE_PREDICATE,
    generation: 2 ** 53 - 1,
    previousSeal: DIGEST,
    kind: 'derived',
    derivedFrom: DIGEST,
    made: 'retrospective',
    sourceLabel: '\u2028'.repeat(200),
    tool: { name: 'seqwarden', version: '\u2028'.repeat(256) },
    run: { id: longest, flowCell: longest },
    instrument: { vendor: longest, model: longest, serial: longest, mode: longest },
    software: {
      control: { name: longest, version: longest },
      rta: longest,
      universalCopyService: longest,
      localRunManager: longest,
    },
    completion: {
      state: 'ended_early',
      rule: '\u2028'.repeat(256),
      markers: Array.from({ length: 32 }, (_, i) => `${i + 10}`.padEnd(128, 'x')),
    },
    special: await summarizeSpecial(special),
    priorEvidence: summarizePriorEvidence(Array.from({ length: 40 }, () => evidence)),
  };
  encodeSeal(DIGEST, largest);
  const ofThreeKinds = special.filter(({ kind }) => SPECIAL_KINDS.indexOf(kind) < 3);
  encodeSeal(DIGEST, { ...largest, special: await summarizeSpecial(ofThreeKinds) });
});

test('of many checksum lists a seal has those that mismatch, then others in their order, and the totals of all', () => {
  const lists = Array.from({ length: 50 }, (_, at) => ({
    ...(at % 5 === 4 ? MISMATCH : LIST),
    sha256: `${at}`.padStart(64, '0'),
  }));
  const evidence = summarizePriorEvidence(lists);
  const { named, ...totals } = evidence;
  assert.deepEqual(totals, { lists: 50, listed: 150, matched: 90, mismatched: 10, absent: 50 });
  const order = [
    ...lists.filter(({ mismatched }) => mismatched > 0),
    ...lists.filter(({ mismatched }) => mismatched === 0),
  ];
  assert.deepEqual(named, order.slice(0, 32));
  const predicate: SealPredicate = { ...EXAMPLE_PREDICATE, priorEvidence: evidence };
  assert.deepEqual(decodeSeal(encodeSeal(DIGEST, predicate)).predicate, predicate);
});

test('what is summarized of any checksum lists is read as it was written', () => {
  const anyList = fc
    .record({ matched: fc.nat(9), mismatched: fc.nat(2), absent: fc.nat(9) })
    .filter(({ matched, mismatched, absent }) => matched + mismatched + absent > 0)
    .map(
      (counts): ListEvidence => ({
        sha256: DIGEST,
        algorithm: 'sha1',
        listed: counts.matched + counts.mismatched + counts.absent,
        ...counts,
      }),
    );
  fc.assert(
    fc.property(fc.array(anyList, { maxLength: 60, size: 'max' }), lists => {
      const predicate = withLists(lists);
      assert.deepEqual(decodeSeal(encodeSeal(DIGEST, predicate)).predicate, predicate);
    }),
  );
});

test('a fact that a seal cannot hold becomes unknown and keeps its source', () => {
  const good = fact('x', 'read', 'RunInfo.xml');
  assert.equal(fitFact(good), good);
  assert.deepEqual(
    fitFact(fact('x'.repeat(257), 'read', 'RunInfo.xml')),
    fact(null, 'unknown', 'RunInfo.xml'),
  );
  assert.deepEqual(fitFact(fact('x', 'read', '\0')), fact(null, 'unknown', null));
});

test('a delivery is read as it was written, and is no seal', () => {
  const predicate = {
    destination: '00112233445566778899aabbccddeeff',
    check: 'reread',
    startedAt: '2026-11-22T18:40:00.000Z',
    completedAt: '2026-11-22T18:41:00.000Z',
    manifest: { files: 3, bytes: 94 },
    tool: { name: 'seqwarden', version: '0.1.0' },
  } as const;
  const bytes = encodeDelivery(DIGEST, predicate);
  assert.deepEqual(decodeDelivery(bytes), { sealIdentity: DIGEST, predicate });
  assert.throws(() => decodeSeal(bytes), { code: 'STATEMENT_MALFORMED' });
  assert.throws(() => encodeDelivery(DIGEST, { ...predicate, destination: 'DEST' }), { code: 'INTERNAL' });
});
