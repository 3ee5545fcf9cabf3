import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { describe, test } from 'node:test';
import fc from 'fast-check';
import { ACT_ARBITRARIES } from '../../test/act-arbitraries.ts';
import { ACT_EXAMPLES, DOCUMENTS } from '../../test/act-examples.ts';
import { actVectors, encodeExample } from '../../test/act-vectors.ts';
import { decodeAnyStatement } from '../any-statement.ts';
import { utf8 } from '../bytes.ts';
import { SeqwardenError } from '../errors.ts';
import { ACT_NAMES, ACTS, type ActName } from './acts.ts';

const SOME = '9a'.repeat(32);
const text = async (kind: ActName) => new TextDecoder().decode(await encodeExample(kind));

function isCode(code: string) {
  return (error: unknown) => error instanceof SeqwardenError && error.code === code;
}

async function roundTrip<K extends ActName>(kind: K): Promise<void> {
  const { encode } = ACTS[kind];
  const subject = DOCUMENTS[kind] === undefined ? undefined : SOME;
  await fc.assert(
    fc.asyncProperty(ACT_ARBITRARIES[kind], async predicate => {
      const bytes = await encode(predicate, subject);
      const read = decodeAnyStatement(bytes);
      assert.equal(read?.kind, kind);
      assert.deepEqual(read?.predicate, JSON.parse(JSON.stringify(predicate)));
      assert.equal(read?.statedAt, predicate.statedAt);
    }),
    { numRuns: 60 },
  );
}

describe('what is said is read as it was written', () => {
  for (const kind of ACT_NAMES) test(kind, () => roundTrip(kind));
});

test('the bytes of each kind are those that were frozen', async () => {
  for (const [path, bytes] of await actVectors())
    assert.deepEqual(new Uint8Array(readFileSync(path)), bytes, path);
});

/** Every value in a JSON document, by its path. */
function* leaves(value: unknown, path: readonly string[] = []): Generator<readonly string[]> {
  if (typeof value !== 'object' || value === null) yield path;
  else for (const [key, one] of Object.entries(value)) yield* leaves(one, [...path, key]);
}

/** The same document with something else in one place; the order of keys stays. */
function put(value: unknown, [key, ...rest]: readonly string[], other: unknown): unknown {
  if (key === undefined) return other;
  if (Array.isArray(value)) return value.map((one, at) => (String(at) === key ? put(one, rest, other) : one));
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([name, one]) => [name, name === key ? put(one, rest, other) : one]),
  );
}

/** The statement's JSON with this in its predicate. */
async function changed(kind: ActName, path: readonly string[], other: unknown): Promise<string> {
  return JSON.stringify(put(JSON.parse(await text(kind)), ['predicate', ...path], other));
}

const decode = (json: string) => decodeAnyStatement(utf8(json));

test('nothing may stand in any place that is no value of that place', async () => {
  for (const kind of ACT_NAMES)
    for (const path of [...leaves(ACT_EXAMPLES[kind])].filter(([key]) => key !== 'tool'))
      for (const other of [1.5, -1, true, {}, [[]], '', ' ', 'a\u0007', '\ud800', 'x'.repeat(501)]) {
        const json = await changed(kind, path, other);
        assert.throws(
          () => decode(json),
          isCode('STATEMENT_MALFORMED'),
          `${kind} ${path.join('.')} ${other}`,
        );
      }
});

test('no key may be left out, or come in', async () => {
  for (const kind of ACT_NAMES) {
    const { predicate, ...frame } = JSON.parse(await text(kind));
    for (const key of Object.keys(predicate)) {
      const { [key]: _, ...rest } = predicate;
      for (const other of [rest, { ...predicate, more: null }]) {
        const json = JSON.stringify({ ...frame, predicate: other });
        assert.throws(() => decode(json), isCode('STATEMENT_MALFORMED'), `${kind} ${key}`);
      }
    }
  }
});

test('there is one spelling', async () => {
  for (const kind of ACT_NAMES) {
    const canonical = await text(kind);
    const { predicate, ...frame } = JSON.parse(canonical);
    const reversed = Object.fromEntries(Object.entries(predicate).reverse());
    const others = [
      `${canonical}\n`,
      canonical.replace(':', ': '),
      canonical.replace('seqwarden"', 'seqwar\\u0064en"'),
      JSON.stringify({ ...frame, predicate: reversed }),
    ];
    for (const other of others) {
      assert.notEqual(other, canonical);
      assert.throws(() => decode(other), isCode('STATEMENT_NOT_CANONICAL'), `${kind} ${other}`);
    }
  }
});

