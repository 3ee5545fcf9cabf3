import type { ErrorCode } from '@seqwarden/proof';
import { CLOCK_TOLERANCE } from './clock-tolerance.ts';
import type { StandingHold } from './holds.ts';
import type { SourceCover } from './source-cover.ts';

/** What has to hold before a run may be deleted. */
export interface RetentionTerms {
  /** How many destinations have to hold the run, each read back. */
  readonly destinations: number;
  readonly readBackWithinDays: number;
  /** Counted from the seal. */
  readonly keepDays: number;
}

/** One reading back of everything, as a trusted key signed it (FORMATS.md 7). */
export interface Reading {
  readonly startedAt: string;
  readonly completedAt: string;
  readonly files: number;
  readonly bytes: number;
}

/** What one destination has of the run. */
export type Copy =
  | { readonly kind: 'unreachable'; readonly code: ErrorCode }
  /** The folder that is asked about lies at this very destination. */
  | { readonly kind: 'the run itself' }
  /** The place was named before, under another name: it is one copy. */
  | { readonly kind: 'the same place' }
  /** They are the very files of the source or of a place before, not copies of them. */
  | { readonly kind: 'shares its files' }
  | { readonly kind: 'none' }
  | { readonly kind: 'unsealed' }
  /** `isOpen`: only more trust could tell, as where a key is unknown. */
  | { readonly kind: 'doubtful'; readonly reason: string; readonly isOpen: boolean }
  /** Listed files are not there, or all together have another size. */
  | { readonly kind: 'partial'; readonly missing: number }
  /** The source has one that would be gone with it. */
  | { readonly kind: 'lacks an addendum' }
  | SealedCopy;

/** What one list covers: that of the seal, or of an addendum. Each is read back for itself. */
export interface SealedPart {
  readonly sealedAt: string;
  /** What a reading back has to have read. */
  readonly files: number;
  readonly bytes: number;
  /** Second reads of this list at this destination, by trusted keys. */
  readonly readings: readonly Reading[];
  /** Deliveries that nobody can judge. */
  readonly unjudged: number;
}

export interface SealedCopy {
  readonly kind: 'sealed';
  readonly seal: string;
  /** The seal's own list, then those of its addenda. */
  readonly parts: readonly SealedPart[];
  /** When a person said that this copy was disposed of. */
  readonly disposedAt: string | undefined;
  /** Documents about disposals that nobody can judge. */
  readonly unjudgedDisposals: number;
  /** Whether what lies in the source is covered by this seal. */
  readonly cover: SourceCover;
}

export interface PlaceSeen {
  /** For people. */
  readonly label: string;
  /** undefined: it cannot be reached. */
  readonly id: string | undefined;
  readonly copy: Copy;
  /** Documents about holds that nobody can judge. */
  readonly unjudgedHolds: number;
}

export interface DeletionFacts {
  readonly now: Date;
  readonly terms: RetentionTerms;
  /** The seal that lies in the source itself. */
  readonly sourceSeal:
    | { readonly kind: 'none' }
    | { readonly kind: 'sealed'; readonly seal: string }
    | { readonly kind: 'doubtful'; readonly reason: string };
  readonly places: readonly PlaceSeen[];
  readonly holds: readonly StandingHold[];
}

/** Why a place counts, or not; `open` is what could count, and nobody can tell now. */
export type PlaceStanding =
  | { readonly counts: true; readonly readAt: string }
  | {
      readonly counts: false;
      readonly open: boolean;
      readonly why: WhyNot;
      readonly at: string | undefined;
      /** What lies in the source and its seal does not cover. */
      readonly uncovered?: Pick<SourceCover & { readonly kind: 'uncovered' }, 'count' | 'shown'>;
    };

