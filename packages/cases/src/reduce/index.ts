export { casesOfMatter, type Matter } from './cases-of-matter.ts';
export { compose } from './compose.ts';
export { newestByLog } from './order.ts';
export type { Choice, Corrected, Part, ThreadActs } from './parts.ts';
export { isOverIn, openingsFor, registersOf, titleIn, titleOf } from './parts-in-case.ts';
export { isUnderWay } from './patch-state.ts';
export { reduce } from './reduce.ts';
export { type Given, reduceThread } from './reduce-thread.ts';
export { Reduction } from './reduction.ts';
export { stateJson } from './state-json.ts';
export {
  deviceThread,
  isThreadOf,
  recordThread,
  type ThreadKey,
  type ThreadKind,
  threadOf,
} from './thread.ts';
