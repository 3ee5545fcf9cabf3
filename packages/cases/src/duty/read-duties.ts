import { isPlainText, SeqwardenError } from '@seqwarden/proof';
import {
  listOf,
  namedTables,
  type Place,
  problemText,
  type Read,
  readToml,
  type TableReader,
  text,
  whole,
  yesOrNo,
} from '@seqwarden/toml';
import { DUTY_PAPERS, type Duty, OBLIGATIONS, type Period } from './duty.ts';

/** Duties that a site adds. */
export interface SiteDuties {
  readonly duties: readonly Duty[];
  /** Jurisdictions that are meant where none is named; undefined: the file does not say. */
  readonly jurisdictions: readonly string[] | undefined;
}

const LONGEST = 1000;
const MOST_DAYS = 250;
const MOST_YEARS = 100;

/**
 * Reads a site's file of duties (docs/FORMATS.md 34). Pure. `known`: ids that are taken. `file` is for the message.
 *
 * @throws SeqwardenError CASE_INPUT_UNUSABLE with all that is wrong, by line and key; no value of the file is in it
 */
export function readDuties(toml: string, file: string, known: readonly Duty[]): SiteDuties {
  const result = readToml(toml, table => siteDuties(table, new Set(known.map(({ id }) => id))));
  if ('value' in result) return result.value;
  const problems = result.problems.map(problem => problemText(problem, file));
  throw new SeqwardenError('CASE_INPUT_UNUSABLE', problems.join('; '), { path: file });
}

function siteDuties(table: TableReader, taken: ReadonlySet<string>): SiteDuties | undefined {
  const version = table.required('version', whole(1, 1));
  const jurisdictions = table.optional('jurisdictions', listOf(token));
  const duties = table.required(
    'duty',
    namedTables((one, id) => duty(one, id, taken)),
  );
  if (version === undefined || duties === undefined) return undefined;
  return { jurisdictions, duties: [...duties.values()].filter(one => one !== undefined) };
}

function duty(table: TableReader, id: string, taken: ReadonlySet<string>): Duty | undefined {
  // Else the same name would mean one thing in records before, and another one after.
  if (taken.has(id)) table.place.refuse('has the name of a duty that is built in');
  const jurisdiction = table.required('jurisdiction', token);
  const title = table.required('title', line(200));
  const obligation = table.required('obligation', oneOf(OBLIGATIONS));
  const applies = table.required('applies', line(LONGEST));
  const questions = table.required('questions', listOf(line(LONGEST)));
  const to = table.required('to', listOf(line(200)));
  const period = periodOf(table);
  const keepYears = table.optional('keep-years', whole(1, MOST_YEARS));
  const documents = table.required('documents', listOf(line(200)));
  const paper = table.orElse('paper', oneOf(DUTY_PAPERS), 'plain');
  const source = table.required('source', line(LONGEST));
  const isGeneralKnowledge = table.orElse('general-knowledge', yesOrNo, false);
  if (jurisdiction === undefined || title === undefined || obligation === undefined) return undefined;
  if (applies === undefined || questions === undefined || to === undefined) return undefined;
  if (documents === undefined || source === undefined) return undefined;
  const says = { title, obligation, applies, questions, to, period, keepYears, documents, paper };
  return { id, jurisdiction, ...says, source, isGeneralKnowledge };
}

/** undefined: none is set, or a problem was noted. */
function periodOf(table: TableReader): Period | undefined {
  const count = table.optional('within', whole(1, MOST_DAYS));
  const unit = table.optional('unit', oneOf(['working-days', 'days'] as const));
  const calendar = table.optional('calendar', oneOf(['weekdays', 'site'] as const));
  const on = table.optional('every-year-on', dayOfYear);
  const { place } = table;
  if (table.has('every-year-on')) {
    for (const other of ['within', 'unit', 'calendar'])
      if (table.has(other)) place.at(other).refuse('does not go with `every-year-on`');
    return on === undefined ? undefined : { unit: 'every-year', on };
  }
  if (table.has('within') !== table.has('unit'))
    return place.refuse('has to have both `within` and `unit`, or neither');
  if (table.has('calendar') !== (unit === 'working-days'))
    return place.refuse('has to have `calendar` where `unit` is "working-days", and only there');
  if (count === undefined || unit === undefined) return undefined;
  if (unit === 'days') return { unit, count };
  return calendar && { unit, count, calendar };
}

function line(most: number): Read<string> {
  return (value, place) => {
    const given = text(value, place);
    if (given === undefined) return undefined;
    if (given.trim() !== given) return place.refuse('has blanks around it');
    return isPlainText(given, most) ? given : place.refuse(`is longer than ${most} characters`);
  };
}

const token: Read<string> = (value, place) => {
  const given = text(value, place);
  if (given === undefined || /^[a-z][a-z0-9-]{0,19}$/.test(given)) return given;
  return place.refuse('must be of a-z, 0-9 and -, as "us", and at most 20 letters');
};

/** 29 February is no day of every year. */
const dayOfYear: Read<string> = (value, place) => {
  const given = text(value, place);
  if (given === undefined) return undefined;
  const at = /^\d\d-\d\d$/.test(given) ? new Date(`2023-${given}T00:00:00Z`) : undefined;
  const isDay = at !== undefined && !Number.isNaN(at.getTime()) && at.toISOString().slice(5, 10) === given;
  return isDay ? given : place.refuse('must be a day of every year, as "01-31"');
};

function oneOf<const T extends string>(allowed: readonly T[]): Read<T> {
  return (value, place: Place) => {
    const given = text(value, place);
    if (given === undefined) return undefined;
    const found = allowed.find(word => word === given);
    return found ?? place.refuse(`must be one of ${allowed.map(word => `"${word}"`).join(', ')}`);
  };
}
