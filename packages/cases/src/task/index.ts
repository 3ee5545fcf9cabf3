export { tasksOf } from './tasks-of.ts';