test('bytes that were changed are refused, or say something else in its one spelling', async () => {
  for (const kind of ACT_NAMES) {
    const original = await encodeExample(kind);
    const change = fc.tuple(fc.nat(original.length - 1), fc.nat(255));
    fc.assert(
      fc.property(fc.array(change, { minLength: 1, maxLength: 3 }), changes => {
        const bytes = changes.reduce((all, [at, value]) => all.with(at, value), original);
        try {
          const { value, text } = { value: decodeAnyStatement(bytes), text: new TextDecoder().decode(bytes) };
          if (value === undefined) return;
          assert.equal(JSON.stringify(JSON.parse(text)), text);
        } catch (error) {
          assert.ok(error instanceof SeqwardenError && error.code.startsWith('STATEMENT_'), String(error));
        }
      }),
      { numRuns: 150 },
    );
  }
});

const DX = { vendor: 'Illumina', model: null, serial: 'NDX550421', id: 'dx' };
const RUO = { ...DX, id: 'ruo' };
const READING = ACT_EXAMPLES.observation.readings[0];
const SPAN = ACT_EXAMPLES.observation.runs.first;
const FINDING = ACT_EXAMPLES.observation.findings[0];
const STEP = ACT_EXAMPLES.patch.software[0];
const DUTY = { duty: 'a', decideBy: null };
const RUN = { id: 'a', seal: null, flowCell: null };

/** What is a value of its place, and does not fit to another one. */
const CONTRADICTIONS: { readonly [K in ActName]: readonly (readonly [what: string, changes: object])[] } = {
  acknowledgement: [
    ['by the recipient, with a form', { form: SOME }],
    ['by a form that is not there', { by: 'form' }],
    ['signed by somebody who has no key', { recipient: 'ab'.repeat(16) }],
    ['of a release that is none', { release: null }],
    ['by a form, of a notice of another register', { by: 'form', form: SOME, release: SOME }],
  ],
  case: [
    ['opened without a title', { title: null }],
    ['opened with a reason', { reason: 'why' }],
    ['closed without a reason', { action: 'closed', title: null }],
    ['opened again with a title', { action: 'reopened', reason: 'why' }],
  ],
  check: [
    ['that refutes and says why no run can confirm', { result: 'refuted', noRunBecause: 'retired' }],
    ['of no vulnerability', { vulnerabilities: [] }],
    ['of one twice', { vulnerabilities: ['CVE-2023-1968', 'CVE-2023-1968'] }],
    ['of several out of order', { vulnerabilities: ['CVE-2023-1968', 'CVE-2023-1966'] }],
    ['with evidence out of order', { evidence: [SOME, '00'.repeat(32)] }],
    ['of another record than its subject', { of: SOME }],
  ],
  correction: [
    ['that replaces a record by itself', { replacement: ACT_EXAMPLES.correction.of }],
    ['of another record than its subject', { of: SOME }],
  ],
  decision: [
    ['on an instrument that has a serial and a model', { installed: { ...RUO, model: 'NextSeq 550Dx' } }],
    ['on no instrument', { installed: { ...RUO, serial: null } }],
    ['on a vulnerability in other letters', { vulnerabilities: ['cve-2023-1968'] }],
    ['on a vulnerability with a blank', { vulnerabilities: ['CVE-2023-1968 '] }],
    ['on a case that is none', { vulnerabilities: ['case:1'] }],
  ],
  expected: [
    ['expected with a reason', { reason: 'why' }],
    ['withdrawn without one', { action: 'withdrawn', by: null }],
    ['withdrawn by a day', { action: 'withdrawn', reason: 'why' }],
    ['by a day that no calendar has', { by: '2023-02-29' }],
  ],
  fact: [
    ['of a value that the fact cannot have', { value: 'ivd' }],
    ['on the regulatory status of one side', { fact: 'regulatoryStatus', value: 'ivd' }],
    ['of a day that is not over', { on: '2023-05-04' }],
  ],
  incident: [
    ['opened without a title', { title: null }],
    ['opened without a day', { awareOn: null }],
    ['opened from nowhere', { origin: null }],
    ['opened with a decision', { decision: { duty: 'a', answer: 'report', reportBy: null } }],
    ['opened with a report', { report: { duty: 'a', document: SOME, sentOn: '2023-05-02' } }],
    ['known before it was', { awareOn: '2023-05-04' }],
    ['in a window that says nothing', { window: { from: null, until: null } }],
    ['in a window that ends before it begins', { window: { from: '2023-02-01', until: '2023-01-01' } }],
    ['with a run that is none', { runs: [{ ...RUN, id: null }] }],
    ['with a run twice', { runs: [RUN, RUN] }],
    ['with installations out of order', { installed: [RUO, DX] }],
    ['with a duty twice', { duties: [DUTY, DUTY] }],
    ['closed with a title', { action: 'closed' }],
    ['closed with runs', closing({ runs: [RUN] })],
    ['closed with installations', closing({ installed: [RUO] })],
    ['closed with a window', closing({ window: { from: '2023-01-01', until: null } })],
    ['closed with duties', closing({ duties: [DUTY] })],
    ['decided without a decision', closing({ action: 'decided' })],
    ['reported without a report', closing({ action: 'reported' })],
    [
      'not to be reported, by a day',
      closing({
        action: 'decided',
        decision: { duty: 'a', answer: 'do_not_report', reportBy: '2023-06-01' },
      }),
    ],
    [
      'reported tomorrow',
      closing({ action: 'reported', report: { duty: 'a', document: SOME, sentOn: '2023-05-04' } }),
    ],
  ],
  mitigation: [
    ['begun, and it ends one', { ends: SOME }],
    ['ended, and it ends none', { action: 'ended' }],
    ['of a day that is not over', { on: '2023-05-04' }],
  ],
  notice: [
    ['released with a reason', { reason: 'why' }],
    ['withdrawn without one', { action: 'withdrawn' }],
    ['about no installation', { installed: [] }],
    ['with one twice', { installed: [RUO, RUO] }],
    ['with two out of order', { installed: [RUO, DX] }],
  ],
  observation: [
    ['with findings of no advisory', { advisory: null }],
    ['with a finding twice', { findings: [FINDING, FINDING] }],
    ['with two readings of one program', { readings: [READING, { ...READING, version: '2.0' }] }],
    ['with no runs, that began', { runs: { count: 0, first: SPAN, last: null } }],
    [
      'with a span that ends before it begins',
      { runs: { count: 1, first: SPAN, last: { from: SPAN?.until, until: SPAN?.from } } },
    ],
  ],
  patch: [
    [
      'that ends before it begins',
      { at: { from: '2023-05-02T09:00:00.001Z', until: '2023-05-02T09:00:00.000Z' } },
    ],
    [
      'that ends after it was stated',
      { at: { from: '2023-05-02T09:00:00.000Z', until: '2023-05-02T10:15:00.001Z' } },
    ],
    ['whose installer is compared with nothing', { installer: installer({ publishedIn: null }) }],
    ['whose installer nobody publishes, but somebody', { installer: installer({ check: 'not_published' }) }],
    ['of no software', { software: [] }],
    ['of one program twice', { software: [STEP, STEP] }],
  ],
  received: [
    ['advisory without a label', { what: 'advisory' }],
    ['letter with the label of an advisory', { advisory: { publisher: 'a', id: 'b', version: '1' } }],
    ['received tomorrow', { receivedOn: '2023-05-04' }],
    ['about an installation twice', { products: [RUO, RUO] }],
    ['about vulnerabilities that are none', { vulnerabilities: [] }],
  ],
  reply: [['sent tomorrow', { sentOn: '2023-05-04' }]],
  rights: [
    ['out of order', { rights: ['decide', 'check'] }],
    ['twice', { rights: ['check', 'check'] }],
    ['of another key than its subject', { key: SOME }],
    ['of a key that is the same person as itself', { sameAs: ACT_EXAMPLES.rights.key }],
    ['of a key that is another person than itself', { notSameAs: ACT_EXAMPLES.rights.key }],
    ['of what is one person and is not', { sameAs: 'c0'.repeat(32), notSameAs: 'c1'.repeat(32) }],
    ['of a key that is the same person as nobody', { sameAs: null }],
  ],
  sending: [
    ['of an e-mail without an id', { messageId: null }],
    ['on paper with an id', { channel: 'paper' }],
  ],
};

