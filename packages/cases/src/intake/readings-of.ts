import type { Component, ComponentState, Installation, TimeSpan } from '@seqwarden/advisory/inventory';
import { ordered, programKey } from '@seqwarden/proof/acts';
import { compareReadings } from './compare-readings.ts';
import { type ObservedReading, type Unfit, unchanged } from './observed.ts';

/** Programs that a record has room for. */
const MAX_PROGRAMS = 16;
/** Of what was seen earlier so much is told, the newest. */
const MAX_BEFORE = 64;

export interface Readings {
  readonly now: ObservedReading[];
  readonly before: ObservedReading[];
  readonly unfit: readonly Unfit[];
}

/** The newest reading of each program that may be there, and those before it. */
export function readingsOf({ components }: Pick<Installation, 'components'>): Readings {
  const fitting = components.filter(isFitting);
  const all = fitting.flatMap(component =>
    component.states.map(state => ({ state, reading: readingOf(component, state) })),
  );
  const newest = Map.groupBy(
    all.filter(({ state }) => state.current !== 'no').map(({ reading }) => reading),
    programKey,
  );
  const found = [...newest.values()].flatMap(one => one.toSorted(compareReadings).at(-1) ?? []);
  const now = ordered(found, programKey).slice(0, MAX_PROGRAMS);
  const before = all.map(({ reading }) => reading).filter(reading => !now.includes(reading));
  const left = [...components.filter(one => !isFitting(one)), ...found.filter(one => !now.includes(one))];
  return {
    now,
    before: before.toSorted(compareReadings).slice(-MAX_BEFORE),
    unfit: left.map(({ name }) => ({ what: 'program', name: name ?? 'without a name' })),
  };
}

function isFitting({ name }: Component): boolean {
  return name === null || unchanged(name) !== null;
}

/** At its last sight: that is what tells whether it was still so after something else was done. */
function readingOf({ kind, name }: Component, { version, last }: ComponentState): ObservedReading {
  const { source } = last;
  return {
    component: kind,
    name,
    // A version that has no place in a record is as one that nobody read: half of it would be another one.
    version: version === null ? null : unchanged(version),
    at: spanOf(last.at),
    run:
      source.kind === 'stated'
        ? null
        : { id: source.runId === null ? null : unchanged(source.runId), seal: source.seal },
  };
}

/** Years have four digits in a record; a time that has more is one that nobody knows. */
export function spanOf(at: TimeSpan | null): { from: string; until: string } | null {
  return at !== null && [at.from, at.until].every(moment => moment.length === 24)
    ? { from: at.from, until: at.until }
    : null;
}
