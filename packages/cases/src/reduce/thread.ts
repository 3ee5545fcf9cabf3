import { type Installed, installedKey } from '@seqwarden/proof/acts';
import type { PlacedAct } from '../state/index.ts';

/**
 * What an act belongs to: exactly one thread, whatever else there is. What happens in one thread changes nothing in another, but for what the types of `parts.ts` say that
 * a thread is given of others (`Given`): corrections, by the identity of what they correct, and the products that persons chose in cases.
 *
 * - `case/<id>`: case, received, expected, reply
 * - `device/<vendor, model, serial as JSON>`: observation, fact, decision, mitigation, patch, check. Of a device, since what is stated of it holds for all that is installed on it
 * - `notice/<id>`: notice, sending, acknowledgement
 * - `incident/<id>`: incident
 * - `record/<identity>`: corrections of that record
 * - `rights/<log>`: the records of rights in that log
 */
export type ThreadKey = `${ThreadKind}/${string}`;
export type ThreadKind = 'case' | 'device' | 'notice' | 'incident' | 'record' | 'rights';

export function threadOf({ log, act }: Pick<PlacedAct, 'log' | 'act'>): ThreadKey {
  switch (act.kind) {
    case 'case':
    case 'received':
    case 'expected':
    case 'reply':
      return `case/${act.predicate.case}`;
    case 'observation':
    case 'fact':
    case 'decision':
    case 'mitigation':
    case 'patch':
    case 'check':
      return deviceThread(act.predicate.installed);
    case 'notice':
    case 'sending':
    case 'acknowledgement':
      return `notice/${act.predicate.notice}`;
    case 'incident':
      return `incident/${act.predicate.incident}`;
    case 'correction':
      return recordThread(act.predicate.of);
    case 'rights':
      return `rights/${log}`;
  }
}

export function deviceThread(installed: Installed): ThreadKey {
  return `device/${installedKey({ ...installed, id: null })}`;
}

export function recordThread(identity: string): ThreadKey {
  return `record/${identity}`;
}

export function isThreadOf<K extends ThreadKind>(kind: K, key: ThreadKey): key is `${K}/${string}` {
  return key.startsWith(`${kind}/`);
}
