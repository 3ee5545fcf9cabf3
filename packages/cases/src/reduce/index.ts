export { compose, type Parts } from './compose.ts';
export type {
  CasePart,
  Choice,
  Corrected,
  DevicePart,
  IncidentPart,
  NoticePart,
  RecordPart,
  RightsPart,
  ThreadActs,
} from './parts.ts';
export { reduce } from './reduce.ts';
export { reduceCase } from './reduce-case.ts';
export { reduceDevice } from './reduce-device.ts';
export { reduceIncident } from './reduce-incident.ts';
export { reduceNotice } from './reduce-notice.ts';
export { reduceRecord } from './reduce-record.ts';
export { reduceRights } from './reduce-rights.ts';
export { stateJson } from './state-json.ts';
export { deviceThread, recordThread, type ThreadKey, threadOf } from './thread.ts';
