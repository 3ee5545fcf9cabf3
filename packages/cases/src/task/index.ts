export { OF_WHOLE_CASE } from './case-tasks.ts';
export { incidentTasks, owedBy } from './incident-tasks.ts';
export { awaitsDecision } from './item-tasks.ts';
export { registersOn } from './known.ts';
export { tasksOf } from './tasks-of.ts';
export { tasksOfCase } from './tasks-of-case.ts';
