export type { Entry, OnePerson, Place, PlacedAct, RecordRef, Uncounted, UncountedReason } from './entry.ts';
export type {
  CaseState,
  DutyDecision,
  DutyReport,
  IncidentState,
  InstallationState,
  ItemReason,
  ItemState,
  MitigationState,
  NoticeState,
  PatchState,
  PersonState,
  Reopening,
  Said,
  State,
} from './state.ts';
export { TASK_KINDS, type Task, type TaskKind } from './task.ts';
