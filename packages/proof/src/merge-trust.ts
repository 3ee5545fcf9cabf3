import { equalBytes } from './bytes.ts';
import { SeqwardenError } from './errors.ts';
import { isSameKey } from './log/verifier-key.ts';
import { keyFingerprint, type Trust } from './trust.ts';
import { isGraver, type KeyPlace, type TrustedKey } from './trusted-key.ts';
import type { TrustedLog } from './trusted-log.ts';

const LISTS = ['sealKeys', 'personKeys', 'administratorKeys'] as const;

/**
 * One trust of several, for whoever goes by the word of more than one lab: the keys and logs of all are trusted, a seal that any of them calls
 * superseded is, a log that any has no say in cases has none, and a log proof is demanded where any demands it, with all that any demands of its log. So each file
 * can only add keys and logs, and take seals and a say in cases away: whoever trusts a file trusts it in both. Of a key that stands in several the first label is taken, of a superseded seal the first successor.
 * `madeAt` is that of the oldest, since nothing later is known of its keys, and of a log the smallest checkpoint counts for the same reason. What comes out
 * may be more than a trust file can hold.
 *
 * A person's or an administrator's key of which logs of its own tell in each counts from the earliest time of both, and as long as in one of them.
 *
 * @throws SeqwardenError TRUST_UNUSABLE where two contradict each other about a key or a log: one of them is outdated, or wrong. That a key
 * has ended, or was worse than was known, is no contradiction where the other tells of an earlier state of the same log. LOG_FORKED for two checkpoints of one log
 * that cannot both be true.
 */
export function mergeTrust(trusts: readonly [Trust, ...Trust[]]): Trust {
  const [first, ...more] = trusts;
  return more.reduce(mergeTwo, first);
}

function mergeTwo(a: Trust, b: Trust): Trust {
  refuseOtherRoles(a, b);
  const logs = mergeLogs(a.logs, b.logs);
  const superseded = new Map(a.superseded.map(entry => [entry.seal, entry]));
  for (const entry of b.superseded) if (!superseded.has(entry.seal)) superseded.set(entry.seal, entry);
  const silent = new Set([a, b].flatMap(({ notInCases = [] }) => notInCases));
  const keys = (list: (typeof LISTS)[number]) => mergeKeys(list, a[list], b[list]);
  return {
    madeAt: a.madeAt < b.madeAt ? a.madeAt : b.madeAt,
    sealKeys: keys('sealKeys'),
    personKeys: keys('personKeys'),
    administratorKeys: keys('administratorKeys'),
    logs,
    logRequired: a.logRequired || b.logRequired,
    superseded: [...superseded.values()],
    ...(silent.size > 0 && { notInCases: [...silent].sort() }),
  };
}

function refuseOtherRoles(a: Trust, b: Trust): void {
  for (const list of LISTS) {
    for (const { keyid } of a[list]) {
      const isOther = LISTS.some(other => other !== list && b[other].some(key => key.keyid === keyid));
      if (isOther) contradiction(`in what role the key ${keyFingerprint(keyid)} stands`);
    }
  }
}

function mergeKeys(
  list: (typeof LISTS)[number],
  a: readonly TrustedKey[],
  b: readonly TrustedKey[],
): TrustedKey[] {
  const keys = new Map(a.map(key => [key.keyid, key]));
  for (const key of b) {
    const known = keys.get(key.keyid);
    if (known === undefined) keys.set(key.keyid, key);
    else if (list !== 'sealKeys' && areOfOtherLogs(known, key)) keys.set(key.keyid, ofBoth(known, key));
    else keys.set(key.keyid, mergeKey(known, key));
  }
  return [...keys.values()];
}

/** Whether each is told of by logs of its own: a person may be enrolled at two sites, at different times. */
function areOfOtherLogs(one: TrustedKey, other: TrustedKey): boolean {
  const theirs = new Set(other.places.map(({ log }) => log));
  return one.places.length > 0 && theirs.size > 0 && one.places.every(({ log }) => !theirs.has(log));
}

