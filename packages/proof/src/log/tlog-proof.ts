import { decodeBase64, encodeBase64 } from '../base64.ts';
import { type Bytes, concatBytes, textOfUtf8, utf8 } from '../bytes.ts';
import { SeqwardenError } from '../errors.ts';
import { parseDecimal } from './decimal.ts';
import { HASH_LENGTH } from './hash.ts';
import { MAX_PROOF_HASHES } from './merkle-proof.ts';
import { MAX_NOTE } from './note.ts';

/** What lies beside an entry that was taken out of a log (C2SP tlog-proof): all that a check without the log needs. */
export interface TlogProof {
  readonly index: number;
  /** From the leaf's sibling up to the child of the root. */
  readonly hashes: readonly Bytes[];
  /** The file of a signed note, with the cosignatures that came in time. Neither it nor the hashes were checked. */
  readonly checkpoint: Bytes;
}

const FIRST_LINE = 'c2sp.org/tlog-proof@v1';
/** Room for the two first lines and that many hashes, and for no more. */
const MAX_HEAD = 64 + MAX_PROOF_HASHES * 45;
export const MAX_TLOG_PROOF = MAX_HEAD + MAX_NOTE;

/** The proof's file. Throws `LOG_PROOF_MALFORMED` for what {@link decodeTlogProof} would not read. */
export function encodeTlogProof({ index, hashes, checkpoint }: TlogProof): Bytes {
  const lines = [FIRST_LINE, `index ${index}`, ...hashes.map(encodeBase64), '', ''];
  const file = concatBytes(utf8(lines.join('\n')), checkpoint);
  if (decodeTlogProof(file).hashes.length !== hashes.length) malformed('its hashes would be read otherwise');
  return file;
}

/**
 * Reads a proof's file; its checkpoint is not looked into. Throws `LOG_PROOF_MALFORMED`, also for an `extra` line:
 * nothing authenticates that, and what we seal carries nothing that nobody signed.
 */
export function decodeTlogProof(file: Uint8Array): TlogProof {
  if (file.length > MAX_TLOG_PROOF) malformed(`it has ${file.length} bytes`);
  const end = endOfHead(file);
  const [first, indexLine = '', ...hashLines] = textOf(file.subarray(0, end)).split('\n');
  if (first !== FIRST_LINE) malformed('its first line is another');
  const index = indexLine.startsWith('index ') ? parseDecimal(indexLine.slice('index '.length)) : undefined;
  if (index === undefined) malformed('its index is no canonical decimal below 2^53');
  const hashes = hashLines.map(line => {
    const hash = decodeBase64(line);
    return hash?.length === HASH_LENGTH ? hash : malformed('a hash is no SHA-256 in canonical base64');
  });
  return { index, hashes, checkpoint: new Uint8Array(file.subarray(end + 2)) };
}

/** Where the first empty line begins. */
function endOfHead(file: Uint8Array): number {
  const most = Math.min(file.length - 1, MAX_HEAD);
  for (let at = 0; at < most; at++) if (file[at] === 0x0a && file[at + 1] === 0x0a) return at;
  return malformed('it has no register head');
}

function textOf(bytes: Uint8Array): string {
  try {
    return textOfUtf8(bytes);
  } catch {
    return malformed('it is not UTF-8');
  }
}

function malformed(what: string): never {
  throw new SeqwardenError('LOG_PROOF_MALFORMED', `the proof of the register: ${what}`);
}
