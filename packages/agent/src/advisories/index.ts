export * from './advisory-store.ts';
export * from './arrival.ts';
export { writeBundle } from './bundle.ts';
export * from './offered-advisory.ts';
export * from './provider.ts';
export * from './read-local.ts';
export * from './take-in.ts';
