import {
  AmendedCursor,
  joinManifest,
  type Observed,
  type SealPredicate,
  SeqwardenError,
  type Trust,
} from '@seqwarden/proof';
import { totalsOfAddendum } from '../copy/delivery.ts';
import type { Destination, Listing, RunAtDestination } from '../destinations/destination.ts';
import type { FileTable } from '../engine/file-table.ts';
import type { Copy, PlaceSeen, SealedPart } from './decide-deletion.ts';
import { disposalsAt } from './disposals.ts';
import { type HoldStatement, holdsAt } from './holds.ts';
import { inodesOf } from './inodes.ts';
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

/** The places that were seen before, and the source. */
export interface Taken {
  /** Of destinations. */
  readonly ids: ReadonlySet<string>;
  /** See {@link inodesOf}. */
  readonly inodes: ReadonlySet<string>;
}

export interface PlaceFound {
  readonly seen: PlaceSeen;
  readonly holds: readonly HoldStatement[];
  readonly inodes: ReadonlySet<string>;
}

/** What a destination that could be opened has of the run. Throws DESTINATION_*. */
export async function seePlace(place: Destination, asked: Asked, taken: Taken): Promise<PlaceFound> {
  const { statements, unjudged } = await holdsAt(place, asked.run, asked.trust);
  const { copy, inodes } = await copyAt(place, asked, taken);
  const { label, id } = place;
  return { seen: { label, id, copy, unjudgedHolds: unjudged }, holds: statements, inodes };
}

type CopyFound = Pick<PlaceFound, 'inodes'> & { readonly copy: Copy };

async function copyAt(place: Destination, asked: Asked, taken: Taken): Promise<CopyFound> {
  const without = (copy: Copy): CopyFound => ({ copy, inodes: new Set() });
  if (place.id === asked.sourceAt) return without({ kind: 'the run itself' });
  if (taken.ids.has(place.id)) return without({ kind: 'the same place' });
  const run = await place.openRun(asked.run, false);
  if (run === undefined) return without({ kind: 'none' });
  try {
    const { sink } = run;
    if (sink.kind !== 'folder') return without(await copyIn(run, place, asked));
    const inodes = inodesOf(sink, asked.source.walk.files, 'destination');
    if ([...inodes].some(inode => taken.inodes.has(inode))) return without({ kind: 'shares its files' });
    return { copy: await copyIn(run, place, asked), inodes };
  } finally {
    await run.close();
  }
}

async function copyIn(run: RunAtDestination, place: Destination, asked: Asked): Promise<Copy> {
  const listing = await run.list();
  const at = await sealAtPlace(run, listing.custody, asked.trust);
  if (at.kind !== 'sealed') return at;
  const missing = missingFrom(listing, at.sealed, at.totals);
  if (missing > 0) return { kind: 'partial', missing };
  const { sourceAddendum } = asked;
  if (sourceAddendum !== undefined && !at.addenda.some(({ identity }) => identity === sourceAddendum))
    return { kind: 'lacks an addendum' };
  const { disposals, unjudged } = await disposalsAt(place, asked.run, asked.trust);
  const ofThis = disposals.find(
    ({ seal, destinations }) => seal === at.identity && destinations.includes(place.id),
  );
  return {
    kind: 'sealed',
    seal: at.identity,
    parts: await partsAt(place, at, asked.trust),
    disposedAt: ofThis?.statedAt,
    unjudgedDisposals: unjudged,
    cover: await coverOf(asked.source, at.sealed, sizesOf(listing, asked.source.walk.files)),
  };
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
