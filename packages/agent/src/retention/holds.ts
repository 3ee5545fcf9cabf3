import {
  decodeHold,
  type HoldPredicate,
  type SignedStatement,
  type StatementKind,
  type Trust,
} from '@seqwarden/proof';
import { runKey } from '../host/run-key.ts';
import { sha256 } from '../host/sha256.ts';
import { type OwnReader, signedDocuments } from './signed-documents.ts';

/** A hold or a lift, opened. */
export type HoldStatement = SignedStatement<ReturnType<typeof decodeHold>>;

/** A hold that no lift ends. */
export interface StandingHold {
  /** What a lift names it by. */
  readonly identity: string;
  readonly since: string;
  readonly keyid: string;
  readonly reason: string;
}

/** The folder of a run's holds below `.seqwarden/` (FORMATS.md 14). */
export function holdsFolder(run: string): string {
  return `holds/${runKey(run)}`;
}

/** SHA-256 of a run folder's name, hex. */
export function nameDigest(run: string): string {
  return Buffer.from(sha256(Buffer.from(run))).toString('hex');
}

const HOLD: StatementKind<{ nameSha256: string; predicate: HoldPredicate }> = {
  decode: decodeHold,
  statedAt: ({ predicate }) => predicate.statedAt,
  role: 'person',
};

/** What one place holds about the name, lifts too; statements on another name say nothing here. Throws DESTINATION_*. */
export async function holdsAt(
  place: OwnReader,
  run: string,
  trust: Trust,
): Promise<{ readonly statements: readonly HoldStatement[]; readonly unjudged: number }> {
  const { statements, unjudged } = await signedDocuments(place, holdsFolder(run), HOLD, trust);
  const name = nameDigest(run);
  return { statements: statements.filter(({ statement }) => statement.nameSha256 === name), unjudged };
}

/** Of all places together; the oldest first. Neither the order of statements nor their times decide: see FORMATS.md 14. */
export function standingHolds(statements: readonly HoldStatement[]): StandingHold[] {
  const lifted = new Set(statements.map(({ statement }) => statement.predicate.lifts));
  const standing = new Map<string, StandingHold>();
  for (const { identity, statement, key } of statements) {
    const { action, statedAt, reason } = statement.predicate;
    if (action === 'hold' && !lifted.has(identity))
      standing.set(identity, { identity, since: statedAt, keyid: key.keyid, reason });
  }
  return [...standing.values()].sort((a, b) => order(a.since, b.since) || order(a.identity, b.identity));
}

function order(a: string, b: string): number {
  return Number(a > b) - Number(a < b);
}
