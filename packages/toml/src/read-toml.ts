import { Place, type Read, type TableReader, type TomlProblem } from './table-reader.ts';
import { tomlDocument } from './toml-document.ts';
import { tableOf } from './values.ts';

export type TomlResult<T> =
  | { readonly value: T }
  /** At least one, in the order of the text. */
  | { readonly problems: readonly TomlProblem[] };

/** Reads a text that a person wrote. Pure. All problems are told; no value of the text is repeated. */
export function readToml<T>(text: string, read: (table: TableReader) => T | undefined): TomlResult<T> {
  const document = tomlDocument(text);
  if ('what' in document) return { problems: [{ ...document, key: '' }] };
  const problems: TomlProblem[] = [];
  const file = new Place([], document.positions, problems);
  for (const path of document.positions.noDays) file.at(...path).refuse('is no day of the calendar');
  const whole: Read<T> = tableOf(read);
  const value = whole(document.table, file);
  if (value !== undefined && problems.length === 0) return { value };
  return { problems: problems.sort((a, b) => a.line - b.line || a.column - b.column) };
}

/** `/etc/seqwarden/agent.toml:12:3: destination.archive.limits[1].hours: must be …` */
export function problemText({ line, column, key, what }: TomlProblem, file: string): string {
  return `${file}:${line}:${column}: ${key === '' ? '' : `${key}: `}${what}`;
}