function closing(changes: object): object {
  return {
    ...{ action: 'closed', title: null, awareOn: null, origin: null, window: null },
    ...{ runs: [], installed: [], duties: [], ...changes },
  };
}

function installer(changes: object): object {
  return { ...ACT_EXAMPLES.patch.installer, ...changes };
}

describe('what contradicts itself is neither written nor read', () => {
  for (const kind of ACT_NAMES)
    for (const [what, changes] of CONTRADICTIONS[kind])
      test(`${kind} ${what}`, async () => {
        const { predicate, ...frame } = JSON.parse(await text(kind));
        const wrong = { ...predicate, ...changes };
        assert.notDeepEqual(wrong, predicate);
        const json = JSON.stringify({ ...frame, predicate: wrong });
        assert.throws(() => decode(json), isCode('STATEMENT_MALFORMED'));
        const subject = frame.subject[0].digest.sha256;
        await assert.rejects(ACTS[kind].encode(wrong, subject), isCode('INTERNAL'));
      });
});

test('a day is over when it is over anywhere', async () => {
  assert.ok(decode(await changed('fact', ['on'], '2023-05-03')));
});

test('whoever says of a document gives its digest, and of what stands in the record no other', async () => {
  await assert.rejects(ACTS.received.encode(ACT_EXAMPLES.received), isCode('INTERNAL'));
  await assert.rejects(ACTS.patch.encode(ACT_EXAMPLES.patch, SOME), isCode('INTERNAL'));
  await assert.rejects(ACTS.check.encode(ACT_EXAMPLES.check, SOME), isCode('INTERNAL'));
  const { of } = ACT_EXAMPLES.check;
  assert.deepEqual(await ACTS.check.encode(ACT_EXAMPLES.check, of), await encodeExample('check'));
});
