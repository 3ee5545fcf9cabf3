import { type ErrorCode, SeqwardenError } from './errors.ts';
import { keysOf, type Trust } from './trust.ts';
import type { KeyPlace, KeyRole, TrustedKey } from './trusted-key.ts';

/** When something was said: what its maker wrote, and, if a proof shows it, where a log has it. */
export interface Stated {
  readonly statedAt: string;
  readonly position?: LogPosition | undefined;
}

export interface LogPosition {
  /** Id of the log, 32 hex digits. */
  readonly log: string;
  readonly index: number;
}

/** What can be wrong with a key whose signature is good. */
export type KeyProblem = Extract<
  ErrorCode,
  'UNKNOWN_KEY' | 'KEY_NOT_ENROLLED' | 'KEY_REVOKED' | 'KEY_NOT_VALID_THEN' | 'LOG_PROOF_MISSING'
>;

/**
 * The key, if it may sign for `role` what was said then, else the reason why not (docs/FORMATS.md section 8). A position in a log
 * that tells of the key decides alone: times are the maker's word. Whether a proof is demanded at all is not asked here.
 */
export function keyAt(trust: Trust, keyid: string, role: KeyRole, stated: Stated): TrustedKey | KeyProblem {
  const key = keysOf(trust, role).find(one => one.keyid === keyid);
  return key === undefined ? 'UNKNOWN_KEY' : (keyProblem(key, stated) ?? key);
}

/** As {@link keyAt}, of a key that is known to be trusted; undefined: it counts. */
export function keyProblem(key: TrustedKey, { statedAt, position }: Stated): KeyProblem | undefined {
  if (position !== undefined && key.places.length > 0) return problemAtPosition(key, position);
  // Whoever has a key that ended, and be it in a drawer, can write any time from before.
  if (key.places.some(({ until }) => until !== null)) return 'LOG_PROOF_MISSING';
  // Times are all in the one form of docs/FORMATS.md, so that text order is time order.
  const isValid = statedAt >= key.validFrom && (key.validUntil === null || statedAt < key.validUntil);
  return isValid ? undefined : 'KEY_NOT_VALID_THEN';
}

/** Throws the problem of {@link keyProblem}. `what` is the seal, the statement… */
export function requireKeyAt(key: TrustedKey, stated: Stated, what: string): void {
  const problem = keyProblem(key, stated);
  if (problem !== undefined) throw new SeqwardenError(problem, `${what} ${SAID[problem]}`);
}

const SAID: Record<KeyProblem, string> = {
  UNKNOWN_KEY: 'was signed by no key of the trust file',
  KEY_NOT_ENROLLED: 'stands in a register before its key was enrolled there, or its key never was',
  KEY_REVOKED: 'stands in the register after its key was rotated or revoked',
  KEY_NOT_VALID_THEN: 'was made outside the validity of its key',
  LOG_PROOF_MISSING: 'was signed by a key that has ended; nothing shows that it was made before',
};

function problemAtPosition(
  { places }: { readonly places: readonly KeyPlace[] },
  { log, index }: LogPosition,
): KeyProblem | undefined {
  const place = places.find(one => one.log === log);
  if (place === undefined || index < place.from) return 'KEY_NOT_ENROLLED';
  return place.until !== null && index >= place.until ? 'KEY_REVOKED' : undefined;
}
