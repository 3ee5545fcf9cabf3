import { SeqwardenError } from './errors.ts';
import type { KeyState, KeyStates } from './key-states.ts';
import { keyFingerprint, type Trust } from './trust.ts';
import type { KeyRole, TrustedKey } from './trusted-key.ts';
import type { KnownCheckpoint } from './trusted-log.ts';

/**
 * The trust with what a log says of its keys as of a checkpoint. `states` are those of the log's entries before the size of `asOf`; that `asOf` continues the
 * checkpoint which the trust has is for the caller to check. Labels that stand in the trust stay, and keys of which the log says nothing.
 *
 * @throws SeqwardenError LOG_UNKNOWN where the trust does not name the log; TRUST_UNUSABLE where it tells of a key in this log that the log does not know, of a
 * key in another role, or as of a checkpoint of another log
 */
export function renewTrust(trust: Trust, states: KeyStates, asOf: KnownCheckpoint, madeAt: string): Trust {
  const { log } = states;
  if (!trust.logs.some(({ id }) => id === log))
    throw new SeqwardenError('LOG_UNKNOWN', 'the trust file does not name this register');
  if (trust.logs.some(other => other.id !== log && other.asOf !== null))
    unusable('it tells its keys as of a head of another register');
  const renewed = (old: readonly TrustedKey[], role: KeyRole) => renewKeys(old, role, states, asOf);
  return {
    ...trust,
    madeAt,
    sealKeys: renewed(trust.sealKeys, 'seal'),
    personKeys: renewed(trust.personKeys, 'person'),
    administratorKeys: renewed(trust.administratorKeys, 'administrator'),
    logs: trust.logs.map(one => (one.id === log ? { ...one, asOf } : one)),
  };
}

function renewKeys(
  old: readonly TrustedKey[],
  role: KeyRole,
  { log, keys }: KeyStates,
  asOf: KnownCheckpoint,
): TrustedKey[] {
  for (const { keyid, places } of old) {
    const state = keys.get(keyid);
    if (state === undefined && places.length > 0)
      unusable(`the register knows nothing of the key ${keyFingerprint(keyid)}`);
    if (state !== undefined && state.role !== role)
      unusable(`the register has the key ${keyFingerprint(keyid)} in another role`);
  }
  const known = new Map(old.map(key => [key.keyid, key]));
  const told = [...keys.values()]
    .filter(state => state.role === role)
    .map(state => renewKey(state, known.get(state.keyid), log, asOf.checkpoint.size));
  return [...told, ...old.filter(({ keyid }) => !keys.has(keyid))];
}

function renewKey(state: KeyState, old: TrustedKey | undefined, log: string, size: number): TrustedKey {
  const { keyid, spki, validFrom, from, end } = state;
  return {
    keyid,
    spki,
    label: old?.label ?? state.label,
    validFrom,
    validUntil: end?.statedAt ?? old?.validUntil ?? null,
    places: [{ log, from, until: end?.index ?? null, ended: end?.why ?? null, asOf: size }],
  };
}

function unusable(what: string): never {
  throw new SeqwardenError('TRUST_UNUSABLE', `the trust file: ${what}`);
}
