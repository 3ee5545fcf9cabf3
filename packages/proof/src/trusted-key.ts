import { decodeBase64, encodeBase64 } from './base64.ts';
import type { Bytes } from './bytes.ts';
import { pointFromSpki } from './ecdsa.ts';
import { count, digest, nullable, object, oneOf, ShapeError, text, time } from './shape.ts';

/** What a key may sign; docs/FORMATS.md sections 8 and 20. */
export const KEY_ROLES = ['seal', 'person', 'administrator'] as const;
export type KeyRole = (typeof KEY_ROLES)[number];

/** Why the time of a key is over. */
export const KEY_ENDS = ['rotated', 'retired', 'lost', 'left', 'compromised', 'mistake'] as const;
export type KeyEnd = (typeof KEY_ENDS)[number];

const GRAVER: ReadonlySet<KeyEnd> = new Set(['compromised', 'mistake']);

/** Whether it is worse that a key ended as `one` than as `other`: first what only has an end, then what was lost, then what should never have counted. */
export function isGraver(one: KeyEnd, other: KeyEnd): boolean {
  return gravity(one) > gravity(other);
}

function gravity(end: KeyEnd): number {
  if (GRAVER.has(end)) return 2;
  return end === 'lost' ? 1 : 0;
}

/** Where in one log a key counts: for entries from index `from` on, and before `until` (null: no end is known). */
export interface KeyPlace {
  /** Id of the log, 32 hex digits. */
  readonly log: string;
  readonly from: number;
  readonly until: number | null;
  /** null exactly where `until` is. */
  readonly ended: KeyEnd | null;
  /** Size of the checkpoint as of which this is told. */
  readonly asOf: number;
}

/** A key that a verifier trusts: by its places in logs, else from `validFrom` (inclusive) until `validUntil` (exclusive; null: no end known). */
export interface TrustedKey {
  /** SHA-256 (hex) of `spki`. */
  readonly keyid: string;
  /** SubjectPublicKeyInfo, DER. */
  readonly spki: Bytes;
  readonly label: string;
  readonly validFrom: string;
  readonly validUntil: string | null;
  /** One for each log that says something of the key. */
  readonly places: readonly KeyPlace[];
}

/** Code units of a label. */
export const MAX_KEY_LABEL = 200;

/** The log as of whose checkpoint a trust file tells its keys. */
export interface TellingLog {
  readonly id: string;
  readonly size: number;
}

/** Throws `ShapeError`. `log` is undefined where the file has no checkpoint. */
export function readTrustedKey(
  value: unknown,
  place: string,
  version: 1 | 2,
  log: TellingLog | undefined,
): TrustedKey {
  const own = ['keyid', 'spki', 'label', 'validFrom', 'validUntil'] as const;
  const key: Record<(typeof own)[number] | 'inLog', unknown> =
    version === 1 ? { ...object(value, place, own), inLog: null } : object(value, place, [...own, 'inLog']);
  const validUntil = nullable(key.validUntil, value => time(value, `${place}.validUntil`));
  const inLog = nullable(key.inLog, value => readPlace(value, `${place}.inLog`, log));
  if (inLog !== null && inLog.ended !== null && validUntil === null) {
    throw new ShapeError(`${place} ended in the register, but has no validUntil`);
  }
  return {
    keyid: digest(key.keyid, `${place}.keyid`),
    spki: spki(key.spki, `${place}.spki`),
    label: text(key.label, `${place}.label`, MAX_KEY_LABEL),
    validFrom: time(key.validFrom, `${place}.validFrom`),
    validUntil,
    places: inLog === null ? [] : [inLog],
  };
}

/** A P-256 key in base64 of its one DER spelling. */
export function spki(value: unknown, place: string): Bytes {
  const bytes = typeof value === 'string' ? decodeBase64(value) : undefined;
  if (bytes === undefined || pointFromSpki(bytes) === undefined) {
    throw new ShapeError(`${place} is no P-256 key in base64 of DER`);
  }
  return bytes;
}

/** The key as version 2 of a trust file has it. Throws `ShapeError` for a key with places in several logs, or in another than `log`. */
export function trustedKeyJson(key: TrustedKey, log: TellingLog | undefined): object {
  const [place, ...more] = key.places;
  if (more.length > 0 || (place !== undefined && (place.log !== log?.id || place.asOf !== log.size))) {
    throw new ShapeError('a key has a place that is not told as of the register head of the file');
  }
  const { keyid, label, validFrom, validUntil } = key;
  const inLog = place === undefined ? null : { from: place.from, until: place.until, ended: place.ended };
  return { keyid, spki: encodeBase64(key.spki), label, validFrom, validUntil, inLog };
}

function readPlace(value: unknown, place: string, log: TellingLog | undefined): KeyPlace {
  const inLog = object(value, place, ['from', 'until', 'ended']);
  if (log === undefined) throw new ShapeError(`${place} is in no register: there is no head`);
  const from = count(inLog.from, `${place}.from`);
  const until = nullable(inLog.until, value => count(value, `${place}.until`));
  const ended = nullable(inLog.ended, value => oneOf(value, `${place}.ended`, KEY_ENDS));
  if (from >= log.size || (until !== null && (until <= from || until >= log.size))) {
    throw new ShapeError(`${place} is not within the register head, or ends before it begins`);
  }
  if ((until === null) !== (ended === null))
    throw new ShapeError(`${place}.until and ended contradict each other`);
  return { log: log.id, from, until, ended, asOf: log.size };
}
