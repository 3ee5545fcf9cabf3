export type { Block, Paper } from './paper.ts';
export { paperHtml } from './paper-html.ts';
export { paperText } from './paper-text.ts';
export { visibleLines, visibleText } from './visible-text.ts';
