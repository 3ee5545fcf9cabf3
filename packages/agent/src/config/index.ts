export * from './config-folder.ts';
export * from './init.ts';
export * from './kept-drafts.ts';
export * from './log-folder.ts';
export * from './own-trust.ts';
export * from './register.ts';
export * from './signer.ts';
export * from './supersede.ts';
