import type { ItemReason } from '../state/index.ts';
import { ascending } from './order.ts';

/** One reason of each code, with the records of all that have it, in the order in which the codes come first. */
export function mergedReasons(reasons: readonly ItemReason[]): ItemReason[] {
  const records = new Map<ItemReason['code'], string[]>();
  for (const reason of reasons) {
    const known = records.get(reason.code);
    if (known === undefined) records.set(reason.code, [...reason.records]);
    else known.push(...reason.records);
  }
  return [...records].map(([code, all]) => ({ code, records: ascending(all) }));
}
