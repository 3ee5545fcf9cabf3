import { equalBytes, textOfUtf8, utf8 } from './bytes.ts';
import { SeqwardenError } from './errors.ts';
import { type Checkpoint, openCheckpoint, parseCheckpoint } from './log/checkpoint.ts';
import { parseNote } from './log/note.ts';
import { softSha256 } from './log/soft-sha256.ts';
import { parseTlogPolicy, type TlogPolicy } from './log/tlog-policy.ts';
import {
  encodeVerifierKey,
  isSameKey,
  logId,
  parseVerifierKey,
  type VerifierKey,
} from './log/verifier-key.ts';
import { isPlainText, list, ShapeError, text } from './shape.ts';

/** A log whose proofs count. */
export interface TrustedLog {
  /** 32 hex digits; see `logId`. */
  readonly id: string;
  readonly key: VerifierKey;
  /** All of them have to be kept by a checkpoint that counts: one of each trust file that names the log and has one. */
  readonly policies: readonly LogPolicy[];
  /** As of when keys with a place in this log are told; null: none is. */
  readonly asOf: KnownCheckpoint | null;
}

/** A C2SP tlog-policy as the trust file has it, and what it says. */
export interface LogPolicy {
  readonly text: string;
  readonly policy: TlogPolicy;
}

/** A checkpoint that its log signed. */
export interface KnownCheckpoint {
  /** The signed note. */
  readonly file: string;
  readonly checkpoint: Checkpoint;
}

const MAX_LOGS = 32;
const MAX_KEY = 4096;
const MAX_POLICY = 65_536;
const MAX_CHECKPOINT = 65_536;

/** The part of a trust file that is about logs, not yet read. */
interface LogFields {
  readonly logKeys: unknown;
  readonly policy: unknown;
  readonly checkpoint: unknown;
}

/** Throws `TRUST_UNUSABLE`, also for a checkpoint that none of these logs signed. */
export async function logsOf(fields: LogFields): Promise<TrustedLog[]> {
  try {
    const keys = readLogKeys(fields.logKeys);
    const policy = fields.policy === null ? undefined : readPolicy(fields.policy, keys);
    const known = fields.checkpoint === null ? undefined : await readCheckpoint(fields.checkpoint, keys);
    return keys.map(key =>
      trustedLog(key, policy, known?.checkpoint.origin === key.name ? known : undefined),
    );
  } catch (error) {
    if (!(error instanceof ShapeError || error instanceof SeqwardenError)) throw error;
    throw new SeqwardenError('TRUST_UNUSABLE', `the trust file: ${error.message}`, { cause: error });
  }
}

/** A log as one file names it. */
export function trustedLog(key: VerifierKey, policy?: LogPolicy, asOf?: KnownCheckpoint): TrustedLog {
  return {
    id: logId(softSha256, key.publicKey),
    key,
    policies: policy === undefined ? [] : [policy],
    asOf: asOf ?? null,
  };
}

/** The signed note of a checkpoint, opened with the key of its log. Throws as `openCheckpoint` does. */
export async function knownCheckpoint(file: Uint8Array, key: VerifierKey): Promise<KnownCheckpoint> {
  const { checkpoint } = await openCheckpoint(file, key);
  return { file: textOfUtf8(file), checkpoint };
}

/** How version 2 of a trust file spells its logs. Throws `ShapeError` for what only several files say together. */
export function trustedLogsJson(logs: readonly TrustedLog[]): {
  readonly logKeys: readonly string[];
  readonly policy: string | null;
  readonly checkpoint: string | null;
} {
  const policies = new Set(logs.flatMap(log => log.policies.map(({ text }) => text)));
  const isOfAll = policies.size === 0 || logs.every(log => log.policies.length === 1);
  if (policies.size > 1 || !isOfAll) throw new ShapeError('its registers have different policies');
  const [policy = null] = policies;
  const checkpoint = logs.find(({ asOf }) => asOf !== null)?.asOf?.file ?? null;
  return { logKeys: logs.map(({ key }) => encodeVerifierKey(key)), policy, checkpoint };
}

function readLogKeys(value: unknown): VerifierKey[] {
  const keys = list(value, 'logKeys', MAX_LOGS, (one, place) =>
    parseVerifierKey(softSha256, text(one, place, MAX_KEY)),
  );
  for (const [at, key] of keys.entries()) {
    if (key.type !== 'ed25519') throw new ShapeError(`logKeys[${at}] is the key of a countersigner`);
    const others = keys.slice(at + 1);
    if (others.some(({ name, publicKey }) => name === key.name || equalBytes(publicKey, key.publicKey))) {
      throw new ShapeError('logKeys has a name or a public key twice');
    }
  }
  return keys;
}

function readPolicy(value: unknown, keys: readonly VerifierKey[]): LogPolicy {
  const text = note(value, 'policy', MAX_POLICY);
  const policy = parseTlogPolicy(softSha256, utf8(text));
  const isOfThese =
    policy.logs.length === 0 ||
    (policy.logs.length === keys.length &&
      policy.logs.every(log => keys.some(key => isSameKey(key, log.key))));
  if (keys.length === 0 || !isOfThese)
    throw new ShapeError('the registers of policy are not those of logKeys');
  const isOwnWitness = ({ publicKey }: VerifierKey) =>
    policy.witnesses.some(({ key }) => equalBytes(key.publicKey, publicKey));
  if (keys.some(isOwnWitness)) throw new ShapeError('a register of logKeys is a countersigner of policy');
  return { text, policy };
}

async function readCheckpoint(value: unknown, keys: readonly VerifierKey[]): Promise<KnownCheckpoint> {
  const file = utf8(note(value, 'checkpoint', MAX_CHECKPOINT));
  const { origin } = parseCheckpoint(parseNote(file).text);
  const key = keys.find(({ name }) => name === origin);
  if (key === undefined) throw new ShapeError('checkpoint is of no register of logKeys');
  return knownCheckpoint(file, key);
}

/** Lines of text. */
function note(value: unknown, place: string, max: number): string {
  if (typeof value !== 'string') throw new ShapeError(`${place} is not a string`);
  if (!isPlainText(value.replaceAll(/[\n\t]/g, ' '), max)) {
    throw new ShapeError(`${place} is too long or holds control characters`);
  }
  return value;
}
