import { type Installed, installedKey, programKey } from '@seqwarden/proof/acts';
import type { InstallationState, ItemState, State } from '../state/index.ts';
import { compareReadings } from './compare-readings.ts';
import { layered } from './layered.ts';
import {
  GRAVITY,
  type InstallationObserved,
  type Observed,
  type ObservedFinding,
  type ObservedReading,
} from './observed.ts';
import { speaksAgainst } from './speaks-against.ts';

/** Something that an observation says and no record said before. */
export type News =
  | {
      readonly kind: 'finding';
      readonly installed: Installed;
      readonly advisory: NonNullable<Observed['advisory']>;
      readonly before: ObservedFinding | null;
      readonly now: ObservedFinding;
    }
  | {
      readonly kind: 'reading';
      readonly installed: Installed;
      readonly before: ObservedReading | null;
      readonly now: ObservedReading;
    }
  /** An advisory that was asked says nothing more of what it once spoke of. Silence closes nothing, so it is told and not entered. */
  | {
      readonly kind: 'silence';
      readonly installed: Installed;
      readonly advisory: NonNullable<Observed['advisory']>;
      readonly before: ObservedFinding;
    };

export interface WhatIsNew {
  /** In the order in which they are to be entered: what runs showed earlier comes first. */
  readonly enter: readonly Observed[];
  readonly news: readonly News[];
}

/** What the records know of one installation. */
export interface Known {
  readonly readings: InstallationState['readings'];
  readonly items: readonly ItemState[];
  /** When it was patched. Also where the whole device was. */
  readonly patched: readonly { readonly from: string; readonly until: string }[];
  /** The log in which what is new is entered. */
  readonly log: string;
}

/** Looks installations up in a state. */
export function knownBy(
  state: Pick<State, 'installations' | 'items'>,
  log: string,
): (installed: Installed) => Known {
  const readings = new Map(state.installations.map(one => [installedKey(one.installed), one.readings]));
  const items = Map.groupBy(state.items, one => installedKey(one.installed));
  return installed => {
    const own = items.get(installedKey(installed)) ?? [];
    const ofDevice = items.get(installedKey({ ...installed, id: null })) ?? [];
    return {
      readings: readings.get(installedKey(installed)) ?? [],
      items: own,
      patched: [...own, ...ofDevice].flatMap(({ patches }) => patches.map(({ says }) => says.at)),
      log,
    };
  };
}

/**
 * What of an observation is to be entered: only what is new compared with the records. How many runs there are, and other bytes of an advisory that say the same, is
 * nothing new.
 *
 * @param asked labels of all advisories that were asked
 */
export function newsOf(observed: InstallationObserved, known: Known, asked: readonly Label[]): WhatIsNew {
  const [first] = observed.now;
  const { installed } = first;
  const readings = newReadings(observed, known);
  const changed = observed.now.map(one => ({ one, findings: changedFindings(one, known) }));
  const speaking = changed.filter(({ findings }) => findings.length > 0).map(({ one }) => one);
  const isShown = (reading: ObservedReading) => first.readings.includes(reading);
  const earlier = layered(
    first,
    readings.map(({ now }) => now).filter(one => !isShown(one)),
  );
  // Another reading alone needs a record of its own; else each that speaks has it.
  const reading = readings.some(({ now }) => isShown(now)) && speaking.length === 0;
  const now = reading ? [{ ...first, advisory: null, overlay: null, findings: [] }] : speaking;
  return {
    enter: [...earlier, ...now],
    news: [
      ...readings.map(one => ({ kind: 'reading' as const, installed, ...one })),
      ...changed.flatMap(({ findings }) => findings),
      ...silences(observed, known, asked),
    ],
  };
}

interface ChangedReading {
  readonly before: ObservedReading | null;
  readonly now: ObservedReading;
}

