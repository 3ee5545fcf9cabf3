import type {
  Component,
  ComponentKind,
  ComponentState,
  Installation,
  TimeSpan,
} from '../inventory/inventory.ts';

/** A state of an installation as far as one entry looks at it. */
export interface Moment {
  /** The same for the same state, whichever entry looks at it. */
  readonly key: string;
  /** All of it that texts and verdicts of one entry depend on. */
  readonly content: string;
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
  return momentsOfComponent(found, component);
}

const MOMENTS = new WeakMap<Component, readonly Moment[]>();

/** Each component is asked for every entry and every vulnerability. */
function momentsOfComponent(component: Component, place: number): readonly Moment[] {
  const known = MOMENTS.get(component);
  if (known !== undefined) return known;
  const { kind, name, states } = component;
  const moments = states.map((state, at) => ({
    key: `${place}.${at}`,
    content: JSON.stringify([kind, name, state.version, state.confidence]),
    component: { kind, name },
    state,
    now: state.current !== 'no',
    first: state.first.at,
    last: state.last.at,
  }));
  MOMENTS.set(component, moments);
  return moments;
}

function overAllRuns({ runs }: Installation): Moment {
  const dated = runs.every(({ at }) => at !== null);
  return {
    key: 'unknown',
    content: '',
    component: null,
    state: null,
    now: true,
    first: dated ? (runs[0]?.at ?? null) : null,
    last: dated ? (runs.at(-1)?.at ?? null) : null,
  };
}

/**
 * The states in which another component was seen while the moment lasted: until the next version of the same kind of program began. Of the versions of two
 * programs only those that were seen together are one installed system; what was seen before an upgrade says nothing of the time after it.
 */
export function companionsOf(
  { components }: Installation,
  kind: ComponentKind,
  { component, state, first, now }: Moment,
): readonly Moment[] {
  const others = components.flatMap((one, at) => (one.kind === kind ? momentsOfComponent(one, at) : []));
  if (component === null || state === null) return others.filter(other => other.now === now);
  const next = components
    .filter(one => one.kind === component.kind)
    .flatMap(({ states }) => states.map(one => one.first.at?.from))
    .filter(from => isBefore(first?.from, from))
    .toSorted()[0];
  return others.filter(
    other =>
      !isBefore(other.last?.from, first?.from) &&
      (next === undefined || other.first === null || isBefore(other.first.from, next)),
  );
}

/** False where one of them is unknown. Times of one form compare as texts. */
export function isBefore(one: string | undefined, other: string | undefined): boolean {
  return one !== undefined && other !== undefined && one < other;
}
