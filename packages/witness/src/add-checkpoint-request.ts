import type { Bytes } from '@seqwarden/proof';
import { MAX_PROOF_HASHES } from '@seqwarden/proof/log';

/** The body of an `add-checkpoint` request (C2SP tlog-witness). What is in `checkpoint` was not looked at. */
export interface AddCheckpointRequest {
  readonly oldSize: number;
  readonly proof: readonly Bytes[];
  readonly checkpoint: Bytes;
}

/** `old`, a size, and 63 hashes of 44 characters with their line feeds take less. */
const LONGEST_HEAD = 4096;

/** undefined: this is none. */
export function parseAddCheckpoint(body: Uint8Array): AddCheckpointRequest | undefined {
  const end = endOfHead(body);
  if (end === undefined) return undefined;
  const head = Buffer.from(body.subarray(0, end)).toString('latin1');
  const [first = '', ...lines] = head.split('\n');
  const [, digits] = /^old (0|[1-9][0-9]{0,15})$/.exec(first) ?? [];
  const oldSize = Number(digits);
  const proof = lines.map(hashOf);
  if (digits === undefined || !Number.isSafeInteger(oldSize) || proof.length > MAX_PROOF_HASHES)
    return undefined;
  if (!proof.every(hash => hash !== undefined)) return undefined;
  return { oldSize, proof, checkpoint: new Uint8Array(body.subarray(end + 2)) };
}

/** Where the first empty line is: the offset of the line feed before it. */
function endOfHead(body: Uint8Array): number | undefined {
  const most = Math.min(body.length, LONGEST_HEAD);
  for (let at = 0; at + 1 < most; at++) if (body[at] === 0x0a && body[at + 1] === 0x0a) return at;
  return undefined;
}

/** Canonical base64 of 32 bytes; undefined for anything else. */
function hashOf(line: string): Bytes | undefined {
  const bytes = new Uint8Array(Buffer.from(line, 'base64'));
  return bytes.length === 32 && Buffer.from(bytes).toString('base64') === line ? bytes : undefined;
}