/** In order of time, each held against what was known before it. */
function newReadings({ now: [{ readings }], before }: InstallationObserved, known: Known): ChangedReading[] {
  const newest = new Map(known.readings.map(({ reading }) => [programKey(reading), reading]));
  const news: ChangedReading[] = [];
  const take = (reading: ObservedReading) => {
    const key = programKey(reading);
    const last = newest.get(key);
    news.push({ before: last ?? null, now: reading });
    if (last === undefined || compareReadings(reading, last) > 0) newest.set(key, reading);
  };
  for (const reading of before) {
    const last = newest.get(programKey(reading));
    // Of what was there before anything was recorded only what ran after a patch can change anything.
    const matters = (last !== undefined && last.at !== null) || isAfterPatch(reading, known);
    if ((matters && isNews(reading, last, known)) || speaksAgainst(reading, known.items)) take(reading);
  }
  for (const reading of readings)
    if (isNews(reading, newest.get(programKey(reading)), known) || speaksAgainst(reading, known.items))
      take(reading);
  return news;
}

function isNews(reading: ObservedReading, last: ObservedReading | undefined, known: Known): boolean {
  if (last === undefined) return true;
  if (compareReadings(reading, last) <= 0) return false;
  return reading.version !== last.version || known.patched.some(at => isFirstAfter(at, reading, last));
}

/** All of its time lies after the patch, and that of the last one does not; that a run shows it is more than a person's word. */
function isFirstAfter(
  patch: Known['patched'][number],
  reading: ObservedReading,
  last: ObservedReading,
): boolean {
  const isAfter = ({ at }: ObservedReading) => at !== null && at.from > patch.until;
  return isAfter(reading) && !(isAfter(last) && (last.run !== null || reading.run === null));
}

function isAfterPatch({ at }: ObservedReading, { patched }: Known): boolean {
  return patched.some(({ until }) => at !== null && at.from > until);
}

function changedFindings({ installed, advisory, findings }: Observed, known: Known): News[] {
  if (advisory === null) return [];
  return findings.flatMap((now): News[] => {
    const item = known.items.find(({ vulnerability }) => vulnerability === now.vulnerability);
    const told = item?.findings.find(one => isLabel(one.advisory, advisory));
    return item !== undefined && told !== undefined && !isNewFinding(item, told, now, known)
      ? []
      : [{ kind: 'finding', installed, advisory, before: told?.finding ?? null, now }];
  });
}

type Told = ItemState['findings'][number];

/**
 * Of what several logs say of one question the strictest stands: beside that of another log only what is graver changes anything. But what this one never said anything of is its business once it
 * does: else who finds it first would be asked alone.
 */
function isNewFinding(
  { registers }: ItemState,
  { record, finding }: Told,
  now: ObservedFinding,
  { log }: Known,
): boolean {
  if (record.log === log) return !saysTheSame(finding, now);
  return !registers.includes(log) || GRAVITY.indexOf(now.verdict) < GRAVITY.indexOf(finding.verdict);
}

/** The words of a reason are for people, and may be put better in a later version of this program; ids of products count anew in other bytes. */
function saysTheSame(a: ObservedFinding, b: ObservedFinding): boolean {
  return (
    a.verdict === b.verdict &&
    a.reason?.code === b.reason?.code &&
    a.product?.name === b.product?.name &&
    a.range === b.range &&
    a.remediations === b.remediations
  );
}

/** Whose advisory, and which: other bytes may come under it. */
export type Label = Pick<NonNullable<Observed['advisory']>, 'publisher' | 'id'>;

function isLabel(a: Label, b: Label): boolean {
  return a.publisher === b.publisher && a.id === b.id;
}

function silences({ now }: InstallationObserved, known: Known, asked: readonly Label[]): News[] {
  const [{ installed }] = now;
  const speaks = (advisory: Label, vulnerability: string) =>
    now.some(
      one =>
        one.advisory !== null &&
        isLabel(one.advisory, advisory) &&
        one.findings.some(finding => finding.vulnerability === vulnerability),
    );
  return known.items.flatMap(({ vulnerability, findings }) =>
    findings
      .filter(
        ({ advisory, record }) =>
          record.log === known.log &&
          asked.some(one => isLabel(one, advisory)) &&
          !speaks(advisory, vulnerability),
      )
      .map(({ advisory, finding }) => ({ kind: 'silence' as const, installed, advisory, before: finding })),
  );
}
