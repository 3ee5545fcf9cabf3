import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { encodeBase64 } from '../src/base64.ts';
import { type Bytes, concatBytes, utf8 } from '../src/bytes.ts';
import {
  addSignature,
  consistencyProof,
  cosign,
  encodeEntries,
  encodeTlogProof,
  encodeVerifierKey,
  entriesPath,
  inclusionProof,
  leafHash,
  logId,
  parseNote,
  signCheckpoint,
  TILE_WIDTH,
} from '../src/log/index.ts';
import { type LogTestKey, logTestKey, StoredLog, sha256 } from './log-example.ts';
import { VECTORS } from './vector-files.ts';

/** Where the test vectors of docs/FORMATS.md section 19 lie. */
export const LOG_VECTORS = join(VECTORS, 'log');

/** Everybody can make these keys: the secret is SHA-256 of the text. What they sign proves nothing. */
const LOG_SEED = 'Seqwarden test vectors: log key';
const WITNESS_SEEDS = ['Seqwarden test vectors: witness 1', 'Seqwarden test vectors: witness 2'] as const;

/** The log's checkpoints, and when each of the two witnesses saw the last of them. */
const OLD_SIZE = 260;
const SIZE = 300;
const COSIGNED_AT = [1_795_372_800, 1_795_372_805] as const;

/** Entries that are files of the other vectors; the others are `entry N` and a line feed. */
const STATEMENTS = new Map([
  [41, 'run/Custody/seal.intoto.json'],
  [123, 'addendum/0001/addendum.intoto.json'],
  [257, 'hold.intoto.json'],
]);

function entry(index: number): Bytes {
  const path = STATEMENTS.get(index);
  return path === undefined ? utf8(`entry ${index}\n`) : new Uint8Array(readFileSync(join(VECTORS, path)));
}

/** The key that signed the vectors. */
export function vectorLogKey(): LogTestKey {
  const { publicKey } = logTestKey('x', 'ed25519', LOG_SEED).verifier;
  return logTestKey(`log.seqwarden.invalid/${logId(sha256, publicKey)}`, 'ed25519', LOG_SEED);
}

/** All vectors of the log by their path under `vectors/log/`. Ed25519 draws no number: they are the same each time. */
export async function logVectors(): Promise<Map<string, Bytes>> {
  const key = vectorLogKey();
  const witnesses = WITNESS_SEEDS.map((seed, at) =>
    logTestKey(`witness.example/w${at + 1}`, 'cosignature-ed25519', seed),
  );
  const log = new StoredLog();
  const append = (from: number, to: number) =>
    log.append(Array.from({ length: to - from }, (_, at) => leafHash(sha256, entry(from + at))));
  const sign = () => {
    const { size, root } = { size: log.edge.size, root: log.edge.root() };
    return signCheckpoint({ origin: key.verifier.name, size, root }, key.verifier, key.sign);
  };
  append(0, OLD_SIZE);
  const oldCheckpoint = await sign();
  append(OLD_SIZE, SIZE);
  const signed = await sign();
  let checkpoint = signed;
  for (const [at, { verifier, sign }] of witnesses.entries()) {
    const line = await cosign(parseNote(signed), verifier, COSIGNED_AT[at] ?? 0, sign);
    checkpoint = addSignature(checkpoint, line);
  }
  const proofOf = async (index: number) =>
    encodeTlogProof({ index, hashes: await inclusionProof(sha256, log.read, index, SIZE), checkpoint });
  const between = await consistencyProof(sha256, log.read, OLD_SIZE, SIZE);
  const request = [`old ${OLD_SIZE}`, ...between.map(encodeBase64), '', ''].join('\n');
  const vkeys = [key, ...witnesses].map(({ verifier }) => encodeVerifierKey(verifier));
  const [logLine = '', first = '', second = ''] = vkeys;
  return new Map<string, Bytes>([
    ['log-key.vkey', utf8(`${logLine}\n`)],
    [
      'policy',
      utf8(`log ${logLine}\nwitness w1 ${first}\nwitness w2 ${second}\ngroup lab any w1 w2\nquorum lab\n`),
    ],
    ['checkpoint', checkpoint],
    [`checkpoint-${OLD_SIZE}`, oldCheckpoint],
    ['add-checkpoint', concatBytes(utf8(request), signed)],
    ['seal.tlog-proof', await proofOf(41)],
    ['addendum.tlog-proof', await proofOf(123)],
    ['hold.tlog-proof', await proofOf(257)],
    ...log.files,
    ...bundles(OLD_SIZE),
    ...bundles(SIZE),
  ]);
}

function bundles(size: number): [string, Bytes][] {
  return Array.from({ length: Math.ceil(size / TILE_WIDTH) }, (_, index) => {
    const width = Math.min(TILE_WIDTH, size - index * TILE_WIDTH);
    const entries = Array.from({ length: width }, (_, at) => entry(index * TILE_WIDTH + at));
    return [entriesPath(index, width), encodeEntries(entries)];
  });
}
