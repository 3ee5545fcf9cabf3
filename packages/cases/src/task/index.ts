export { awaitsDecision } from './item-tasks.ts';
export { isOverIn } from './known.ts';
export { tasksOf } from './tasks-of.ts';
