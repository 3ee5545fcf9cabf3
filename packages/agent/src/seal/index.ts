export * from './addendum-in-place.ts';
export * from './adopt-seal.ts';
export * from './adopt-seal-at.ts';
export * from './derived-from.ts';
export * from './entered-statements.ts';
export * from './find-runs.ts';
export * from './remote-statements.ts';
export * from './seal-in-place.ts';
