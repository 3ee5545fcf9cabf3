import type { Fact } from '@seqwarden/proof';
import { contradictsItself } from './contradicts-itself.ts';
import type { Reading } from './inventory.ts';
import { compareText, together } from './span.ts';

type Group = [Reading, ...Reading[]];

/**
 * Readings of one run, as one: a run may lie in several places, whole or in part, and its seal in a log. They are of one run where run id and serial are the same
 * and no fact of one excludes that of another; where some do, only those of which all facts are the same.
 */
export function sameRuns(readings: Iterable<Reading>): Reading[] {
  return grouped(readings, runOf).flatMap(group =>
    exclude(group) ? grouped(group, factsOf).map(merged) : [merged(group)],
  );
}

function grouped(readings: Iterable<Reading>, keyOf: (reading: Reading) => string): Group[] {
  const groups = new Map<string, Group>();
  for (const reading of readings) {
    const key = keyOf(reading);
    const group = groups.get(key);
    if (group === undefined) groups.set(key, [reading]);
    else group.push(reading);
  }
  return [...groups.values()];
}

/** A run without an id is known by where it lies. */
function runOf({ source, simulated, instrument: { serial } }: Reading): string {
  const which = source.runId === null ? [source.folder, source.seal] : [source.runId];
  return JSON.stringify([which, simulated, serial.value]);
}

function factsOf(reading: Reading): string {
  return JSON.stringify(FIELDS.map(field => field(reading).value));
}

const FIELDS: readonly ((reading: Reading) => Fact)[] = [
  ({ instrument }) => instrument.vendor,
  ({ instrument }) => instrument.model,
  ({ instrument }) => instrument.mode,
  ({ software }) => software.control.name,
  ({ software }) => software.control.version,
  ({ software }) => software.rta,
  ({ software }) => software.universalCopyService,
  ({ software }) => software.localRunManager,
];

function exclude(group: Group): boolean {
  // A copy without the file that contradicts would hide it.
  const [first, ...others] = group.map(contradictsItself);
  if (others.some(other => other !== first)) return true;
  return FIELDS.some(field => {
    const values = group.map(one => field(one).value).filter(value => value !== null);
    return new Set(values).size > 1;
  });
}

function merged(group: Group): Reading {
  if (group.length === 1) return group[0];
  const { source, simulated } = group[0];
  const surest = (field: (reading: Reading) => Fact) => surestOf(group.map(field));
  return {
    source: {
      kind: 'run',
      runId: source.runId,
      folder: least(group.map(one => one.source.folder)),
      seal: least(group.map(one => one.source.seal)),
    },
    ...flowCellOf(group),
    at: together(group.map(({ at }) => at)),
    atFrom: least(narrowest(group).map(({ atFrom }) => atFrom)),
    simulated,
    serialsDiffer: group.some(({ serialsDiffer }) => serialsDiffer === true),
    instrument: {
      vendor: surest(({ instrument }) => instrument.vendor),
      model: surest(({ instrument }) => instrument.model),
      serial: surest(({ instrument }) => instrument.serial),
      mode: surest(({ instrument }) => instrument.mode),
    },
    software: {
      control: {
        name: surest(({ software }) => software.control.name),
        version: surest(({ software }) => software.control.version),
      },
      rta: surest(({ software }) => software.rta),
      universalCopyService: surest(({ software }) => software.universalCopyService),
      localRunManager: surest(({ software }) => software.localRunManager),
    },
  };
}

/** Copies that name different ones name none. */
function flowCellOf(group: Group): Pick<Reading, 'flowCell'> {
  const facts = group.flatMap(({ flowCell }) => flowCell ?? []);
  const values = new Set(facts.flatMap(({ value }) => value ?? []));
  return facts.length === 0 ? {} : { flowCell: surestOf(values.size > 1 ? [] : facts) };
}

const SURENESS: readonly Fact['confidence'][] = ['read', 'inferred', 'unknown'];

/** Of equal ones the first by where it stood; an unknown that names a field before one that does not. */
function surestOf(facts: readonly Fact[]): Fact {
  const [first, ...others] = facts;
  if (first === undefined) return { value: null, confidence: 'unknown', from: null };
  const rank = ({ confidence }: Fact) => SURENESS.indexOf(confidence);
  return others.reduce(
    (best, one) => ((rank(one) - rank(best) || compareText(one.from, best.from)) < 0 ? one : best),
    first,
  );
}

function least(values: readonly (string | null)[]): string | null {
  return [...values].sort(compareText)[0] ?? null;
}

/** Those whose spans are the shortest. */
function narrowest(readings: readonly Reading[]): Reading[] {
  const lengths = readings.map(({ at }) =>
    at === null ? Number.POSITIVE_INFINITY : Date.parse(at.until) - Date.parse(at.from),
  );
  const shortest = Math.min(...lengths);
  return readings.filter((_, index) => lengths[index] === shortest);
}
