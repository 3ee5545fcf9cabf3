export * from './fs-error.ts';
export * from './read-whole-file.ts';
export * from './sha256.ts';
export * from './short-digest.ts';
export * from './write-durable.ts';
