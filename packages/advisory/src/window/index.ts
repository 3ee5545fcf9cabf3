export * from './exposure-window.ts';
export { windowsOf } from './windows-of.ts';
