import type { Installed } from '@seqwarden/proof/acts';
import type { Person, Responsibility, Site } from './site.ts';

/** The persons of a site, by what statements name them with. */
export interface Directory {
  readonly site: Site;
  /** Of a key id or a pseudonym; undefined: nobody in the site's file, or nobody any more. */
  readonly personOf: (recipient: string) => Person | undefined;
  /** What statements name a person with; undefined: the key that the file gives is not enrolled. */
  readonly recipientOf: (person: Person) => string | undefined;
  readonly responsibleFor: (installed: Installed) => readonly Person[];
  /** Who is told when those do not answer. */
  readonly escalatedTo: (installed: Installed) => Person | undefined;
}

export interface DirectoryMeans {
  /** Undefined where no pseudonym is known here. */
  readonly pseudonym: ((handle: string) => string) | undefined;
  /** Key ids of persons that are enrolled, by which a fingerprint is a whole id. */
  readonly keys: readonly string[];
}

/** Pure, with the means that are handed in. */
export function directoryOf(site: Site, { pseudonym, keys }: DirectoryMeans): Directory {
  const byHandle = new Map(site.persons.map(one => [one.handle, one]));
  const keyOf = ({ key }: Person) =>
    key?.length === 64 ? key : keys.find(id => key !== undefined && id.startsWith(key));
  const byRecipient = new Map<string, Person>();
  for (const one of site.persons) {
    // who got a key later is still the one whom earlier statements name by a pseudonym
    for (const recipient of [keyOf(one), pseudonym?.(one.handle)])
      if (recipient !== undefined) byRecipient.set(recipient, one);
  }
  const entryOf = (installed: Installed) => entryFor(site.instruments, installed);
  const named = (handle: string | undefined) => (handle === undefined ? undefined : byHandle.get(handle));
  return {
    site,
    personOf: recipient => byRecipient.get(recipient),
    recipientOf: person => (person.key === undefined ? pseudonym?.(person.handle) : keyOf(person)),
    responsibleFor: installed =>
      (entryOf(installed)?.responsible ?? []).flatMap(handle => named(handle) ?? []),
    escalatedTo: installed => named(entryOf(installed)?.escalateTo),
  };
}

/** A record without a vendor is of the one instrument that has its serial, where only one has. */
function entryFor(
  instruments: readonly Responsibility[],
  { vendor, serial }: Installed,
): Responsibility | undefined {
  const fitting = instruments.filter(
    one => one.serial === serial && (vendor === null || one.vendor.toLowerCase() === vendor.toLowerCase()),
  );
  return fitting.length === 1 ? fitting[0] : undefined;
}
