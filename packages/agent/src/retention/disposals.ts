import { type DisposalReason, decodeDisposal, type StatementKind, type Trust } from '@seqwarden/proof';
import { runKey } from '../host/run-key.ts';
import { nameDigest } from './holds.ts';
import { type OwnReader, signedDocuments } from './signed-documents.ts';

/** That copies of a run were disposed of on purpose, as a person signed it. */
export interface Disposal {
  readonly seal: string;
  readonly source: boolean;
  /** Ids of the destinations whose copy is meant. */
  readonly destinations: readonly string[];
  readonly reason: DisposalReason;
  readonly statedAt: string;
  readonly keyid: string;
}

/** The folder of a run's disposals below `.seqwarden/` (FORMATS.md 15). */
export function disposalsFolder(run: string): string {
  return `disposed/${runKey(run)}`;
}

const DISPOSED: StatementKind<ReturnType<typeof decodeDisposal>> = {
  decode: decodeDisposal,
  statedAt: ({ predicate }) => predicate.statedAt,
  role: 'person',
};

/** What a place has about the run of this name, the latest first, and of how many documents nobody can say what they are. Throws DESTINATION_*. */
export async function disposalsAt(
  place: OwnReader,
  run: string,
  trust: Trust,
): Promise<{ readonly disposals: readonly Disposal[]; readonly unjudged: number }> {
  const { statements, unjudged } = await signedDocuments(place, disposalsFolder(run), DISPOSED, trust);
  const folder = nameDigest(run);
  const disposals = statements
    .filter(({ statement }) => statement.predicate.folder === folder)
    .map(({ statement: { sealIdentity, predicate }, key }) => ({
      seal: sealIdentity,
      source: predicate.source,
      destinations: predicate.destinations,
      reason: predicate.reason,
      statedAt: predicate.statedAt,
      keyid: key.keyid,
    }));
  return { disposals, unjudged };
}

/**
 * The statement that the copy at this very destination was disposed of on purpose; undefined: there is none, so a run that is gone from there is lost.
 * Throws DESTINATION_*.
 */
export async function disposalOfCopy(
  place: OwnReader & { readonly id: string },
  run: string,
  trust: Trust,
): Promise<Disposal | undefined> {
  const { disposals } = await disposalsAt(place, run, trust);
  return disposals.find(({ destinations }) => destinations.includes(place.id));
}
