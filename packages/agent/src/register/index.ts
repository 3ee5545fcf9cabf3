export { AccountLog, type AccountLogOptions, type Shortfall } from './account-log.ts';
export { KeptBundles, lockBundles } from './kept-bundles.ts';
export { KeyedRegister } from './keyed-register.ts';
export { type LogAt, openLogAt } from './open-log-at.ts';
export {
  type JudgedRecords,
  judgeRecords,
  type OpenedBundle,
  openBundle,
  type ProvenBundle,
  proveBundle,
} from './opened-bundle.ts';
export { findOwnLogKey, loadOwnLogKey } from './own-log-key.ts';
export { type PublishableLog, publishLog } from './publish-log.ts';
export { publishedAt } from './published-at.ts';
export { type Restored, type RestoreFromOptions, restoreFrom } from './restore-from.ts';