export type WhyNot =
  | Exclude<Copy['kind'], 'sealed'>
  | 'disposed'
  | 'unjudged disposals'
  | 'another seal than in the source'
  | 'does not cover the source'
  | 'the source could not be compared'
  | 'not read back'
  | 'only unjudged deliveries'
  | 'read back too long ago'
  | 'clocks contradict each other';

export type PointVerdict = 'met' | 'missing' | 'unknown';

/** One thing that has to be so. */
export type Point = { readonly verdict: PointVerdict } & (
  | { readonly about: 'source'; readonly cover: SourceCover }
  | { readonly about: 'source seal'; readonly reason: string }
  | { readonly about: 'copies'; readonly counted: number; readonly open: number; readonly asked: number }
  | { readonly about: 'retention'; readonly until: string }
  | { readonly about: 'hold'; readonly hold: StandingHold }
  | { readonly about: 'unjudged holds'; readonly label: string; readonly documents: number }
  | { readonly about: 'unreachable'; readonly label: string; readonly code: ErrorCode }
);

export interface Decision {
  readonly answer: 'may' | 'must not' | 'cannot tell';
  readonly points: readonly Point[];
  /** As the places were given. */
  readonly places: readonly (PlaceStanding & { readonly label: string; readonly id: string | undefined })[];
}

const DAY = 86_400_000;

/**
 * Whether a run may be deleted, by what was found and by nothing else. One point that is missing makes it `must not`; else one that nobody can tell makes it
 * `cannot tell`: what was not seen never counts in favour of deleting. A hold could lie where nobody could look, so each place has to be reached.
 */
export function decideDeletion(facts: DeletionFacts): Decision {
  const standings = facts.places.map(place => ({ ...standingOf(place.copy, facts), ...named(place) }));
  const points = [
    ...sourcePoints(facts),
    copiesPoint(standings, facts.terms),
    ...retentionPoints(facts),
    ...facts.holds.map((hold): Point => ({ verdict: 'missing', about: 'hold', hold })),
    ...facts.places.flatMap(placePoints),
  ];
  return { answer: answerOf(points), points, places: standings };
}

function named({ label, id }: PlaceSeen): { label: string; id: string | undefined } {
  return { label, id };
}

function answerOf(points: readonly Point[]): Decision['answer'] {
  const verdicts = points.map(({ verdict }) => verdict);
  if (verdicts.includes('missing')) return 'must not';
  return verdicts.includes('unknown') ? 'cannot tell' : 'may';
}

function standingOf(copy: Copy, { now, terms, sourceSeal }: DeletionFacts): PlaceStanding {
  const not = (why: WhyNot, open = false, at?: string): PlaceStanding => ({ counts: false, open, why, at });
  if (copy.kind === 'unreachable') return not(copy.kind, true);
  if (copy.kind === 'doubtful') return not(copy.kind, copy.isOpen);
  if (copy.kind !== 'sealed') return not(copy.kind);
  if (copy.disposedAt !== undefined) return not('disposed', false, copy.disposedAt);
  if (copy.unjudgedDisposals > 0) return not('unjudged disposals', true);
  if (sourceSeal.kind === 'sealed' && sourceSeal.seal !== copy.seal)
    return not('another seal than in the source');
  if (copy.cover.kind === 'unreadable') return not('the source could not be compared', true);
  if (copy.cover.kind === 'uncovered') {
    const { count, shown } = copy.cover;
    const why = 'does not cover the source';
    return { counts: false, open: false, why, at: undefined, uncovered: { count, shown } };
  }

  const parts = copy.parts.map(part => standingOfPart(part, terms, now));
  const failed = parts.filter(part => !part.counts);
  const worst = failed.find(({ open }) => !open) ?? failed[0];
  if (worst !== undefined) return worst;
  const [oldest] = parts.flatMap(part => (part.counts ? [part.readAt] : [])).sort();
  return oldest === undefined ? not('not read back') : { counts: true, readAt: oldest };
}

