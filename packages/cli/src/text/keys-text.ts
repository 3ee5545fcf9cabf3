import type { LogKeys } from '@seqwarden/agent/keys';
import type { OnePerson } from '@seqwarden/cases/state';
import {
  type KeyEnd,
  type KeyRefusal,
  type KeyRole,
  keyFingerprint,
  type Trust,
  type TrustedKey,
} from '@seqwarden/proof';
import type { Right } from '@seqwarden/proof/acts';
import { columns } from './columns.ts';
import { oneLine } from './one-line.ts';

/** Keys as a register or a trust file tells them. */
export interface KeyList {
  /** Size of the checkpoint as of which they are told; undefined: no register tells them. */
  readonly asOf: number | undefined;
  readonly keys: readonly ListedKey[];
  readonly refusals: readonly KeyRefusal[];
}

interface ListedKey {
  readonly keyid: string;
  readonly role: KeyRole;
  readonly label: string;
  readonly validFrom: string;
  readonly validUntil: string | null;
  /** Index in the register at which it began. */
  readonly from: number | null;
  readonly until: number | null;
  readonly ended: KeyEnd | null;
  /** In whose place it came, and by whose word it began: key ids. null: not known. */
  readonly replaces: string | null;
  readonly by: string | null;
  /** What a person may do in cases; null: of no person, or no register tells. */
  readonly rights: readonly Right[] | null;
  /** Other keys of the same person, by an administrator's word; null: of no person, or no register tells. That a key took the place of another is in `replaces`. */
  readonly sameAs: readonly string[] | null;
}

export function listOfLog({ states, rights, rightsRefused, asOf }: LogKeys): KeyList {
  const { keys } = states;
  const { holding } = rights;
  const listed = [...keys.values()].map(({ keyid, role, label, validFrom, from, by, replaces, end }) => ({
    ...{ keyid, role, label, validFrom, from, by, replaces },
    validUntil: end?.statedAt ?? null,
    until: end?.index ?? null,
    ended: end?.why ?? null,
    rights: role === 'person' ? rights.rightsAt(keyid, Number.POSITIVE_INFINITY) : null,
    sameAs: role === 'person' ? othersOf(keyid, holding) : null,
  }));
  const refusals = [...states.refusals, ...rightsRefused].sort((a, b) => a.index - b.index);
  return { asOf: asOf.checkpoint.size, keys: listed, refusals };
}

function othersOf(keyid: string, said: readonly OnePerson[]): readonly string[] {
  return [...new Set(said.filter(({ key }) => key === keyid).map(({ other }) => other))];
}

export function listOfTrust(trust: Trust): KeyList {
  const listed = (keys: readonly TrustedKey[], role: KeyRole) =>
    keys.map(({ keyid, label, validFrom, validUntil, places: [place] }) => ({
      ...{ keyid, role, label, validFrom, validUntil },
      from: place?.from ?? null,
      until: place?.until ?? null,
      ended: place?.ended ?? null,
      replaces: null,
      by: null,
      rights: null,
      sameAs: null,
    }));
  return {
    asOf: trust.logs.find(({ asOf }) => asOf !== null)?.asOf?.checkpoint.size,
    keys: [
      ...listed(trust.administratorKeys, 'administrator'),
      ...listed(trust.sealKeys, 'seal'),
      ...listed(trust.personKeys, 'person'),
    ],
    refusals: [],
  };
}

export function keysText({ asOf, keys, refusals }: KeyList): string {
  const rows = keys.map(key => {
    const { keyid, role, label, from, validFrom, ended, until, validUntil, replaces, by } = key;
    return [
      keyFingerprint(keyid),
      role,
      ended === null && validUntil === null ? 'counts' : (ended ?? 'ended'),
      from === null ? `from ${validFrom}` : `from place ${from}`,
      until === null ? (validUntil === null ? '' : `until ${validUntil}`) : `until place ${until}`,
      [oneLine(label), placeOf(replaces, by), samePersonText(key), rightsText(key)]
        .filter(text => text !== '')
        .join('; '),
    ];
  });
  const head =
    asOf === undefined
      ? 'keys as the trust file has them; no register tells of them'
      : `keys as of register head ${asOf}; later records unknown`;
  const refused = refusals.map(
    ({ index, code, message }) => `place ${index} does not count: ${oneLine(message)} [${code}]\n`,
  );
  return `${columns(rows)}${head}\n${refused.join('')}`;
}

/** By whose word matters: a thief can put a key of his own in the place of the stolen one. */
function placeOf(replaces: string | null, by: string | null): string {
  if (replaces === null) return '';
  const word = by === replaces ? ', by its own word' : '';
  return `in place of ${keyFingerprint(replaces)}${word}`;
}

function samePersonText({ sameAs }: ListedKey): string {
  return sameAs === null || sameAs.length === 0
    ? ''
    : `the same person as ${sameAs.map(keyFingerprint).join(', ')}`;
}

/** Of a key that has ended nobody needs to know. */
function rightsText({ rights, ended }: ListedKey): string {
  if (rights === null || ended !== null) return '';
  return rights.length === 0 ? 'no rights in cases' : `may ${rights.join(', ')}`;
}

export function keysJson({ asOf, keys, refusals }: KeyList): object {
  return {
    asOf: asOf ?? null,
    keys: keys.map(key => ({ ...key, fingerprint: keyFingerprint(key.keyid) })),
    refusals: refusals.map(({ index, code, message }) => ({ index, code, message })),
  };
}
