import { encodeBase64 } from './base64.ts';
import type { Bytes } from './bytes.ts';
import { readTool, type Tool } from './seal.ts';
import { digest, halfDigest, nullable, object, oneOf, ShapeError, text, time } from './shape.ts';
import {
  decodeStatement,
  encodeStatement,
  readStatement,
  type Statement,
  type StatementJson,
  type StatementType,
} from './statement.ts';
import { KEY_ROLES, type KeyRole, MAX_KEY_LABEL, spki } from './trusted-key.ts';

/** Why each was done: closed lists, since free words would name people. */
const REASONS = {
  enrolled: ['first', 'added'],
  rotated: ['routine', 'lost', 'compromised'],
  revoked: ['retired', 'lost', 'left', 'compromised', 'mistake'],
} as const;

export const ROTATION_REASONS = REASONS.rotated;
export const REVOCATION_REASONS = REASONS.revoked;

interface Said {
  /** Id of the log for which it was made. */
  readonly log: string;
  /** Identity of the key statement before it that counts. */
  readonly previous: string | null;
  readonly role: KeyRole;
  readonly statedAt: string;
  readonly tool: Tool;
}

interface Begun extends Said {
  readonly spki: Bytes;
  /** Empty for persons: what can never be deleted holds no name. */
  readonly label: string;
  readonly validFrom: string;
}

export interface Enrolment extends Begun {
  readonly action: 'enrolled';
  readonly reason: (typeof REASONS.enrolled)[number];
}

export interface Rotation extends Begun {
  readonly action: 'rotated';
  /** The key id that ends. */
  readonly replaces: string;
  readonly reason: (typeof REASONS.rotated)[number];
}

export interface Revocation extends Said {
  readonly action: 'revoked';
  readonly reason: (typeof REASONS.revoked)[number];
}

/** What a predicate `urn:seqwarden:key:v1` says; docs/FORMATS.md section 20 says what each key means. */
export type KeyPredicate = Enrolment | Rotation | Revocation;

export const KEY_PREDICATE_TYPE = 'urn:seqwarden:key:v1';

/** The predicate as it is spelt: every key is there in every action. */
interface Spelt {
  readonly log: string;
  readonly previous: string | null;
  readonly action: KeyPredicate['action'];
  readonly role: KeyRole;
  readonly spki: string | null;
  readonly replaces: string | null;
  readonly label: string;
  readonly validFrom: string | null;
  readonly reason: KeyPredicate['reason'];
  readonly statedAt: string;
  readonly tool: Tool;
}

const KEY: StatementType<Spelt> = {
  predicateType: KEY_PREDICATE_TYPE,
  subjectName: 'key',
  readPredicate: value => spell(readPredicate(value)),
};

/** The statement on the key with this id. Throws as `encodeSeal` does. That `spki` is its key is the reader's to check. */
export function encodeKeyStatement(keyid: string, predicate: KeyPredicate): Bytes {
  return encodeStatement(KEY, keyid, spell(predicate));
}

/** Throws `STATEMENT_MALFORMED` or `STATEMENT_NOT_CANONICAL`. That somebody signed it, and that `spki` is the subject's key, is not checked here. */
export function decodeKeyStatement(bytes: Uint8Array): { keyid: string; predicate: KeyPredicate } {
  return keyStatement(decodeStatement(KEY, bytes));
}

/** As {@link decodeKeyStatement}, of bytes that were parsed to see what they are. */
export function readKeyStatement(json: StatementJson): { keyid: string; predicate: KeyPredicate } {
  return keyStatement(readStatement(KEY, json));
}

function keyStatement({ subject, predicate }: Statement<Spelt>): { keyid: string; predicate: KeyPredicate } {
  return { keyid: subject, predicate: readPredicate(predicate) };
}

function spell(predicate: KeyPredicate): Spelt {
  const { log, previous, action, role, reason, statedAt, tool } = predicate;
  const begun = predicate.action === 'revoked' ? undefined : predicate;
  return {
    log,
    previous,
    action,
    role,
    spki: begun === undefined ? null : encodeBase64(begun.spki),
    replaces: predicate.action === 'rotated' ? predicate.replaces : null,
    label: begun?.label ?? '',
    validFrom: begun?.validFrom ?? null,
    reason,
    statedAt,
    tool,
  };
}

function readPredicate(value: unknown): KeyPredicate {
  const p = object(value, 'predicate', [
    ...(['log', 'previous', 'action', 'role', 'spki', 'replaces', 'label', 'validFrom', 'reason'] as const),
    ...(['statedAt', 'tool'] as const),
  ]);
  const action = oneOf(p.action, 'action', ['enrolled', 'rotated', 'revoked']);
  const said: Said = {
    log: halfDigest(p.log, 'log'),
    previous: nullable(p.previous, value => digest(value, 'previous')),
    role: oneOf(p.role, 'role', KEY_ROLES),
    statedAt: time(p.statedAt, 'statedAt'),
    tool: readTool(p.tool),
  };
  if ((p.replaces === null) !== (action !== 'rotated'))
    throw new ShapeError('action and replaces contradict each other');
  const label = text(p.label, 'label', MAX_KEY_LABEL);
  if (label !== '' && (said.role !== 'seal' || action === 'revoked')) {
    throw new ShapeError('label is not empty, and it is not a seal key that begins');
  }
  if (action === 'revoked') {
    if (p.spki !== null || p.validFrom !== null)
      throw new ShapeError('a key that ends has no spki and no validFrom');
    return { ...said, action, reason: oneOf(p.reason, 'reason', REASONS.revoked) };
  }
  const begun: Begun = {
    ...said,
    spki: spki(p.spki, 'spki'),
    label,
    validFrom: time(p.validFrom, 'validFrom'),
  };
  if (begun.validFrom > begun.statedAt) throw new ShapeError('validFrom is after statedAt');
  if (action === 'enrolled') return { ...begun, action, reason: oneOf(p.reason, 'reason', REASONS.enrolled) };
  const replaces = digest(p.replaces, 'replaces');
  return { ...begun, action, replaces, reason: oneOf(p.reason, 'reason', REASONS.rotated) };
}
