import { type Bytes, utf8 } from './bytes.ts';
import { sha256Hex } from './digest.ts';
import { SeqwardenError } from './errors.ts';
import { parseJson } from './json.ts';
import { boolean, digest, halfDigest, list, object, oneOf, orCode, ShapeError, time } from './shape.ts';
import {
  type KeyRole,
  readTrustedKey,
  type TellingLog,
  type TrustedKey,
  trustedKeyJson,
} from './trusted-key.ts';
import { logsOf, type TrustedLog, trustedLogsJson } from './trusted-log.ts';

/** What a verifier starts from, of one file or of several together; docs/FORMATS.md section 8. */
export interface Trust {
  readonly madeAt: string;
  readonly sealKeys: readonly TrustedKey[];
  readonly personKeys: readonly TrustedKey[];
  /** Whoever has one may enrol others. */
  readonly administratorKeys: readonly TrustedKey[];
  readonly logs: readonly TrustedLog[];
  readonly logRequired: boolean;
  /** Identities of seals that a later generation replaced. */
  readonly superseded: readonly { readonly seal: string; readonly by: string }[];
  /** Ids of logs whose records count in no cases, whether it names them or not; ascending, each once. There only where there are any. */
  readonly notInCases?: readonly string[];
  /** Of no trust file: a log that whoever judges has at hand himself. */
  readonly register?: RegisterAtHand | undefined;
}

export interface RegisterAtHand {
  /** Its id, 32 hex digits. */
  readonly log: string;
  /** Where it has these very bytes; undefined: nowhere. Throws LOG_* where that cannot be told. */
  readonly indexOf: (entry: Bytes) => Promise<number | undefined>;
}

const MAX_FILE = 1024 * 1024;
const MAX_KEYS = 1000;
/** At 174 bytes a pair, as {@link encodeTrust} writes it, this leaves room for some hundred keys. */
const MAX_SUPERSEDED = 5000;
const MAX_NOT_IN_CASES = 1000;

/** Throws `TRUST_UNUSABLE`. Where the file came from and who can write it is for the caller to check. */
export async function parseTrust(bytes: Uint8Array): Promise<Trust> {
  const file = orCode('TRUST_UNUSABLE', 'the trust file', () => readFrame(parseJson(bytes, MAX_FILE).value));
  const logs = await logsOf(file);
  const trust = orCode('TRUST_UNUSABLE', 'the trust file', () => readTrust(file, logs));
  const seen = new Set<string>();
  for (const key of [...trust.sealKeys, ...trust.personKeys, ...trust.administratorKeys]) {
    if ((await sha256Hex(key.spki)) !== key.keyid) unusable('a keyid is not the digest of its key');
    if (seen.has(key.keyid)) unusable('a key stands twice');
    seen.add(key.keyid);
  }
  return trust;
}

/**
 * The trust file's bytes, laid out for people; always version 2. Throws TRUST_UNUSABLE for what {@link parseTrust} would not read, signatures
 * apart, and for what several files say together where one cannot.
 */
export function encodeTrust(trust: Trust): Bytes {
  return orCode('TRUST_UNUSABLE', 'the trust file', () => {
    const telling = tellingLog(trust.logs);
    const keys = (all: readonly TrustedKey[]) => all.map(key => trustedKeyJson(key, telling));
    const { logKeys, policy, checkpoint } = trustedLogsJson(trust.logs);
    const document = {
      seqwardenTrust: 2,
      madeAt: trust.madeAt,
      sealKeys: keys(trust.sealKeys),
      personKeys: keys(trust.personKeys),
      administratorKeys: keys(trust.administratorKeys),
      logKeys,
      policy,
      logRequired: trust.logRequired,
      checkpoint,
      superseded: trust.superseded.map(({ seal, by }) => ({ seal, by })),
      ...(trust.notInCases !== undefined && { notInCases: trust.notInCases }),
    };
    const bytes = utf8(`${JSON.stringify(document, null, 2)}\n`);
    readTrust(readFrame(parseJson(bytes, MAX_FILE).value), trust.logs);
    return bytes;
  });
}

/** The keys that may sign what `role` may: an administrator is a person, and until persons have keys a seal key signs for them. */
export function keysOf(trust: Trust, role: KeyRole): readonly TrustedKey[] {
  if (role === 'seal') return trust.sealKeys;
  if (role === 'administrator') return trust.administratorKeys;
  return [...trust.sealKeys, ...trust.personKeys, ...trust.administratorKeys];
}

