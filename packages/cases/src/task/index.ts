export { OF_WHOLE_CASE } from './case-tasks.ts';
export { awaitsDecision } from './item-tasks.ts';
export { isOverIn, registersOf } from './known.ts';
export { tasksOf } from './tasks-of.ts';
