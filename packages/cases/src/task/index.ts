export { awaitsDecision } from './item-tasks.ts';
export { tasksOf } from './tasks-of.ts';
