import type { ComponentKind } from '../inventory/inventory.ts';
import { nameKey } from '../match/names.ts';
import { OVERLAY, type ProductLine } from '../overlay/index.ts';

/** A kind of program, and by whom it is called so; null: by anybody. */
export interface KnownKind {
  readonly component: ComponentKind;
  readonly vendor: string | null;
}

/** What people write for kinds that no advisory lists by a name. */
const SPOKEN: readonly (readonly [ComponentKind, readonly string[]])[] = [
  ['control', ['Control Software']],
  ['rta', ['RTA', 'Real-Time Analysis']],
];

/** A name that is also that of an instrument says nothing of a program. */
const PRODUCTS = OVERLAY.lines.filter(
  (line): line is ProductLine =>
    line.kind === 'product' && !line.models.some(model => nameKey(model) === nameKey(line.product)),
);

/** By the key of what it is called (`nameKey`). */
export const KNOWN_KINDS: ReadonlyMap<string, KnownKind> = new Map<string, KnownKind>([
  ...PRODUCTS.filter(({ component }) => component !== 'control').map(
    ({ component, product }) => [nameKey(product), { component, vendor: null }] as const,
  ),
  ...OVERLAY.lines.flatMap(line =>
    line.kind === 'component'
      ? line.names.map(name => [nameKey(name), { component: line.component, vendor: line.vendor }] as const)
      : [],
  ),
  ...SPOKEN.flatMap(([component, names]) =>
    names.map(name => [nameKey(name), { component, vendor: null }] as const),
  ),
]);

/** By each name of a control software the one that stands for all of its names. */
export const CONTROL_CLASSES: ReadonlyMap<string, string> = classesOf(
  OVERLAY.lines.flatMap(line =>
    line.kind === 'product' && line.component === 'control'
      ? [[...(PRODUCTS.includes(line) ? [line.product] : []), ...line.recorded].map(nameKey)]
      : [],
  ),
);

export const KNOWN_VENDORS: readonly string[] = [
  ...new Set(OVERLAY.lines.flatMap(line => ('vendor' in line ? [line.vendor] : []))),
];

/** Names that stand in one group are of one program, and so are those of groups that share one. */
function classesOf(groups: readonly (readonly string[])[]): Map<string, string> {
  const classes = new Map<string, string>();
  for (const group of groups) {
    const known = new Set(group.flatMap(key => classes.get(key) ?? []));
    const whole = [...group, ...[...classes].flatMap(([key, one]) => (known.has(one) ? [key] : []))];
    const first = whole.toSorted()[0] ?? '';
    for (const key of whole) classes.set(key, first);
  }
  return classes;
}
