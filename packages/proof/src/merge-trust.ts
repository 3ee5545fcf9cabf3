import { SeqwardenError } from './errors.ts';
import { keyFingerprint, type Trust, type TrustedKey } from './trust.ts';

/**
 * One trust of several, for whoever goes by the word of more than one lab: the keys of all are trusted, a seal that any of them calls
 * superseded is, and a log proof is demanded where any demands it. So each file can only add keys, and take seals away: whoever
 * trusts a file trusts it in both. Of a key that stands in several the first label is taken, of a superseded seal the first successor.
 * `madeAt` is that of the oldest, since nothing later is known of its keys. What comes out may be larger than a trust file may be.
 *
 * @throws SeqwardenError TRUST_UNUSABLE where two say different times of validity for one key: one of them is outdated, or wrong
 */
export function mergeTrust(trusts: readonly [Trust, ...Trust[]]): Trust {
  const keys = new Map<string, TrustedKey>();
  const superseded = new Map<string, Trust['superseded'][number]>();
  for (const trust of trusts) {
    for (const key of trust.sealKeys) {
      const known = keys.get(key.keyid) ?? key;
      if (known.validFrom !== key.validFrom || known.validUntil !== key.validUntil) {
        throw new SeqwardenError(
          'TRUST_UNUSABLE',
          `the trust files contradict each other about when the key ${keyFingerprint(key.keyid)} is valid`,
        );
      }
      keys.set(key.keyid, known);
    }
    for (const entry of trust.superseded) {
      if (!superseded.has(entry.seal)) superseded.set(entry.seal, entry);
    }
  }
  return {
    madeAt: trusts.reduce((oldest, { madeAt }) => (madeAt < oldest ? madeAt : oldest), trusts[0].madeAt),
    sealKeys: [...keys.values()],
    logRequired: trusts.some(trust => trust.logRequired),
    superseded: [...superseded.values()],
  };
}
