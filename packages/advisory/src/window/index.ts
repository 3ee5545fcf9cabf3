export * from './exposure-window.ts';
