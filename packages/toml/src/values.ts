import { type Read, TableReader } from './table-reader.ts';

/** Readers of single values. None repeats a value in what it says. */

export const text: Read<string> = (value, place) => {
  if (typeof value !== 'string') return place.refuse(`must be text in quotes, not ${kindOf(value)}`);
  if (value === '') return place.refuse('is empty');
  return /[\p{Cc}\p{Zl}\p{Zp}]/u.test(value) ? place.refuse('holds a control character') : value;
};

export const yesOrNo: Read<boolean> = (value, place) =>
  typeof value === 'boolean' ? value : place.refuse(`must be true or false, not ${kindOf(value)}`);

export function whole(least: number, most: number): Read<number> {
  return (value, place) => {
    if (typeof value !== 'number' || !Number.isInteger(value))
      return place.refuse(`must be a whole number, not ${kindOf(value)}`);
    return value >= least && value <= most ? value : place.refuse(`must be from ${least} to ${most}`);
  };
}

export function listOf<T>(read: Read<T>): Read<readonly T[]> {
  return (value, place) => {
    if (!Array.isArray(value)) return place.refuse(`must be a list, not ${kindOf(value)}`);
    if (value.length === 0) return place.refuse('is empty');
    const items = value.map((item, index) => read(item, place.at(index)));
    const good = items.filter(item => item !== undefined);
    return good.length === items.length ? good : undefined;
  };
}

/** A table whose keys `read` asks for; keys that it does not ask for are refused. */
export function tableOf<T>(read: (table: TableReader) => T | undefined): Read<T> {
  return (value, place) => {
    const entries = entriesOf(value);
    if (entries === undefined) return place.refuse(`must be a table, not ${kindOf(value)}`);
    const table = new TableReader(entries, place);
    const result = read(table);
    table.end();
    return result;
  };
}

/** A table of tables, `[kind.name]` each, in the order of the file; undefined stands for one that is not good. */
export function namedTables<T>(
  read: (table: TableReader, name: string) => T | undefined,
): Read<ReadonlyMap<string, T | undefined>> {
  return (value, place) => {
    const entries = entriesOf(value);
    if (entries === undefined)
      return place.refuse(`must be made of tables with names, not of ${kindOf(value)}`);
    if (entries.size === 0) return place.refuse('is empty');
    const items = [...entries].map(([name, item]) => {
      const at = place.at(name);
      if (!NAME.test(name)) at.refuse('has a name that is not of a-z, 0-9 and -, or longer than 40 letters');
      return [name, tableOf(table => read(table, name))(item, at)] as const;
    });
    return new Map(items);
  };
}

const NAME = /^[a-z0-9](?:[a-z0-9-]{0,38}[a-z0-9])?$/;

function entriesOf(value: unknown): ReadonlyMap<string, unknown> | undefined {
  if (typeof value !== 'object' || value === null || Array.isArray(value) || value instanceof Date)
    return undefined;
  return new Map<string, unknown>(Object.entries(value));
}

function kindOf(value: unknown): string {
  if (typeof value === 'string') return 'text';
  if (typeof value === 'bigint') return 'a number beyond all measure';
  if (typeof value === 'number') return Number.isInteger(value) ? 'a number' : 'a number with a fraction';
  if (typeof value === 'boolean') return 'true or false';
  if (value instanceof Date) return 'a date or time';
  return Array.isArray(value) ? 'a list' : 'a table';
}
