export type { BaseCallLayout, Model, ScannerModel, SequencerModel } from './model.ts';
export { MODELS, type ModelName } from './models.ts';
export type { PlanOptions } from './options.ts';
export type { Plan } from './plan.ts';
export { planRun } from './plan-run.ts';
export { SCENARIOS, type ScenarioName } from './scenarios.ts';
export { type SimulatedRun, type SimulateOptions, simulateRun } from './simulate-run.ts';
export type { Step } from './step.ts';
