export * from './fs-error.ts';
export * from './write-durable.ts';
