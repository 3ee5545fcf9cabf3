import type { Part } from '@seqwarden/cases/reduce';
import type { ItemState } from '@seqwarden/cases/state';

type DevicePart = Extract<Part, { readonly of: 'device' }>;

/** What of a device has to be read to tell what is to be done: what is open on it, and what else there is by name alone. */
export interface Brief {
  readonly open: readonly ItemState[];
  /** The vulnerabilities of the items that are not open. */
  readonly others: readonly string[];
}

/** undefined: there are no items. */
export function briefOf({ items }: DevicePart): Brief | undefined {
  if (items.length === 0) return undefined;
  const open = items.filter(isOpen);
  const others = items.filter(item => !isOpen(item)).map(({ vulnerability }) => vulnerability);
  return { open, others: [...new Set(others)] };
}

/** Devices as they are for who asks only what is to be done: of what is not open one item stands for all of its vulnerability. */
export function devicesOf(briefs: Iterable<Brief>): DevicePart[] {
  const others = new Set<string>();
  const devices: DevicePart[] = [];
  for (const { open, others: more } of briefs) {
    for (const one of more) others.add(one);
    if (open.length > 0) devices.push(deviceWith(open));
  }
  return [...devices, deviceWith([...others].map(standIn))];
}

function isOpen({ remediation }: ItemState): boolean {
  return remediation === 'not_remediated' || remediation === 'in_progress';
}

function deviceWith(items: readonly ItemState[]): DevicePart {
  return { of: 'device', items, installations: [], uncounted: [] };
}

function standIn(vulnerability: string): ItemState {
  return {
    installed: { vendor: null, model: '', serial: null, id: null },
    vulnerability,
    cases: [],
    verdict: null,
    remediation: 'not_needed',
    reasons: [],
    findings: [],
    decision: null,
    patches: [],
    mitigations: [],
    reopened: [],
  };
}
