import assert from 'node:assert/strict';
import { before, describe, test } from 'node:test';
import { type AddendumContent, type MadeAddendum, makeAddendum, signed } from '../test/addendum-example.ts';
import { logTestKey } from '../test/log-example.ts';
import { proofOf, trusted } from '../test/logged-example.ts';
import {
  bytesFrom,
  digestOf,
  manifestOf,
  newKey,
  type Sealed,
  sealManifest,
  trustedKey,
  trustIn,
} from '../test/sealed-example.ts';
import { type AddendaCheck, verifyAddenda } from './addenda.ts';
import { AmendedCursor } from './addenda-lists.ts';
import { type AddendumPredicate, addendumNumber, decodeAddendum, encodeAddendum } from './addendum.ts';
import type { BytePath } from './byte-path.ts';
import type { Bytes } from './bytes.ts';
import { verifySeal } from './custody.ts';
import { decodeEnvelope } from './dsse.ts';
import type { ErrorCode } from './errors.ts';
import { verifySsh } from './sshsig.ts';

const KEY = newKey();
const TRUST = trustIn([trustedKey(KEY)]);
const MANIFEST = manifestOf(filesOf('RunInfo.xml', 'b', 'z'));
const OTHER_SEAL = 'a'.repeat(64);

function filesOf(...paths: readonly BytePath[]): Map<BytePath, Bytes> {
  return new Map(paths.map(path => [path, bytesFrom(path, 'latin1')]));
}

function other(text: string, ...paths: readonly BytePath[]): Map<BytePath, Bytes> {
  return new Map(paths.map(path => [path, bytesFrom(text)]));
}

