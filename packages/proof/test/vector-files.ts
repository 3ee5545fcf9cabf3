import { createPublicKey } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import {
  allowedSignersLine,
  type BytePath,
  type Bytes,
  decodeEnvelope,
  encodeAddendum,
  encodeDelivery,
  encodeDisposal,
  encodeHold,
  encodeSeal,
  encodeTrust,
  PAYLOAD_TYPE,
  pae,
  type SealPredicate,
  sealIdentity,
  signEnvelope,
  signSsh,
  sigstoreBundle,
  summarizeSpecial,
} from '../src/index.ts';
import {
  bytesFrom,
  digestOf,
  EXAMPLE_PREDICATE,
  keyFromPem,
  manifestOf,
  type TestKey,
  trustedKey,
  trustIn,
} from './sealed-example.ts';

/** Where the test vectors of docs/FORMATS.md section 12 lie. */
export const VECTORS = join(import.meta.dirname, '..', 'vectors');

export const KEY_FILE = 'test-only-seal-key.pem';

export function vectorKey(): TestKey {
  return keyFromPem(readFileSync(join(VECTORS, KEY_FILE), 'utf8'));
}

/** The run that the vectors seal. */
const RUN_FILES = new Map<BytePath, Bytes>([
  ['RunInfo.xml', bytesFrom('<?xml version="1.0"?>\n<RunInfo Version="2"/>\n')],
  ['RTAComplete.txt', bytesFrom('11/22/2026,18:40:00,Illumina RTA 1.18.54\n')],
  ['Data/Intensities/BaseCalls/L001/C1.1/s_1_1101.bcl', Uint8Array.of(4, 0, 0, 0, 0x7d, 0x7e, 0x7f, 0)],
]);

/** Names that need an escape, are not UTF-8, or sort otherwise than by folder. */
const AWKWARD_FILES = new Map<BytePath, Bytes>(
  ['a\\b', 'a\nb', 'a\rb', 'x/1', 'x.txt', '\xff\xfe', 'na\xc3\xafve', ' blank ', '*star', '\\'].map(path => [
    path,
    bytesFrom(path, 'latin1'),
  ]),
);

/** What the addendum of the vectors adds to the run, and what it amends. */
const ADDED_FILES = new Map<BytePath, Bytes>([['Analysis/1/summary.csv', bytesFrom('sample,reads\n1,2\n')]]);
const AMENDED_FILES = new Map<BytePath, Bytes>([
  ['RunInfo.xml', bytesFrom('<?xml version="1.0"?>\n<RunInfo Version="2"><!-- corrected --></RunInfo>\n')],
]);
const ADDENDUM_MANIFEST = manifestOf(new Map([...ADDED_FILES, ...AMENDED_FILES]));

export const AWKWARD_MANIFEST = 'awkward-names.SHA256SUMS';

async function vectorPredicate(): Promise<SealPredicate> {
  const special = await summarizeSpecial([
    { kind: 'folder', path: 'Thumbnail_Images' },
    { kind: 'symlink', path: 'latest', targetSha256: digestOf(bytesFrom('Data/Intensities')) },
    { kind: 'symlink', path: 'na\xefve\n', targetSha256: digestOf(bytesFrom('RunInfo.xml')) },
  ]);
  return { ...EXAMPLE_PREDICATE, manifest: totalsOf(RUN_FILES), special };
}

function totalsOf(files: ReadonlyMap<BytePath, Bytes>): SealPredicate['manifest'] {
  return { files: files.size, bytes: [...files.values()].reduce((sum, content) => sum + content.length, 0) };
}

/** Everything that follows from the key and the run without a signature, by its path under `vectors/`. */
export async function unsignedVectors(key: TestKey): Promise<Map<string, Bytes>> {
  const manifest = manifestOf(RUN_FILES);
  const statement = encodeSeal(digestOf(manifest), await vectorPredicate());
  const pem = createPublicKey({ key: Buffer.from(key.spki), type: 'spki', format: 'der' });
  const trust = trustIn([trustedKey(key, { label: 'test vectors' })]);
  return new Map<string, Bytes>([
    ...[...RUN_FILES].map(([path, content]): [string, Bytes] => [`run/${path}`, content]),
    ['run/Custody/SHA256SUMS', manifest],
    ['statement.json', statement],
    ['statement.pae', pae(PAYLOAD_TYPE, statement)],
    [AWKWARD_MANIFEST, manifestOf(AWKWARD_FILES)],
    ['seal-key.pub.pem', bytesFrom(pem.export({ type: 'spki', format: 'pem' }).toString())],
    ['allowed_signers', bytesFrom(allowedSignersLine(key.spki))],
    ['trust.json', encodeTrust(trust)],
    ['trust-not-in-cases.json', encodeTrust({ ...trust, notInCases: ['0b'.repeat(16), '1c'.repeat(16)] })],
  ]);
}

