export * from './byte-path.ts';
export * from './errors.ts';
