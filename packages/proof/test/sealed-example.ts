import {
  createHash,
  createPrivateKey,
  createPublicKey,
  generateKeyPairSync,
  type KeyObject,
  sign,
} from 'node:crypto';
import {
  type BytePath,
  type Bytes,
  type CustodyFiles,
  compareBytePaths,
  encodeSeal,
  type Fact,
  manifestLine,
  type SealPredicate,
  type Sign,
  signEnvelope,
  signSsh,
  sigstoreBundle,
  type Trust,
  type TrustedKey,
} from '../src/index.ts';

/** A seal key as a signer holds it. Tests make their own; the vectors have a fixed one. */
export interface TestKey {
  readonly spki: Bytes;
  readonly keyid: string;
  readonly sign: Sign;
}

export function newKey(): TestKey {
  return keyFrom(generateKeyPairSync('ec', { namedCurve: 'P-256' }).privateKey);
}

export function keyFromPem(pem: string): TestKey {
  return keyFrom(createPrivateKey(pem));
}

function keyFrom(privateKey: KeyObject): TestKey {
  const spki = new Uint8Array(createPublicKey(privateKey).export({ type: 'spki', format: 'der' }));
  return {
    spki,
    keyid: digestOf(spki),
    sign: async message => sign('sha256', message, { key: privateKey, dsaEncoding: 'ieee-p1363' }),
  };
}

export function digestOf(bytes: Uint8Array): string {
  return createHash('sha256').update(bytes).digest('hex');
}

export function bytesFrom(text: string, encoding: BufferEncoding = 'utf8'): Bytes {
  return new Uint8Array(Buffer.from(text, encoding));
}

export function manifestOf(files: ReadonlyMap<BytePath, Uint8Array>): Bytes {
  const paths = [...files.keys()].sort(compareBytePaths);
  const lines = paths.map(path => manifestLine(path, digestOf(files.get(path) ?? new Uint8Array())));
  return bytesFrom(lines.join(''), 'latin1');
}

const read = (value: string, from: string): Fact => ({ value, confidence: 'read', from });
const unknown: Fact = { value: null, confidence: 'unknown', from: null };

export const EXAMPLE_PREDICATE: SealPredicate = {
  kind: 'run',
  generation: 1,
  previousSeal: null,
  derivedFrom: null,
  made: 'at-copy',
  sourceLabel: 'landing share, example lab',
  simulated: true,
  startedAt: '2026-11-22T18:40:00.000Z',
  sealedAt: '2026-11-22T18:41:02.500Z',
  tool: { name: 'seqwarden', version: '0.1.0' },
  run: {
    id: read('261122_SIM001_0001_000000000-EXMPL', 'RunInfo.xml#Run.Id'),
    flowCell: read('000000000-EXMPL', 'RunInfo.xml#Flowcell'),
  },
  instrument: {
    vendor: { value: 'Illumina', confidence: 'inferred', from: 'RunInfo.xml' },
    model: { value: 'MiSeq', confidence: 'inferred', from: 'RunParameters.xml#ApplicationName' },
    serial: read('SIM001', 'RunInfo.xml#Instrument'),
    mode: unknown,
  },
  software: {
    control: {
      name: read('MiSeq Control Software', 'RunParameters.xml#ApplicationName'),
      version: read('2.6.2.1', 'RunParameters.xml#ApplicationVersion'),
    },
    rta: read('1.18.54.4', 'RunParameters.xml#RTAVersion'),
    universalCopyService: unknown,
    localRunManager: unknown,
  },
  completion: { state: 'complete', rule: 'rta-complete', markers: ['RTAComplete.txt'] },
  baseCalls: { layout: 'bcl', expected: 1, present: 1, missing: 0, unexpected: 0 },
  manifest: { files: 3, bytes: 0 },
  special: [],
  priorEvidence: { lists: 0, listed: 0, matched: 0, mismatched: 0, absent: 0, named: [] },
};

export interface Sealed {
  readonly custody: Map<string, Bytes>;
  readonly manifestSha256: Bytes;
  readonly predicate: SealPredicate;
}

/** A whole `Custody/` for this file list. */
export async function sealManifest(
  manifest: Bytes,
  key: TestKey,
  predicate: SealPredicate = EXAMPLE_PREDICATE,
): Promise<Sealed> {
  const manifestSha256 = new Uint8Array(createHash('sha256').update(manifest).digest());
  const statement = encodeSeal(digestOf(manifest), predicate);
  const envelope = await signEnvelope(statement, key.keyid, key.sign);
  const custody: CustodyFiles = new Map([
    ['SHA256SUMS', manifest],
    ['SHA256SUMS.sig', await signSsh(manifestSha256, key.spki, key.sign)],
    ['seal.intoto.json', envelope],
    ['seal.sigstore.json', sigstoreBundle(envelope, key.keyid)],
  ]);
  return { custody: new Map(custody), manifestSha256, predicate };
}

export function trustedKey({ keyid, spki }: TestKey, changes: Partial<TrustedKey> = {}): TrustedKey {
  return {
    keyid,
    spki,
    label: 'a test',
    validFrom: '2026-01-01T00:00:00.000Z',
    validUntil: null,
    places: [],
    ...changes,
  };
}

export function trustIn(keys: readonly TrustedKey[], changes: Partial<Trust> = {}): Trust {
  return {
    madeAt: '2026-11-22T18:00:00.000Z',
    sealKeys: keys,
    personKeys: [],
    administratorKeys: [],
    logs: [],
    logRequired: false,
    superseded: [],
    ...changes,
  };
}
