export { gatherFacts } from './gather-facts.ts';
export { parseMonth } from './month.ts';
export * from './month-report.ts';
