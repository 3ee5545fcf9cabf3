import type { ItemState } from '../state/index.ts';
import type { SeenWindow } from './observed.ts';

export const REMEDIATION: Readonly<Record<ItemState['remediation'], string>> = {
  not_needed: 'nothing to do',
  not_remediated: 'NOT REMEDIATED',
  in_progress: 'IN PROGRESS',
  done: 'done',
};

export const OUTCOME = {
  uncertain: 'perhaps sent',
  sent: 'sent',
  not_sent: 'not sent',
  returned: 'came back',
} as const;

export const VERIFIED: Readonly<Record<SeenWindow['runs'][number]['verified'], string>> = {
  unchanged: 'unchanged since they were sealed',
  changed: 'CHANGED',
  not_checked: 'not compared for this export',
  not_sealed: 'not sealed: nothing to compare with',
  cannot_tell: 'cannot be told',
};
