export * from './config/config-folder.ts';
export * from './config/init.ts';
export * from './config/signer.ts';
export * from './copy/copy-run.ts';
