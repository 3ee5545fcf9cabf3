export * from './check-signature.ts';
export * from './hash-file.ts';
export * from './publisher-keys.ts';
