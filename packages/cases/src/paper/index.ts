export type { Block, Paper } from './paper.ts';
