import {
  AmendedCursor,
  joinManifest,
  type Observed,
  type SealPredicate,
  SeqwardenError,
  type Trust,
} from '@seqwarden/proof';
import { totalsOfAddendum } from '../copy/delivery.ts';
import type { Destination, Listing } from '../destinations/destination.ts';
import type { FileTable } from '../engine/file-table.ts';
import type { Copy, PlaceSeen, SealedPart } from './decide-deletion.ts';
import { disposalsAt } from './disposals.ts';
import { type HoldStatement, holdsAt } from './holds.ts';
import { type JudgedSeal, sealAtPlace } from './judge-seal.ts';
import { readingsAt } from './readings.ts';
import { coverOf, type SealedRun, type SourceSeen } from './source-cover.ts';

export interface Asked {
  /** The run's folder name. */
  readonly run: string;
  readonly source: SourceSeen;
  readonly trust: Trust;
  /** Identity of the last addendum that lies in the source with its seal; undefined: there is none, or no seal either. */
  readonly sourceAddendum: string | undefined;
  /** The destination that the source itself lies at; undefined: at none. */
  readonly sourceAt: string | undefined;
}

export interface PlaceFound {
  readonly seen: PlaceSeen;
  readonly holds: readonly HoldStatement[];
}

/** What a destination that could be opened has of the run. `seen` are the ids of those before it. Throws DESTINATION_*. */
export async function seePlace(
  place: Destination,
  asked: Asked,
  before: ReadonlySet<string>,
): Promise<PlaceFound> {
  const { statements, unjudged } = await holdsAt(place, asked.run, asked.trust);
  const copy = await copyAt(place, asked, before);
  const { label, id } = place;
  return { seen: { label, id, copy, unjudgedHolds: unjudged }, holds: statements };
}

async function copyAt(place: Destination, asked: Asked, before: ReadonlySet<string>): Promise<Copy> {
  if (place.id === asked.sourceAt) return { kind: 'the run itself' };
  if (before.has(place.id)) return { kind: 'the same place' };
  const run = await place.openRun(asked.run, false);
  if (run === undefined) return { kind: 'none' };
  try {
    const listing = await run.list();
    const at = await sealAtPlace(run, listing.custody, asked.trust);
    if (at.kind !== 'sealed') return at;
    const missing = missingFrom(listing, at.sealed, at.totals);
    if (missing > 0) return { kind: 'partial', missing };
    const { sourceAddendum } = asked;
    if (sourceAddendum !== undefined && !at.addenda.some(({ identity }) => identity === sourceAddendum))
      return { kind: 'lacks an addendum' };
    const disposals = await disposalsAt(place, asked.run, asked.trust);
    const ofThis = disposals.find(
      ({ seal, destinations }) => seal === at.identity && destinations.includes(place.id),
    );
    return {
      kind: 'sealed',
      seal: at.identity,
      parts: await partsAt(place, at, asked.trust),
      disposedAt: ofThis?.statedAt,
      cover: await coverOf(asked.source, at.sealed, sizesOf(listing, asked.source.walk.files)),
    };
  } finally {
    await run.close();
  }
}

async function partsAt(
  place: Destination,
  { identity, sealed, totals, addenda }: JudgedSeal & { readonly kind: 'sealed' },
  trust: Trust,
): Promise<SealedPart[]> {
  const { sealedAt } = sealed;
  const parts = [{ sealedAt, ...totals, ...(await readingsAt(place, identity, trust)) }];
  for (const { identity, predicate } of addenda)
    parts.push({
      sealedAt: predicate.sealedAt,
      ...totalsOfAddendum(predicate),
      ...(await readingsAt(place, identity, trust, 'addendum')),
    });
  return parts;
}

/** How many listed files are not there; 1 where all are, but not with the bytes that they have together. */
function missingFrom(listing: Listing, sealed: SealedRun, totals: SealPredicate['manifest']): number {
  let missing = 0;
  const strange = new Set<string>();
  const cursor = new AmendedCursor(sealed.manifest, sealed.added);
  for (const { kind, path } of joinManifest(cursor, entriesOf(listing))) {
    if (kind === 'missing' || kind === 'in place of a file') missing++;
    else if (kind === 'added') strange.add(path);
  }
  let bytes = 0;
  for (const { path, size } of listing.files) if (!strange.has(path)) bytes += size;
  const due = sealed.addenda.reduce((sum, { predicate }) => sum + predicate.added.bytes, totals.bytes);
  return missing === 0 && bytes !== due ? 1 : missing;
}

function* entriesOf({ files }: Listing): Generator<Observed> {
  for (const { path } of files) yield { path, kind: 'file' };
}

/** What the place shows, by the rows of the source; -1: not there. */
function sizesOf(listing: Listing, table: FileTable): Float64Array {
  const sizes = new Float64Array(table.count).fill(-1);
  for (const { path, size } of listing.files) {
    const row = table.find(path);
    if (row >= 0) sizes[row] = size;
  }
  return sizes;
}

/** A place that cannot be reached, for whatever reason: nothing is known of it. */
export function unreachable(label: string, error: unknown): PlaceSeen {
  if (!(error instanceof SeqwardenError) || error.code === 'INTERNAL') throw error;
  return { label, id: undefined, copy: { kind: 'unreachable', code: error.code }, unjudgedHolds: 0 };
}