function standingOfPart(part: SealedPart, terms: RetentionTerms, now: Date): PlaceStanding {
  const not = (why: WhyNot, open = false, at?: string): PlaceStanding => ({ counts: false, open, why, at });
  const readings = part.readings.filter(one => one.files === part.files && one.bytes === part.bytes);
  const credible = readings.filter(one => isCredible(one, part, now));
  const latest = credible.reduce<Reading | undefined>(later, undefined);
  if (latest !== undefined && now.getTime() - Date.parse(latest.startedAt) <= terms.readBackWithinDays * DAY)
    return { counts: true, readAt: latest.startedAt };
  if (readings.length > credible.length) return not('clocks contradict each other', true);
  if (part.unjudged > 0) return not('only unjudged deliveries', true, latest?.startedAt);
  return latest === undefined ? not('not read back') : not('read back too long ago', false, latest.startedAt);
}

/** Begun after the seal, ended after it began, and not in the future. Else a clock was wrong, and nobody knows when it was. */
function isCredible({ startedAt, completedAt }: Reading, { sealedAt }: SealedPart, now: Date): boolean {
  return sealedAt <= startedAt && startedAt <= completedAt && !isFuture(completedAt, now);
}

function later(one: Reading | undefined, other: Reading): Reading {
  return one === undefined || one.startedAt < other.startedAt ? other : one;
}

function isFuture(time: string, now: Date): boolean {
  return Date.parse(time) > now.getTime() + CLOCK_TOLERANCE;
}

/** The best that any seal says of the source; nothing where no place has a seal to compare it with. */
function sourcePoints({ places, sourceSeal }: DeletionFacts): Point[] {
  const covers = sealedCopies(places).map(({ cover }) => cover);
  const best =
    covers.find(({ kind }) => kind === 'covered') ??
    covers.find(({ kind }) => kind === 'unreadable') ??
    covers[0];
  const points: Point[] = [];
  if (best !== undefined) points.push({ verdict: COVER_VERDICT[best.kind], about: 'source', cover: best });
  if (sourceSeal.kind === 'doubtful')
    points.push({ verdict: 'unknown', about: 'source seal', reason: sourceSeal.reason });
  return points;
}

const COVER_VERDICT: Readonly<Record<SourceCover['kind'], PointVerdict>> = {
  covered: 'met',
  uncovered: 'missing',
  unreadable: 'unknown',
};

function copiesPoint(standings: readonly PlaceStanding[], { destinations: asked }: RetentionTerms): Point {
  const counted = standings.filter(({ counts }) => counts).length;
  const open = standings.filter(one => !one.counts && one.open).length;
  const reach = counted + open >= asked ? 'unknown' : 'missing';
  return { verdict: counted >= asked ? 'met' : reach, about: 'copies', counted, open, asked };
}

/** By the latest seal or addendum of all copies, so that a newer generation begins anew. */
function retentionPoints({ places, terms, now }: DeletionFacts): Point[] {
  const latest = sealedCopies(places)
    .flatMap(({ parts }) => parts.map(({ sealedAt }) => sealedAt))
    .sort()
    .at(-1);
  if (latest === undefined) return [];
  const until = new Date(Date.parse(latest) + terms.keepDays * DAY);
  const passed = isFuture(latest, now) ? 'unknown' : until <= now ? 'met' : 'missing';
  return [{ verdict: passed, about: 'retention', until: until.toISOString() }];
}

function sealedCopies(places: readonly PlaceSeen[]): SealedCopy[] {
  return places.map(({ copy }) => copy).filter(copy => copy.kind === 'sealed');
}

function placePoints({ label, copy, unjudgedHolds }: PlaceSeen): Point[] {
  if (copy.kind === 'unreachable')
    return [{ verdict: 'unknown', about: 'unreachable', label, code: copy.code }];
  if (unjudgedHolds === 0) return [];
  return [{ verdict: 'unknown', about: 'unjudged holds', label, documents: unjudgedHolds }];
}