describe('verifyAddenda', () => {
  let sealed: Sealed;
  let seal: { identity: string; manifest: Bytes };
  before(async () => {
    sealed = await sealManifest(MANIFEST, KEY);
    const envelope = sealed.custody.get('seal.intoto.json') ?? new Uint8Array();
    seal = { identity: digestOf(envelope), manifest: MANIFEST };
  });

  const make = (content: Partial<AddendumContent>, key = KEY) =>
    makeAddendum({ seal: seal.identity, number: 1, previous: null, ...content }, key);
  const check = (...found: readonly (MadeAddendum | undefined)[]) =>
    verifyAddenda(
      seal,
      new Map(found.flatMap((one, at) => (one === undefined ? [] : [[at + 1, one.files]]))),
      TRUST,
    );
  const codes = ({ findings }: AddendaCheck) => findings.map(({ code }) => code);
  const paths = (listed: readonly { path: BytePath }[] | undefined) => listed?.map(({ path }) => path);
  const second = async (first: MadeAddendum, content: Partial<AddendumContent> = {}) =>
    make({ number: 2, previous: first.identity, added: filesOf('d'), ...content });

  const refusals = async (made: MadeAddendum | Promise<MadeAddendum>, ...expected: ErrorCode[]) => {
    const found = await check(await made);
    assert.deepEqual(codes(found), expected);
    assert.deepEqual([found.addenda, found.added], [[], []]);
  };

  test('a run without addenda has none', async () => {
    assert.deepEqual(await check(), { addenda: [], added: [], findings: [] });
  });

  test('whose proof is of another history of the register than that of the seal is told', async () => {
    const log = logTestKey('log.example/a');
    const made = await make({ added: filesOf('c') });
    const entry = made.files.get('addendum.intoto.json') ?? new Uint8Array();
    const sealEntry = sealed.custody.get('seal.intoto.json') ?? new Uint8Array();
    const trust = trustIn([trustedKey(KEY)], { logs: [trusted(log)] });
    const judged = async (inSeals: readonly Bytes[], inAddendums: readonly Bytes[]) => {
      const custody = new Map(sealed.custody);
      custody.set('seal.tlog-proof', await proofOf({ key: log, entries: inSeals }, 0));
      const ofSeal = await verifySeal(custody, trust, sealed);
      const files = new Map(made.files);
      files.set('addendum.tlog-proof', await proofOf({ key: log, entries: inAddendums }, 1));
      return codes(await verifyAddenda({ ...seal, log: ofSeal.log }, new Map([[1, files]]), trust));
    };
    const honest = [sealEntry, entry];
    assert.deepEqual(await judged(honest, honest), []);
    assert.deepEqual(await judged([sealEntry], honest), []);
    assert.deepEqual(await judged([sealEntry, bytesFrom('x')], honest), ['LOG_FORKED']);
  });

  test('files that no list before has are added, others amended; the next addendum builds on both', async () => {
    const first = await make({ added: filesOf('c', 'Analysis/1/x'), amended: other('new', 'b') });
    const next = await second(first, {
      added: filesOf('a'),
      amended: new Map([...other('newer', 'b'), ...other('new', 'c')]),
    });
    const found = await check(first, next);
    assert.deepEqual(found.findings, []);
    assert.deepEqual(paths(found.added), ['Analysis/1/x', 'a', 'c']);
    assert.deepEqual(
      found.addenda.map(({ amended }) => paths(amended)),
      [['b'], ['b', 'c']],
    );
    assert.deepEqual(
      found.addenda.map(({ identity }) => identity),
      [first.identity, next.identity],
    );
  });

  test('an addendum about links and folders only has an empty list', async () => {
    assert.deepEqual(codes(await check(await make({}))), []);
  });

  test('a gap is found, and what lies behind it is not taken', async () => {
    const first = await make({ added: filesOf('c') });
    const next = await second(first);
    const found = await check(first, undefined, next);
    assert.deepEqual([codes(found), found.addenda.length], [['ADDENDUM_GAP'], 1]);
    assert.deepEqual(codes(await check(undefined, next)), ['ADDENDUM_GAP']);
  });

  test('an addendum to another seal is refused', () =>
    refusals(make({ seal: OTHER_SEAL, added: filesOf('c') }), 'ADDENDUM_OF_ANOTHER_SEAL'));

  test('an addendum under another number, or not after the one before it, is out of place', async () => {
    const [first, otherFirst] = [await make({ added: filesOf('c') }), await make({ added: filesOf('e') })];
    await refusals(await second(first), 'ADDENDUM_OUT_OF_PLACE');
    const found = await check(otherFirst, await second(first));
    assert.deepEqual([codes(found), found.addenda.length], [['ADDENDUM_OUT_OF_PLACE'], 1]);
    assert.deepEqual(codes(await check(first, first)), ['ADDENDUM_OUT_OF_PLACE']);
    assert.deepEqual(codes(await check(first, await second(first, { number: 3 }))), [
      'ADDENDUM_OUT_OF_PLACE',
    ]);
  });

  test('a statement that says other numbers than its list, or amends by the same bytes, contradicts it', async () => {
    const one = { files: 1, bytes: 1 };
    await refusals(make({ added: filesOf('c'), predicate: { amended: one } }), 'ADDENDUM_CONTRADICTS');
    await refusals(make({ amended: other('x', 'b'), predicate: { added: one } }), 'ADDENDUM_CONTRADICTS');
    await refusals(make({ amended: filesOf('b') }), 'ADDENDUM_CONTRADICTS');
  });

  test('paths that lead elsewhere, and lists in another spelling, are refused even if a trusted key signed them', async () => {
    for (const path of ['../b', '/b', 'x/../b', 'Custody/x', 'custody', ''])
      await refusals(make({ added: filesOf(path) }), 'MANIFEST_MALFORMED');
    const twice = Buffer.concat([manifestOf(filesOf('c')), manifestOf(filesOf('c'))]);
    const good = await make({ added: filesOf('c', 'd') });
    const { predicate } = decodeAddendum(
      decodeEnvelope(good.files.get('addendum.intoto.json') ?? new Uint8Array()).payload,
    );
    await refusals(
      signed(new Uint8Array(twice), encodeAddendum(digestOf(twice), predicate), KEY),
      'MANIFEST_NOT_CANONICAL',
    );
  });

  test('what no trusted key signed is not taken', async () => {
    await refusals(make({ added: filesOf('c') }, newKey()), 'UNKNOWN_KEY');
  });

  test('an addendum that was made when its key was not valid is named, and its files are known', async () => {
    const late = { sealedAt: '2025-01-01T00:00:00.000Z' };
    const found = await check(await make({ added: filesOf('c'), predicate: late }));
    assert.deepEqual([codes(found), paths(found.added)], [['KEY_NOT_VALID_THEN'], ['c']]);
  });

  test('a seal is no addendum, and an addendum no seal: by their statements and by their SSH signatures', async () => {
    const made = await make({ added: filesOf('c') });
    const asAddendum = new Map([
      ['SHA256SUMS', MANIFEST],
      ['SHA256SUMS.sig', sealed.custody.get('SHA256SUMS.sig') ?? new Uint8Array()],
      ['addendum.intoto.json', sealed.custody.get('seal.intoto.json') ?? new Uint8Array()],
      ['addendum.sigstore.json', sealed.custody.get('seal.sigstore.json') ?? new Uint8Array()],
    ]);
    const found = await check({ files: asAddendum, identity: '' });
    assert.deepEqual(codes(found), ['STATEMENT_MALFORMED', 'SSHSIG_MALFORMED']);
    const asSeal = new Map(
      [...made.files].map(([name, bytes]): [string, Bytes] => [name.replace('addendum', 'seal'), bytes]),
    );
    const manifestSha256 = new Uint8Array(
      Buffer.from(digestOf(made.files.get('SHA256SUMS') ?? new Uint8Array()), 'hex'),
    );
    const seen = await verifySeal(asSeal, TRUST, { manifestSha256 });
    assert.deepEqual(
      seen.findings.map(({ code }) => code),
      ['STATEMENT_MALFORMED', 'SSHSIG_MALFORMED'],
    );
    const ssh = made.files.get('SHA256SUMS.sig') ?? new Uint8Array();
    await verifySsh(ssh, manifestSha256, KEY.spki, 'addendum');
  });

  test('a file that is missing, and one that was exchanged for that of another addendum, is named', async () => {
    const [made, another] = [await make({ added: filesOf('c') }), await make({ added: filesOf('d') })];
    const exchanged: Record<string, readonly ErrorCode[]> = {
      SHA256SUMS: ['MANIFEST_MISMATCH', 'SSHSIG_INVALID'],
      'SHA256SUMS.sig': ['SSHSIG_INVALID'],
      'addendum.intoto.json': ['MANIFEST_MISMATCH', 'BUNDLE_MISMATCH'],
      'addendum.sigstore.json': ['BUNDLE_MISMATCH'],
    };
    for (const [name, bytes] of another.files) {
      const mixed = { identity: '', files: new Map(made.files).set(name, bytes) };
      assert.deepEqual(codes(await check(mixed)), exchanged[name], name);
      mixed.files.delete(name);
      assert.ok(codes(await check(mixed)).includes('CUSTODY_FILE_MISSING'), name);
    }
  });

  test('an envelope with two payloads is refused', async () => {
    const made = await make({ added: filesOf('c') });
    const text = Buffer.from(made.files.get('addendum.intoto.json') ?? []).toString();
    const two = bytesFrom(text.replace('{"payload":', '{"payload":"e30=","payload":'));
    made.files.set('addendum.intoto.json', two);
    assert.ok(codes(await check(made)).includes('ENVELOPE_SIGNATURE_COUNT'));
  });
});

