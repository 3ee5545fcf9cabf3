export type { CacheSources } from './cache.ts';
export { Casebook } from './casebook.ts';
export { actOf, isAct } from './entry-reader.ts';
export { hasNoSay } from './imported-entries.ts';
export { type Missed, withoutPath } from './missed.ts';
export type { LogToRead } from './read-log-on.ts';