/** What the key signs is judged by its place in the log in which it stands, so the dates say no more than when it counted anywhere. */
function ofBoth(one: TrustedKey, other: TrustedKey): TrustedKey {
  const [from = one.validFrom] = [one.validFrom, other.validFrom].sort();
  const [a, b] = [one.validUntil, other.validUntil];
  const until = a === null || b === null ? null : a > b ? a : b;
  return { ...one, validFrom: from, validUntil: until, places: [...one.places, ...other.places] };
}

function mergeKey(one: TrustedKey, other: TrustedKey): TrustedKey {
  const about = `about the key ${keyFingerprint(one.keyid)}`;
  const places = new Map(one.places.map(place => [place.log, place]));
  for (const theirs of other.places) {
    const mine = places.get(theirs.log);
    places.set(
      theirs.log,
      mine === undefined ? theirs : mergePlace(mine, theirs, `${about} in its register`),
    );
  }
  const ends = new Set([one.validUntil, other.validUntil]);
  if (isUnawareOf(one, other)) ends.delete(one.validUntil);
  if (isUnawareOf(other, one)) ends.delete(other.validUntil);
  const [validUntil = null, another] = ends;
  if (another !== undefined || one.validFrom !== other.validFrom)
    contradiction(`${about} and when it is valid`);
  return { ...one, validUntil, places: [...places.values()] };
}

/** Whether `theirs` has an end, in a log in which `mine` has none yet. */
function isUnawareOf(mine: TrustedKey, theirs: TrustedKey): boolean {
  if (mine.validUntil !== null) return false;
  return mine.places.some(
    ({ log, until }) =>
      until === null && theirs.places.some(other => other.log === log && other.until !== null),
  );
}

function mergePlace(mine: KeyPlace, theirs: KeyPlace, about: string): KeyPlace {
  if (mine.from !== theirs.from) contradiction(about);
  if (mine.until === theirs.until && mine.ended === theirs.ended)
    return mine.asOf < theirs.asOf ? theirs : mine;
  const [older, newer] = mine.asOf < theirs.asOf ? [mine, theirs] : [theirs, mine];
  const isWorse = newer.ended !== null && older.ended !== null && isGraver(newer.ended, older.ended);
  if (isWorse && newer.until === older.until && older.asOf < newer.asOf) return newer;
  // Only an end that came after the checkpoint as of which the other tells is news.
  if (mine.until === null && theirs.until !== null && mine.asOf <= theirs.until) return theirs;
  if (theirs.until === null && mine.until !== null && theirs.asOf <= mine.until) return mine;
  return contradiction(about);
}

function mergeLogs(a: readonly TrustedLog[], b: readonly TrustedLog[]): TrustedLog[] {
  const logs = new Map(a.map(log => [log.id, log]));
  for (const log of b) {
    const known = logs.get(log.id);
    if (known === undefined && a.some(({ key }) => key.name === log.key.name))
      contradiction('about the key of a register');
    logs.set(log.id, known === undefined ? log : mergeLog(known, log));
  }
  return [...logs.values()];
}

function mergeLog(one: TrustedLog, other: TrustedLog): TrustedLog {
  if (!isSameKey(one.key, other.key)) contradiction('about the name of a register');
  const policies = new Map([...one.policies, ...other.policies].map(policy => [policy.text, policy]));
  return { ...one, policies: [...policies.values()], asOf: earlier(one.asOf, other.asOf) };
}

function earlier(one: TrustedLog['asOf'], other: TrustedLog['asOf']): TrustedLog['asOf'] {
  if (one === null || other === null) return one ?? other;
  const [mine, theirs] = [one.checkpoint, other.checkpoint];
  if (mine.size === theirs.size && !equalBytes(mine.root, theirs.root)) {
    throw new SeqwardenError(
      'LOG_FORKED',
      'the trust files have two heads of one register that cannot both be true',
    );
  }
  return theirs.size < mine.size ? other : one;
}

function contradiction(about: string): never {
  throw new SeqwardenError('TRUST_UNUSABLE', `the trust files contradict each other: ${about}`);
}