/** What follows from the signed envelope, and what an addendum to it says. */
export async function vectorsOfEnvelope(envelope: Bytes): Promise<Map<string, Bytes>> {
  const { keyid } = decodeEnvelope(envelope);
  const delivery = encodeDelivery(await sealIdentity(envelope), {
    destination: '00112233445566778899aabbccddeeff',
    check: 'reread',
    startedAt: '2026-11-22T18:40:00.000Z',
    completedAt: '2026-11-22T18:41:03.000Z',
    manifest: (await vectorPredicate()).manifest,
    tool: EXAMPLE_PREDICATE.tool,
  });
  return new Map([
    ['run/Custody/seal.sigstore.json', sigstoreBundle(envelope, keyid)],
    ['delivery.json', delivery],
    ['disposed.json', await disposalStatement(envelope)],
    ['addendum/statement.json', await addendumStatement(envelope)],
    ['addendum/0001/SHA256SUMS', ADDENDUM_MANIFEST],
    ...[...AMENDED_FILES].map(([path, content]): [string, Bytes] => [`addendum/0001/files/${path}`, content]),
    ...[...ADDED_FILES].map(([path, content]): [string, Bytes] => [`addendum/run/${path}`, content]),
  ]);
}

async function disposalStatement(sealEnvelope: Bytes): Promise<Bytes> {
  return encodeDisposal(await sealIdentity(sealEnvelope), {
    folder: RUN_NAME_SHA256,
    source: true,
    destinations: ['00112233445566778899aabbccddeeff'],
    reason: 'retention',
    statedAt: '2036-11-24T08:00:00.000Z',
    tool: EXAMPLE_PREDICATE.tool,
  });
}

/** What a hold says of a folder of this name, and what a lift of that hold says; the lift names the hold's envelope. */
const RUN_NAME_SHA256 = digestOf(bytesFrom('261122_SIM001_0001_000000000-EXMPL'));

function holdStatement(): Bytes {
  return encodeHold(RUN_NAME_SHA256, {
    action: 'hold',
    lifts: null,
    reason: 'complaint 2026-17 is open',
    statedAt: '2026-11-24T08:00:00.000Z',
    tool: EXAMPLE_PREDICATE.tool,
  });
}

/** The signature of the hold. */
export async function signedHoldVectors(key: TestKey): Promise<Map<string, Bytes>> {
  return new Map([['hold.intoto.json', await signEnvelope(holdStatement(), key.keyid, key.sign)]]);
}

/** What follows from the signed envelope of the hold. */
export async function vectorsOfHold(envelope: Bytes): Promise<Map<string, Bytes>> {
  const lift = encodeHold(RUN_NAME_SHA256, {
    action: 'lift',
    lifts: digestOf(envelope),
    reason: 'complaint 2026-17 is closed',
    statedAt: '2027-01-11T08:00:00.000Z',
    tool: EXAMPLE_PREDICATE.tool,
  });
  return new Map([
    ['hold.json', holdStatement()],
    ['lift.json', lift],
  ]);
}

async function addendumStatement(sealEnvelope: Bytes): Promise<Bytes> {
  return encodeAddendum(digestOf(ADDENDUM_MANIFEST), {
    seal: await sealIdentity(sealEnvelope),
    number: 1,
    previous: null,
    startedAt: '2026-11-23T08:00:00.000Z',
    sealedAt: '2026-11-23T08:00:01.500Z',
    added: totalsOf(ADDED_FILES),
    amended: totalsOf(AMENDED_FILES),
    special: [],
    tool: EXAMPLE_PREDICATE.tool,
  });
}

/** The signatures of an addendum to the seal with this envelope. */
export async function signedAddendumVectors(key: TestKey, sealEnvelope: Bytes): Promise<Map<string, Bytes>> {
  const envelope = await signEnvelope(await addendumStatement(sealEnvelope), key.keyid, key.sign);
  const digest = Buffer.from(digestOf(ADDENDUM_MANIFEST), 'hex');
  return new Map([
    ['addendum/0001/addendum.intoto.json', envelope],
    ['addendum/0001/SHA256SUMS.sig', await signSsh(digest, key.spki, key.sign, 'addendum')],
  ]);
}

/** What follows from the signed envelope of the addendum. */
export function vectorsOfAddendum(envelope: Bytes): Map<string, Bytes> {
  return new Map([
    ['addendum/0001/addendum.sigstore.json', sigstoreBundle(envelope, decodeEnvelope(envelope).keyid)],
  ]);
}

/** Both signatures; other ones each time, since ECDSA draws a number. */
export async function signedVectors(key: TestKey): Promise<Map<string, Bytes>> {
  const manifest = manifestOf(RUN_FILES);
  const statement = encodeSeal(digestOf(manifest), await vectorPredicate());
  return new Map([
    ['run/Custody/seal.intoto.json', await signEnvelope(statement, key.keyid, key.sign)],
    ['run/Custody/SHA256SUMS.sig', await signSsh(Buffer.from(digestOf(manifest), 'hex'), key.spki, key.sign)],
  ]);
}
