import { isPlainText, SeqwardenError } from '@seqwarden/proof';
import {
  listOf,
  namedTables,
  type Place,
  problemText,
  type Read,
  readToml,
  type TableReader,
  tableOf,
  text,
  whole,
} from '@seqwarden/toml';
import { mailbox, mailServer } from '../events/mail-values.ts';
import { path } from '../host/path-value.ts';
import type { Deadlines, Person, Responsibility, Site, SiteMail } from './site.ts';
import { day, keyOfPerson, name, weekday, zone } from './site-values.ts';

const MOST_DAYS = 250;

/**
 * Reads the site's file (docs/OPERATING.md). Pure. `file` is for the message.
 *
 * @throws SeqwardenError DIRECTORY_UNUSABLE with all that is wrong, by line and key; no value of the file is in it
 */
export function readSite(toml: string, file: string): Site {
  const result = readToml(toml, site);
  if ('value' in result) return result.value;
  const problems = result.problems.map(problem => problemText(problem, file));
  throw new SeqwardenError('DIRECTORY_UNUSABLE', problems.join('\n'), { path: file });
}

function site(table: TableReader): Site | undefined {
  const version = table.required('version', whole(1, 1));
  const about = table.required('site', tableOf(siteItself));
  const calendar = table.required('calendar', tableOf(workingDays));
  const allowed = table.required('deadlines', tableOf(deadlines));
  const sent = table.optional('mail', tableOf(mail));
  const others = table.optional(
    'other-sites',
    tableOf(named => named.required('trust', listOf(path))),
  );
  const persons = table.required('person', namedTables(person));
  const instruments = table.required('instrument', namedTables(instrument));
  if (version === undefined || about === undefined || calendar === undefined || allowed === undefined)
    return undefined;
  if (persons === undefined || instruments === undefined) return undefined;
  const known = [...instruments].flatMap(([called, one]) =>
    one === undefined ? [] : [[called, one] as const],
  );
  refuseUnknown(known, new Set(persons.keys()), table.place);
  refuseTwice(known, table.place);
  refuseSharedKey(persons, table.place);
  return {
    ...about,
    calendar,
    deadlines: allowed,
    mail: sent,
    otherSites: [...new Set(others)],
    persons: [...persons.values()].filter(one => one !== undefined),
    instruments: known.map(([, one]) => one),
  };
}

function siteItself(table: TableReader): Pick<Site, 'name' | 'zone'> | undefined {
  const called = table.required('name', name);
  const where = table.required('zone', zone);
  const language = table.required('language', onlyEnglish);
  return called !== undefined && where !== undefined && language !== undefined
    ? { name: called, zone: where }
    : undefined;
}

/** Notices are written in this language alone; another one here would promise what is not there. */
const onlyEnglish: Read<'en'> = (value, place) => {
  const given = text(value, place);
  if (given === undefined || given === 'en') return given;
  return place.refuse('must be "en": notices are written in no other language yet');
};

function workingDays(table: TableReader): Site['calendar'] | undefined {
  const weekdays = table.required('working-days', listOf(weekday));
  const holidays = table.orElse('holidays', listOf(day), []);
  return weekdays && { weekdays: [...new Set(weekdays)], holidays: new Set(holidays) };
}

function deadlines(table: TableReader): Deadlines | undefined {
  const days = whole(1, MOST_DAYS);
  const [urgent, normal] = [
    table.required('acknowledge-urgent', days),
    table.required('acknowledge-normal', days),
  ];
  const patch = {
    urgent: table.optional('patch-urgent', days),
    normal: table.optional('patch-normal', days),
  };
  const remindBefore = table.required('remind-before', whole(0, MOST_DAYS));
  const escalateAfter = table.required('escalate-after', days);
  if (urgent === undefined || normal === undefined) return undefined;
  if (remindBefore === undefined || escalateAfter === undefined) return undefined;
  return { acknowledge: { urgent, normal }, patch, remindBefore, escalateAfter };
}

function mail(table: TableReader): SiteMail | undefined {
  const where = table.required('server', mailServer);
  const from = table.required('from', mailbox);
  const credentials = table.optional('credentials', path);
  const ca = table.optional('ca', path);
  return where && from !== undefined ? { ...where, from, credentials, ca } : undefined;
}

function person(table: TableReader, handle: string): Person | undefined {
  const called = table.required('name', name);
  const address = table.optional('mail', mailbox);
  const key = table.optional('key', keyOfPerson);
  const role = table.required('role', name);
  if (called === undefined || role === undefined || !isPlainText(handle, 40)) return undefined;
  return { handle, name: called, mail: address, key, role };
}

function instrument(table: TableReader): Responsibility | undefined {
  const vendor = table.required('vendor', name);
  const serial = table.required('serial', name);
  const responsible = table.required('responsible', listOf(name));
  const escalateTo = table.optional('escalate-to', name);
  if (vendor === undefined || serial === undefined || responsible === undefined) return undefined;
  return { vendor, serial, responsible: [...new Set(responsible)], escalateTo };
}

type Named = readonly (readonly [called: string, one: Responsibility])[];

function refuseUnknown(instruments: Named, handles: ReadonlySet<string>, top: Place): void {
  for (const [called, { responsible, escalateTo }] of instruments) {
    const place = top.at('instrument', called);
    for (const [at, handle] of responsible.entries())
      if (!handles.has(handle)) place.at('responsible', at).refuse('is no [person] of this file');
    if (escalateTo !== undefined && !handles.has(escalateTo))
      place.at('escalate-to').refuse('is no [person] of this file');
  }
}

/** Of two entries for one instrument, nobody would know whose it is. */
function refuseTwice(instruments: Named, top: Place): void {
  const owners = new Map<string, string>();
  for (const [called, { vendor, serial }] of instruments) {
    // as they are compared when somebody is looked for
    const key = JSON.stringify([vendor.toLowerCase(), serial]);
    const owner = owners.get(key);
    if (owner === undefined) owners.set(key, called);
    else top.at('instrument', called, 'serial').refuse(`is that of \`${owner}\` already`);
  }
}

/** What one signs would count as another one's word. */
function refuseSharedKey(persons: ReadonlyMap<string, Person | undefined>, top: Place): void {
  const owners = new Map<string, string>();
  for (const [handle, one] of persons) {
    if (one?.key === undefined) continue;
    const key = one.key.slice(0, 24);
    const owner = owners.get(key);
    if (owner === undefined) owners.set(key, handle);
    else top.at('person', handle, 'key').refuse(`is that of \`${owner}\` already`);
  }
}
