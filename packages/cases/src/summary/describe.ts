import { type Installed, installedKey } from '@seqwarden/proof/acts';
import type { RecordRef } from '../state/index.ts';
import type { Observed } from './observed.ts';
import { dayIn } from './zone.ts';

export function instrument({ vendor, model, serial, id }: Installed): string {
  const device = [vendor, model, serial].filter(one => one !== null).join(' ');
  return id === null ? device : `${device}, system ${id}`;
}

export function vulnerabilityName(vulnerability: string): string {
  return vulnerability.startsWith('case:')
    ? 'the matter of the case, which has no number yet'
    : vulnerability;
}

/** Enough digits to find a record among the statements. */
export function short(hex: string): string {
  return hex.slice(0, 12);
}

export function isSame(one: Installed, other: Installed): boolean {
  return installedKey(one) === installedKey(other);
}

/** Who signed, by name where the export names persons, else by the key's first digits; which record, and when it was stated. */
export function byWhom({ persons, zone }: Observed, { signer, statedAt, identity }: RecordRef): string {
  return `${dayIn(zone, statedAt)}, ${personName(persons, signer)}, record ${short(identity)}`;
}

/** Of a key id or a pseudonym. */
export function personName(persons: Observed['persons'], signer: string): string {
  const person = persons.find(({ key }) => key === signer);
  if (person !== undefined) return person.name;
  return signer.length === 64
    ? `key ${(signer.slice(0, 24).match(/.{4}/g) ?? []).join(' ')}`
    : `a person without a key (${signer.slice(0, 8)})`;
}
