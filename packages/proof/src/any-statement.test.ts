import assert from 'node:assert/strict';
import { test } from 'node:test';
import { EXAMPLE_PREDICATE, newKey } from '../test/sealed-example.ts';
import { type AddendumPredicate, encodeAddendum } from './addendum.ts';
import { type AnyStatement, decodeAnyStatement } from './any-statement.ts';
import { type Bytes, utf8 } from './bytes.ts';
import { type DeliveryPredicate, encodeDelivery } from './delivery.ts';
import { encodeDisposal } from './disposal.ts';
import { encodeDossier } from './dossier.ts';
import { SeqwardenError } from './errors.ts';
import { encodeHold } from './hold.ts';
import { encodeKeyStatement } from './key-statement.ts';
import { encodeSeal } from './seal.ts';
import { MAX_STATEMENT } from './statement.ts';
import { KEY_ROLES } from './trusted-key.ts';

const SUBJECT = 'ab'.repeat(32);
const { tool, manifest, sealedAt } = EXAMPLE_PREDICATE;
const AT = '2026-11-22T18:40:00.000Z';
const DELIVERY: DeliveryPredicate = {
  destination: '0a'.repeat(16),
  check: 'second-read',
  startedAt: sealedAt,
  completedAt: AT,
  manifest: { files: 1, bytes: 2 },
  tool,
};
const ADDENDUM: AddendumPredicate = {
  seal: 'cd'.repeat(32),
  number: 1,
  previous: null,
  startedAt: AT,
  sealedAt: AT,
  added: manifest,
  amended: { ...manifest, files: 0, bytes: 0 },
  special: [],
  tool,
};
const DISPOSAL = {
  folder: 'cd'.repeat(32),
  source: true,
  destinations: [],
  reason: 'retention',
  statedAt: AT,
  tool,
} as const;

const DOSSIER = { about: 'case', id: '0c'.repeat(16), statedAt: AT, tool } as const;

/** What everybody needs of a statement, whatever its kind. */
const said = ({ kind, subject, statedAt, signers }: AnyStatement) => [kind, subject, statedAt, signers];

const isCode = (code: string) => (error: unknown) => error instanceof SeqwardenError && error.code === code;

test('a statement of each kind is read, with its subject, its time, and whose keys may sign it', () => {
  const { keyid, spki } = newKey();
  const key = encodeKeyStatement(keyid, {
    ...{ action: 'enrolled', role: 'administrator', reason: 'first', log: '0b'.repeat(16), previous: null },
    ...{ spki, label: '', validFrom: AT, statedAt: AT, tool },
  });
  const hold = encodeHold(SUBJECT, { action: 'hold', lifts: null, reason: 'why', statedAt: AT, tool });
  const cases: readonly [Bytes, readonly unknown[]][] = [
    [encodeSeal(SUBJECT, EXAMPLE_PREDICATE), ['seal', SUBJECT, sealedAt, ['seal']]],
    [encodeDelivery(SUBJECT, DELIVERY), ['delivery', SUBJECT, AT, ['seal']]],
    [encodeDelivery(SUBJECT, DELIVERY, 'addendum'), ['delivery', SUBJECT, AT, ['seal']]],
    [encodeAddendum(SUBJECT, ADDENDUM), ['addendum', SUBJECT, AT, ['seal']]],
    [hold, ['hold', SUBJECT, AT, KEY_ROLES]],
    [encodeDisposal(SUBJECT, DISPOSAL), ['disposed', SUBJECT, AT, KEY_ROLES]],
    [encodeDossier(SUBJECT, DOSSIER), ['dossier', SUBJECT, AT, KEY_ROLES]],
    [key, ['key', keyid, AT, KEY_ROLES]],
  ];
  for (const [payload, expected] of cases) {
    const statement = decodeAnyStatement(payload);
    assert.ok(statement);
    assert.deepEqual(said(statement), expected);
  }
});

test('a delivery says of what it is', () => {
  const of = (payload: Bytes) => {
    const statement = decodeAnyStatement(payload);
    return statement?.kind === 'delivery' ? statement.of : undefined;
  };
  assert.equal(of(encodeDelivery(SUBJECT, DELIVERY)), 'seal');
  assert.equal(of(encodeDelivery(SUBJECT, DELIVERY, 'addendum')), 'addendum');
});

test('a broken delivery of an addendum is judged as that, not as one of a seal', () => {
  const text = Buffer.from(encodeDelivery(SUBJECT, DELIVERY, 'addendum')).toString();
  assert.throws(() => decodeAnyStatement(utf8(text.replace(',', ', '))), isCode('STATEMENT_NOT_CANONICAL'));
  assert.throws(
    () => decodeAnyStatement(utf8(text.replace('second-read', 'third-read'))),
    /^SeqwardenError: the record: .*check/,
  );
});

test('a kind that is not known here is no error; what is no statement, or not in its one spelling, is', () => {
  const seal = Buffer.from(encodeSeal(SUBJECT, EXAMPLE_PREDICATE)).toString();
  assert.equal(decodeAnyStatement(utf8(seal.replace('seal:v1', 'patch:v9'))), undefined);
  for (const name of ['__proto__', 'constructor', ''])
    assert.equal(decodeAnyStatement(utf8(`{"predicateType":"${name}"}`)), undefined);
  for (const text of [
    '',
    'null',
    '[]',
    '{}',
    '{"predicateType":1}',
    '{"predicateType":"a","predicateType":"b"}',
  ])
    assert.throws(() => decodeAnyStatement(utf8(text)), isCode('STATEMENT_MALFORMED'), text);
  assert.throws(() => decodeAnyStatement(utf8(seal.replace(',', ', '))), isCode('STATEMENT_NOT_CANONICAL'));
});

test('how long a statement may be is said of the known kinds alone', () => {
  const hold = encodeHold(SUBJECT, { action: 'hold', lifts: null, reason: 'why', statedAt: AT, tool });
  const long = `${Buffer.from(hold)}${' '.repeat(MAX_STATEMENT)}`;
  assert.throws(() => decodeAnyStatement(utf8(long)), isCode('STATEMENT_MALFORMED'));
  assert.equal(decodeAnyStatement(utf8(long.replace('hold:v1', 'hold:v9'))), undefined);
});
