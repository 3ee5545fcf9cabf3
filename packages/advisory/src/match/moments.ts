import type { ComponentKind, ComponentState, Installation, TimeSpan } from '../inventory/inventory.ts';

/** A state of an installation as far as one entry looks at it. */
export interface Moment {
  /** The same for the same state, whichever entry looks at it. */
  readonly key: string;
  readonly component: { readonly kind: ComponentKind; readonly name: string | null } | null;
  /** Null: nothing is known of the program. */
  readonly state: ComponentState | null;
  /** Nothing that was seen is certainly newer. */
  readonly now: boolean;
  readonly first: TimeSpan | null;
  readonly last: TimeSpan | null;
}

/** The states of one component in order of time; of none: one moment over all runs. */
export function momentsOf(installation: Installation, component: number | null): readonly Moment[] {
  const found = component === null ? undefined : installation.components[component];
  if (found === undefined || component === null) return [overAllRuns(installation)];
  const { kind, name, states } = found;
  return states.map((state, at) => ({
    key: `${component}.${at}`,
    component: { kind, name },
    state,
    now: state.current !== 'no' && !isOutrun(installation, component, state),
    first: state.first.at,
    last: state.last.at,
  }));
}

function overAllRuns({ runs }: Installation): Moment {
  const dated = runs.every(({ at }) => at !== null);
  return {
    key: 'unknown',
    component: null,
    state: null,
    now: true,
    first: dated ? (runs[0]?.at ?? null) : null,
    last: dated ? (runs.at(-1)?.at ?? null) : null,
  };
}

/** One program controls an instrument: one of another name that was certainly seen later took its place. */
function isOutrun({ components }: Installation, own: number, { last }: ComponentState): boolean {
  if (components[own]?.kind !== 'control') return false;
  return components.some(
    ({ kind, states }, at) =>
      at !== own && kind === 'control' && states.some(other => isBefore(last.at?.until, other.last.at?.from)),
  );
}

/**
 * The states in which another component was seen while the moment lasted: until the next state of its own component began. Of the versions of two programs
 * only those that were seen together are one installed system; what was seen before an upgrade says nothing of the time after it.
 */
export function companionsOf(
  installation: Installation,
  kind: ComponentKind,
  moment: Moment,
  own: readonly Moment[],
): readonly Moment[] {
  const others = installation.components.flatMap((component, at) =>
    component.kind === kind ? momentsOf(installation, at) : [],
  );
  if (moment.state === null) return others.filter(({ now }) => now);
  const next = own[own.indexOf(moment) + 1];
  return others.filter(
    other =>
      !isBefore(other.last?.from, moment.first?.from) &&
      (next === undefined ||
        next.first === null ||
        other.first === null ||
        isBefore(other.first.from, next.first.from)),
  );
}

/** False where one of them is unknown. */
export function isBefore(one: string | undefined, other: string | undefined): boolean {
  return one !== undefined && other !== undefined && Date.parse(one) < Date.parse(other);
}
