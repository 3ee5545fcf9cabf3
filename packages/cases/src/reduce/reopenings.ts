import type { Reopening } from '../state/index.ts';
import { type AdvisoryChange, changesOf } from './advisory-changes.ts';
import { Closings } from './closings.ts';
import { outdatedDenials } from './denials.ts';
import type { ItemActs, PatchActs } from './item-acts.ts';
import { ascending, byTime, compareText, newestOfEachLog } from './order.ts';
import { isDone, patchState, proofOf } from './patch-state.ts';
import { type Placed, refOf } from './placed.ts';
import type { Reading } from './reading.ts';

export interface Reopened {
  /** By the times that are stated. */
  readonly all: readonly Reopening[];
  /** The observations by which an advisory says something else than when it was done, and nobody has confirmed a patch since. By identity. */
  readonly changes: readonly string[];
}

/**
 * Each time that it was done, or decided not to apply, and came back. A record that shows it does so once, of the last patch that it speaks against. What was done is judged as it was then; whether
 * it was confirmed since, as it is now: a patch that is now one of another program mends nothing that came back.
 */
export function reopeningsOf(acts: ItemActs): Reopened {
  const { found } = acts;
  const { patches, takenBack } = acts.before;
  const closings = new Closings(patches.filter(one => isDone(patchState(one))));
  const closingsNow = new Closings(acts.patches.filter(one => isDone(patchState(one))));
  const all = changesOf(found);
  const outdated = outdatedDenials(all, acts);
  const changes = all.flatMap(change => {
    const patch = closings.before(change.to.from) ?? null;
    const decision = patch === null ? (outdated.get(change)?.identity ?? null) : null;
    if (patch === null && decision === null) return [];
    const isOpen = patch !== null && change.stands && !closingsNow.isSince(change.to.from);
    return [{ change, by: { patch, decision }, isOpen }];
  });
  const reopened = [
    ...runsThatShowOlder(patches),
    ...patches.flatMap(refuted),
    ...takenBack.filter(one => isDone(patchState(one))).map(corrected),
    ...changes.map(({ change, by }) => changed(change, by)),
  ];
  return {
    all: reopened.sort(byRecord),
    changes: ascending(changes.filter(({ isOpen }) => isOpen).map(({ change }) => change.to.from.identity)),
  };
}

function byRecord(a: Reopening, b: Reopening): number {
  return (
    compareText(a.record.statedAt, b.record.statedAt) ||
    compareText(a.record.log, b.record.log) ||
    a.record.index - b.record.index ||
    compareText(JSON.stringify(a), JSON.stringify(b))
  );
}

/** Proven and confirmed, and a run had shown it, or nobody expected one, before one showed an older version. */
function runsThatShowOlder(patches: readonly PatchActs[]): Reopening[] {
  const byReading = new Map<string, Reopening>();
  for (const one of [...patches].sort((a, b) => byTime(a.patch, b.patch))) {
    const { older, seen } = one.shown;
    if (older === undefined || !isProven(one) || confirmed(one).length === 0) continue;
    const wasSeen = seen !== undefined && seen.at.from <= older.at.from;
    if (!wasSeen && !isByWord(one)) continue;
    byReading.set(`${older.from.identity} ${JSON.stringify(older.reading)}`, showsOlder(older, one));
  }
  return [...byReading.values()];
}

function showsOlder({ from, reading, version }: Reading, { patch }: PatchActs): Reopening {
  const { id, seal } = reading.run ?? { id: null, seal: null };
  const run = { id, seal, component: reading.component, version };
  return { why: 'RUN_SHOWS_OLDER', record: refOf(from), ...byPatch(patch), run, change: null };
}

/** Somebody had confirmed it, and in the same log before, or in another one, and somebody says now that it is not so. */
function refuted(one: PatchActs): Reopening[] {
  const { older, seen, unclear } = one.shown;
  const wasEffective =
    older === undefined && ((seen !== undefined && unclear === undefined) || isByWord(one));
  const against = newestOfEachLog(one.checks).find(({ act }) => act.predicate.result === 'refuted');
  if (against === undefined || !wasEffective || !isProven(one)) return [];
  const wasConfirmed = confirmed(one).some(({ log, index }) => log !== against.log || index < against.index);
  if (!wasConfirmed) return [];
  return [{ why: 'CHECK_REFUTED', record: refOf(against), ...byPatch(one.patch), run: null, change: null }];
}

function corrected({ patch, by }: ItemActs['takenBack'][number]): Reopening {
  return { why: 'PATCH_CORRECTED', record: by, ...byPatch(patch), run: null, change: null };
}

function byPatch({ identity }: Placed<'patch'>): Pick<Reopening, 'patch' | 'decision'> {
  return { patch: identity, decision: null };
}

function changed({ from, to }: AdvisoryChange, by: Pick<Reopening, 'patch' | 'decision'>): Reopening {
  const saidBy = ({ advisory, finding }: AdvisoryChange['from']) => ({
    advisory: advisory.sha256,
    verdict: finding.verdict,
    range: finding.range,
  });
  const change = { from: saidBy(from), to: saidBy(to) };
  return { why: 'ADVISORY_CHANGED', record: refOf(to.from), ...by, run: null, change };
}

function isProven(one: PatchActs): boolean {
  const proof = proofOf(one);
  return proof === 'installer' || proof === 'document';
}

function confirmed({ checks }: PatchActs): readonly Placed<'check'>[] {
  return checks.filter(({ act }) => act.predicate.result === 'confirmed');
}

function isByWord(one: PatchActs): boolean {
  return confirmed(one).some(({ act }) => act.predicate.noRunBecause !== null);
}
