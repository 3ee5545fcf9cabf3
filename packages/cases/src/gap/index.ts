export { type CopiedRun, type CustodyGap, custodyGap } from './custody-gap.ts';
export { gapWords } from './gap-words.ts';
