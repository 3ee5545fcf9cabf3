import type { Part } from '@seqwarden/cases/reduce';
import type { ItemState } from '@seqwarden/cases/state';
import { registersOn } from '@seqwarden/cases/task';

type DevicePart = Extract<Part, { readonly of: 'device' }>;

/** What of a device has to be read to tell what is to be done: what is open on it, and what else there is by name alone. */
export interface Brief {
  readonly open: readonly ItemState[];
  /** The vulnerabilities of the items that are not open, and which registers say something of each. */
  readonly others: readonly Pick<ItemState, 'vulnerability' | 'registers'>[];
}

/** undefined: there are no items. */
export function briefOf({ items }: DevicePart): Brief | undefined {
  if (items.length === 0) return undefined;
  const open = items.filter(isOpen);
  const others = new RegistersOf();
  for (const item of items) if (!isOpen(item)) others.add({ ...item, registers: registersOn(item) });
  return { open, others: [...others] };
}

/** Devices as they are for who asks only what is to be done: of what is not open one item stands for all of its vulnerability. */
export function devicesOf(briefs: Iterable<Brief>): DevicePart[] {
  const others = new RegistersOf();
  const devices: DevicePart[] = [];
  for (const { open, others: more } of briefs) {
    for (const one of more) others.add(one);
    if (open.length > 0) devices.push(deviceWith(open));
  }
  return [...devices, deviceWith([...others].map(standIn))];
}

/** By vulnerability the registers of all its items. */
class RegistersOf {
  readonly #found = new Map<string, Set<string>>();

  add({ vulnerability, registers }: Pick<ItemState, 'vulnerability' | 'registers'>): void {
    const known = this.#found.get(vulnerability) ?? new Set();
    for (const one of registers) known.add(one);
    this.#found.set(vulnerability, known);
  }

  *[Symbol.iterator](): Generator<Pick<ItemState, 'vulnerability' | 'registers'>> {
    for (const [vulnerability, registers] of this.#found)
      yield { vulnerability, registers: [...registers].sort() };
  }
}

function isOpen({ remediation }: ItemState): boolean {
  return remediation === 'not_remediated' || remediation === 'in_progress';
}

function deviceWith(items: readonly ItemState[]): DevicePart {
  return { of: 'device', items, installations: [], uncounted: [] };
}

function standIn({ vulnerability, registers }: Pick<ItemState, 'vulnerability' | 'registers'>): ItemState {
  return {
    installed: { vendor: null, model: '', serial: null, id: null },
    vulnerability,
    cases: [],
    registers,
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
