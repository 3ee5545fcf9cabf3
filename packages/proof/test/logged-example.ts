import type { Bytes } from '../src/bytes.ts';
import type { Checkpoint } from '../src/log/index.ts';
import {
  addSignature,
  cosign,
  encodeTlogProof,
  encodeVerifierKey,
  leafHash,
  parseNote,
  parseTlogPolicy,
  signCheckpoint,
} from '../src/log/index.ts';
import { type TrustedLog, trustedLog } from '../src/trusted-log.ts';
import { auditPath, type LogTestKey, sha256, treeHash } from './log-example.ts';

export interface Logged {
  readonly key: LogTestKey;
  /** All of them, in their order. */
  readonly entries: readonly Uint8Array[];
  readonly witnesses?: readonly LogTestKey[];
}

/** When every witness here signs, in seconds since 1970. */
export const COSIGNED_AT = 1_790_000_000;

export function checkpointOf({ key, entries }: Logged): Checkpoint {
  return { origin: key.verifier.name, size: entries.length, root: treeHash(entries.map(leaf)) };
}

/** The file that proves an entry of a small log, under a checkpoint over all entries. */
export async function proofOf(log: Logged, index: number): Promise<Bytes> {
  const { key, entries, witnesses = [] } = log;
  let checkpoint = await signCheckpoint(checkpointOf(log), key.verifier, key.sign);
  const note = parseNote(checkpoint);
  for (const { verifier, sign } of witnesses)
    checkpoint = addSignature(checkpoint, await cosign(note, verifier, COSIGNED_AT, sign));
  return encodeTlogProof({ index, hashes: auditPath(index, entries.map(leaf)), checkpoint });
}

/** As a trust file names it. Of the witnesses `quorum` must have signed; undefined: no policy. */
export function trusted(
  { verifier }: LogTestKey,
  witnesses: readonly LogTestKey[] = [],
  quorum?: number,
): TrustedLog {
  if (quorum === undefined) return trustedLog(verifier);
  const names = witnesses.map((_, at) => `w${at}`);
  const text = [
    ...witnesses.map((one, at) => `witness w${at} ${encodeVerifierKey(one.verifier)}`),
    `group all ${quorum} ${names.join(' ')}`,
    'quorum all',
    '',
  ].join('\n');
  return trustedLog(verifier, { text, policy: parseTlogPolicy(sha256, Buffer.from(text)) });
}

function leaf(entry: Uint8Array): Bytes {
  return leafHash(sha256, entry);
}