/** For people to compare: the first 24 hex digits of a key id in groups of four. */
export function keyFingerprint(keyid: string): string {
  return (keyid.slice(0, 24).match(/.{4}/g) ?? []).join(' ');
}

/** The document's own keys, whose values are still to be read. */
type Frame = Record<(typeof KEYS)[number], unknown> & {
  readonly version: 1 | 2;
  readonly notInCases?: unknown;
};

const KEYS = [
  ...(['madeAt', 'sealKeys', 'personKeys', 'administratorKeys'] as const),
  ...(['logKeys', 'policy', 'logRequired', 'checkpoint', 'superseded'] as const),
] as const;

const KEYS_OF_1 = KEYS.filter(key => key !== 'personKeys' && key !== 'administratorKeys');

function readFrame(value: unknown): Frame {
  const version = versionOf(value);
  if (version === 2) {
    const isMore = typeof value === 'object' && value !== null && Object.hasOwn(value, 'notInCases');
    const keys = ['seqwardenTrust', ...KEYS] as const;
    return isMore
      ? { ...object(value, 'the document', [...keys, 'notInCases']), version }
      : { ...object(value, 'the document', keys), version };
  }
  const trust = object(value, 'the document', ['seqwardenTrust', ...KEYS_OF_1]);
  list(trust.logKeys, 'logKeys', 0, () => undefined);
  oneOf(trust.policy, 'policy', [null]);
  oneOf(trust.checkpoint, 'checkpoint', [null]);
  return { ...trust, personKeys: [], administratorKeys: [], version };
}

function versionOf(value: unknown): 1 | 2 {
  const version =
    typeof value === 'object' && value !== null && 'seqwardenTrust' in value
      ? value.seqwardenTrust
      : undefined;
  return oneOf(version, 'seqwardenTrust', [1, 2]);
}

function readTrust(file: Frame, logs: readonly TrustedLog[]): Trust {
  const telling = tellingLog(logs);
  const keys = (value: unknown, place: string) =>
    list(value, place, MAX_KEYS, (key, at) => readTrustedKey(key, at, file.version, telling));
  const trust: Trust = {
    madeAt: time(file.madeAt, 'madeAt'),
    sealKeys: keys(file.sealKeys, 'sealKeys'),
    personKeys: keys(file.personKeys, 'personKeys'),
    administratorKeys: keys(file.administratorKeys, 'administratorKeys'),
    logs,
    logRequired: boolean(file.logRequired, 'logRequired'),
    superseded: list(file.superseded, 'superseded', MAX_SUPERSEDED, readSuperseded),
    ...('notInCases' in file && { notInCases: readNotInCases(file.notInCases) }),
  };
  if (trust.sealKeys.length === 0) throw new ShapeError('sealKeys is empty');
  const { sealKeys, personKeys, administratorKeys } = trust;
  if (sealKeys.length + personKeys.length + administratorKeys.length > MAX_KEYS) {
    throw new ShapeError(`there are more than ${MAX_KEYS} keys`);
  }
  return trust;
}

/** The log as of whose checkpoint the keys are told. Throws `ShapeError` for more than one. */
function tellingLog(logs: readonly TrustedLog[]): TellingLog | undefined {
  const [first, second] = logs.filter(({ asOf }) => asOf !== null);
  if (second !== undefined) throw new ShapeError('it has checkpoints of several logs');
  return first?.asOf ? { id: first.id, size: first.asOf.checkpoint.size } : undefined;
}

function readNotInCases(value: unknown): readonly string[] {
  const ids = list(value, 'notInCases', MAX_NOT_IN_CASES, halfDigest);
  if (ids.length === 0) throw new ShapeError('notInCases is empty');
  if (new Set(ids).size < ids.length) throw new ShapeError('notInCases has a register twice');
  return ids.sort();
}

function readSuperseded(value: unknown, place: string): Trust['superseded'][number] {
  const entry = object(value, place, ['seal', 'by']);
  return { seal: digest(entry.seal, `${place}.seal`), by: digest(entry.by, `${place}.by`) };
}

function unusable(what: string): never {
  throw new SeqwardenError('TRUST_UNUSABLE', `the trust file: ${what}`);
}
