import type { ComponentKind } from '../inventory/inventory.ts';
import { nameKey, Vendors } from '../match/names.ts';
import { OVERLAY } from '../overlay/index.ts';
import { CONTROL_CLASSES, KNOWN_KINDS, KNOWN_VENDORS } from './known-programs.ts';

/** As records name a program of an installation. */
export interface Program {
  readonly component: ComponentKind;
  readonly name: string | null;
}

/**
 * Which program it is, however it is spelled: two are the same where both parts are. Of a kind of which an installation has one, as the Universal Copy Service, the kind says
 * all. Of control software and of others the name counts as matching reads names (FORMATS.md 26.1), and of names under which curated lines say that one program is recorded, each is the other.
 */
export interface ProgramIdentity {
  readonly kind: ComponentKind;
  /** A key, not for people. Null: the kind alone is known, or is all. */
  readonly name: string | null;
}

const VENDORS = new Vendors(OVERLAY);

/** @param vendor of the instrument; null: not known */
export function identityOf({ component, name }: Program, vendor: string | null): ProgramIdentity {
  if (name === null || (component !== 'control' && component !== 'other'))
    return { kind: component, name: null };
  const key = keyOf(name, vendor);
  const known = knownAs(key, vendor);
  return known !== undefined && (component === 'other' || known.kind === component)
    ? known
    : { kind: component, name: key };
}

/** A program that curated lines know by this key of a name; undefined: they know none. */
export function knownAs(key: string, vendor: string | null): ProgramIdentity | undefined {
  const kind = KNOWN_KINDS.get(key);
  if (kind !== undefined && (kind.vendor === null || VENDORS.kinship(kind.vendor, vendor) !== 'no'))
    return { kind: kind.component, name: null };
  const control = CONTROL_CLASSES.get(key);
  return control === undefined ? undefined : { kind: 'control', name: control };
}

/** Without the name of the instrument's vendor, or of one that is known, before it. A name of signs alone is itself. */
function keyOf(name: string, vendor: string | null): string {
  if (nameKey(name) === '') return `"${name}"`;
  for (const one of vendor === null ? KNOWN_VENDORS : [vendor, ...KNOWN_VENDORS]) {
    const [, cut] = VENDORS.productKeys(name, one);
    if (cut !== undefined) return cut;
  }
  return nameKey(name);
}
