export { actOf, isAct } from './entry-reader.ts';
export type { Missed } from './missed.ts';
export { type Casebook, type CasebookSources, readCasebook } from './read-casebook.ts';
export type { LogToRead } from './read-log-on.ts';
