export * from './config-folder.ts';
export * from './init.ts';
export * from './kept-drafts.ts';
export * from './own-log-key.ts';
export * from './register.ts';
export * from './signer.ts';
export * from './supersede.ts';
