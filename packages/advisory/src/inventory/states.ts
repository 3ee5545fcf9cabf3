import type { Component, ComponentKind, ComponentState, Source, TimeSpan } from './inventory.ts';
import { compareSpans, compareText } from './span.ts';

/** A version of a program at one time. */
export interface Observation {
  readonly kind: ComponentKind;
  readonly name: string | null;
  readonly version: string | null;
  readonly confidence: ComponentState['confidence'];
  readonly from: string | null;
  readonly at: TimeSpan | null;
  readonly source: Source;
}

/** Observations of one version without another one in between; in order, at least one. */
type Stretch = readonly [Observation, ...Observation[]];

const KINDS: readonly ComponentKind[] = [
  'control',
  'universal-copy-service',
  'local-run-manager',
  'rta',
  'other',
];

/** The programs of an installation with their histories. Of each kind but `other` one is at work at a time, whatever its name. */
export function componentsOf(observations: readonly Observation[]): Component[] {
  const ordered = [...observations].sort(compareObservations);
  const components = new Map<string, Observation[]>();
  for (const observation of ordered) {
    const key = JSON.stringify([observation.kind, observation.name]);
    const known = components.get(key);
    if (known === undefined) components.set(key, [observation]);
    else known.push(observation);
  }
  const stretches = [...components.values()].map(stretchesOf);
  const rivals = (one: Observation) =>
    stretches
      .flat()
      .filter(([{ kind, name }]) => kind === one.kind && (kind !== 'other' || name === one.name));
  return stretches
    .flatMap((own): Component[] => {
      const first = own[0]?.[0];
      if (first === undefined) return [];
      const newest = newestOf(rivals(first));
      return [{ kind: first.kind, name: first.name, states: own.map(stretch => stateOf(stretch, newest)) }];
    })
    .sort((a, b) => KINDS.indexOf(a.kind) - KINDS.indexOf(b.kind) || compareText(a.name, b.name));
}

/** In order of time; what has none last, each version of it once. */
function stretchesOf(observations: readonly Observation[]): Stretch[] {
  const dated: [Observation, ...Observation[]][] = [];
  const undated = new Map<string | null, [Observation, ...Observation[]]>();
  for (const observation of observations) {
    const { at, version } = observation;
    const open = at === null ? undated.get(version) : dated.at(-1);
    if (open !== undefined && open[0].version === version) open.push(observation);
    else if (at === null) undated.set(version, [observation]);
    else dated.push([observation]);
  }
  return [...dated, ...[...undated.values()].sort((a, b) => compareText(a[0].version, b[0].version))];
}

interface Newest {
  readonly stretches: ReadonlySet<Stretch>;
  /** All of these show the same version of the same program. */
  readonly isOne: boolean;
}

/**
 * All that may be what was seen last: nothing else was certainly seen after them. A person who says what is installed knows of the runs that nothing dates; else they
 * may be the newest.
 */
function newestOf(stretches: readonly Stretch[]): Newest {
  const latestBeginning = (stretch: Stretch) => extreme(stretch.map(({ at }) => at?.from ?? ''));
  const last = extreme(stretches.map(latestBeginning));
  const latestEnd = (stretch: Stretch) => extreme(stretch.map(({ at }) => at?.until ?? ''));
  const isSettled = stretches.some(
    stretch => stretch.some(({ source }) => source.kind === 'stated') && latestEnd(stretch) >= last,
  );
  const possible = stretches.filter(stretch => {
    return isUndated(stretch) ? !isSettled : latestEnd(stretch) >= last;
  });
  const programs = new Set(possible.map(([{ name, version }]) => JSON.stringify([name, version])));
  return { stretches: new Set(possible), isOne: programs.size === 1 };
}

function isUndated(stretch: Stretch): boolean {
  return stretch.some(({ at }) => at === null);
}

function extreme(times: readonly string[]): string {
  return times.reduce((latest, time) => (time > latest ? time : latest), '');
}

const SURENESS: readonly ComponentState['confidence'][] = ['read', 'stated', 'inferred', 'unknown'];

function stateOf(stretch: Stretch, newest: Newest): ComponentState {
  const [first] = stretch;
  const last = stretch.at(-1) ?? first;
  const sureness = ({ confidence }: Observation) => SURENESS.indexOf(confidence);
  const surest = stretch.reduce((best, one) => (sureness(one) < sureness(best) ? one : best));
  return {
    version: first.version,
    confidence: surest.confidence,
    from: surest.from,
    first: { at: first.at, source: first.source },
    last: { at: last.at, source: last.source },
    runs: stretch.filter(({ source }) => source.kind === 'run').length,
    current: !newest.stretches.has(stretch) ? 'no' : newest.isOne ? 'certain' : 'possible',
  };
}

function compareObservations(a: Observation, b: Observation): number {
  return compareSpans(a.at, b.at) || compareSources(a.source, b.source) || compareText(textOf(a), textOf(b));
}

function textOf({ version, confidence, from }: Observation): string {
  return JSON.stringify([version, confidence, from]);
}

/** Runs by run id, folder, seal; what is stated after them. */
export function compareSources(a: Source, b: Source): number {
  if (a.kind === 'stated' || b.kind === 'stated') {
    if (a.kind === 'stated' && b.kind === 'stated') return compareText(a.on, b.on) || compareText(a.by, b.by);
    return a.kind === 'stated' ? 1 : -1;
  }
  return compareText(a.runId, b.runId) || compareText(a.folder, b.folder) || compareText(a.seal, b.seal);
}
