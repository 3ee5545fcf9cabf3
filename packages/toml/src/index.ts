export { nearest } from './nearest.ts';
export { problemText, readToml, type TomlResult } from './read-toml.ts';
export type { Place, Read, TableReader, TomlProblem } from './table-reader.ts';
export { listOf, namedTables, tableOf, text, whole, yesOrNo } from './values.ts';