test('numbers go from 0001 to 0999, in four digits and no other way', () => {
  assert.deepEqual(
    ['0001', '0999', '0000', '1000', '1', '00001', '0x10', ' 001', '-001'].map(addendumNumber),
    [1, 999, ...Array.from({ length: 7 }, () => undefined)],
  );
});

test('a predicate says its number and the addendum before without contradiction', () => {
  const predicate: AddendumPredicate = {
    seal: OTHER_SEAL,
    number: 2,
    previous: null,
    startedAt: '2026-11-23T08:00:00.000Z',
    sealedAt: '2026-11-23T08:00:01.500Z',
    added: { files: 0, bytes: 0 },
    amended: { files: 0, bytes: 0 },
    special: [],
    tool: { name: 'seqwarden', version: '0.1.0' },
  };
  for (const wrong of [
    {},
    { number: 1, previous: OTHER_SEAL },
    { number: 0 },
    { number: 1000, previous: OTHER_SEAL },
  ])
    assert.throws(() => encodeAddendum(OTHER_SEAL, { ...predicate, ...wrong }), { code: 'INTERNAL' });
});

test('a sealed list and added files are read as one list, and tell which is which', () => {
  const added = filesOf('a', 'c', 'zz');
  const cursor = new AmendedCursor(
    MANIFEST,
    [...added].map(([path, bytes]) => ({ path, sha256: digestOf(bytes) })),
  );
  const seen: string[] = [];
  while (cursor.next()) seen.push(`${cursor.path}${cursor.isSealed ? '' : '+'}`);
  assert.deepEqual(seen, ['RunInfo.xml', 'a+', 'b', 'c+', 'z', 'zz+']);
});
