export * from './advisory-store.ts';
export * from './arrival.ts';
export { writeBundle } from './bundle.ts';
export * from './offered-advisory.ts';
export * from './provider.ts';
export * from './read-local.ts';
export type { SeveralPublications, StandingElsewhere, TakenIn } from './source-intake.ts';
export * from './take-in.ts';
