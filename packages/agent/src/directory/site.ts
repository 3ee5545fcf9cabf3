import type { Calendar } from '@seqwarden/cases/calendar';

/**
 * What a site says of itself and of its persons. It never gets into statements: names and addresses have to be corrected and deleted, statements cannot be. What is known
 * of instruments (status, use, versions) are facts in records and not here.
 */
export interface Site {
  readonly name: string;
  /** IANA name: which day it is, is asked there. */
  readonly zone: string;
  readonly calendar: Calendar;
  readonly deadlines: Deadlines;
  /** undefined: notices are handed over by persons. */
  readonly mail: SiteMail | undefined;
  /** Trust files of other sites, whose records of cases count here. */
  readonly otherSites: readonly string[];
  readonly persons: readonly Person[];
  readonly instruments: readonly Responsibility[];
}

export type Urgency = 'urgent' | 'normal';

/** In working days. */
export interface Deadlines {
  readonly acknowledge: Readonly<Record<Urgency, number>>;
  /** undefined: no day is set. */
  readonly patch: Readonly<Record<Urgency, number | undefined>>;
  /** This long before the day a reminder goes out; 0: none does before. */
  readonly remindBefore: number;
  /** This long after the day somebody else is told. */
  readonly escalateAfter: number;
}

export interface SiteMail {
  readonly host: string;
  readonly port: number;
  readonly security: 'tls' | 'starttls' | 'plain';
  readonly from: string;
  /** File of two lines, user and password. */
  readonly credentials: string | undefined;
  /** PEM file with certificates that are trusted beside those that Node knows. */
  readonly ca: string | undefined;
}

export interface Person {
  /** `[person.HANDLE]`; it never changes and is given to nobody else. */
  readonly handle: string;
  readonly name: string;
  /** undefined: gets notices by hand. */
  readonly mail: string | undefined;
  /** Key id, or its first 24 digits, lower case; undefined: has none. */
  readonly key: string | undefined;
  readonly role: string;
}

/** Of one instrument, with all that is installed on it. */
export interface Responsibility {
  readonly vendor: string;
  readonly serial: string;
  /** Handles, at least one. */
  readonly responsible: readonly string[];
  readonly escalateTo: string | undefined;
}
