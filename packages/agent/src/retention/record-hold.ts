import { encodeHold, SeqwardenError, sealIdentity, type Trust } from '@seqwarden/proof';
import type { SealSigner } from '../config/signer.ts';
import type { DestinationSpec } from '../destinations/destination.ts';
import {
  type HoldStatement,
  holdsAt,
  holdsFolder,
  nameDigest,
  type StandingHold,
  standingHolds,
} from './holds.ts';
import { type OpenPlaces, openPlaces } from './open-places.ts';
import { type PutResult, putEverywhere, signFor } from './put-statement.ts';
import { lookAtRun, requireShownName, runNameOf } from './run-name-of.ts';

export interface HoldOptions {
  /** The run folder, sealed or not; it may be gone from there, if a destination has it. */
  readonly run: string;
  readonly destinations: readonly DestinationSpec[];
  readonly reason: string;
  readonly signer: SealSigner;
  readonly trust: Trust;
  readonly version: string;
  readonly now: () => Date;
  readonly signal?: AbortSignal | undefined;
}

export interface LiftOptions extends HoldOptions {
  /** The beginning of the identity of the hold that is meant; undefined: there is only one. */
  readonly hold: string | undefined;
}

export interface HoldResult {
  /** Identity of the hold: that was made, or that was lifted. */
  readonly hold: string;
  readonly places: readonly PutResult[];
}

/**
 * Signs that what lies under the run's name must not be deleted, and puts it to every destination that can be reached. Throws RUN_NOT_FOUND where neither the folder nor a
 * destination has such a run, RUN_UNREADABLE, UNKNOWN_KEY, DESTINATION_* where none can be reached, and the signal's reason as long as nothing was put anywhere.
 */
export async function recordHold(options: HoldOptions): Promise<HoldResult> {
  await using opened = new AsyncDisposableStack();
  const run = runNameOf(options.run);
  const places = await openAny(options, opened);
  if (isFolder(options.run)) requireShownName(options.run);
  else if (!(await isAnywhere(run, places)))
    throw new SeqwardenError('RUN_NOT_FOUND', `neither ${options.run} nor a destination has this run`);
  const envelope = await signed(run, options, null);
  const results = await putEverywhere(places, holdsFolder(run), envelope, options.signal);
  return { hold: await sealIdentity(envelope), places: results };
}

/**
 * Signs that a standing hold ends. Throws HOLD_UNCLEAR where none stands, or several and none is named, or where that cannot be told since a destination cannot be
 * reached; UNKNOWN_KEY, DESTINATION_*, the signal's reason as above.
 */
export async function liftHold(options: LiftOptions): Promise<HoldResult> {
  await using opened = new AsyncDisposableStack();
  const run = runNameOf(options.run);
  const places = await openAny(options, opened);
  const { holds } = await holdsOfAll(places, run, options.trust);
  const meant = oneOf(holds, options.hold, places.unreachable.length);
  const envelope = await signed(run, options, meant.identity);
  const results = await putEverywhere(places, holdsFolder(run), envelope, options.signal);
  return { hold: meant.identity, places: results };
}

function oneOf(
  holds: readonly StandingHold[],
  wanted: string | undefined,
  unreachable: number,
): StandingHold {
  const meant = holds.filter(({ identity }) => wanted === undefined || identity.startsWith(wanted));
  const [only] = meant;
  if (only !== undefined && meant.length === 1) return only;
  const where = unreachable === 0 ? '' : ', as far as destinations can be reached';
  if (only === undefined) throw new SeqwardenError('HOLD_UNCLEAR', `no such hold stands${where}`);
  const list = meant.map(({ identity, since }) => `${identity.slice(0, 12)} of ${since}`).join(', ');
  throw new SeqwardenError('HOLD_UNCLEAR', `${meant.length} holds stand: ${list}`);
}

/** What stands at the places that are open, all together. Throws DESTINATION_*. */
export async function holdsOfAll(
  { open }: OpenPlaces,
  run: string,
  trust: Trust,
): Promise<{ readonly holds: readonly StandingHold[]; readonly unjudged: number }> {
  const statements: HoldStatement[] = [];
  let unjudged = 0;
  for (const place of open) {
    const found = await holdsAt(place, run, trust);
    statements.push(...found.statements);
    unjudged += found.unjudged;
  }
  return { holds: standingHolds(statements), unjudged };
}

async function openAny(
  { destinations, signal }: HoldOptions,
  opened: AsyncDisposableStack,
): Promise<OpenPlaces> {
  const places = await openPlaces(destinations, opened, signal);
  const [first] = places.unreachable;
  if (places.open.length === 0 && first !== undefined) throw first.error;
  return places;
}

function signed(
  run: string,
  { reason, signer, trust, version, now, signal }: HoldOptions,
  lifts: string | null,
) {
  signal?.throwIfAborted();
  const at = now();
  const statement = encodeHold(nameDigest(run), {
    action: lifts === null ? 'hold' : 'lift',
    lifts,
    reason,
    statedAt: at.toISOString(),
    tool: { name: 'seqwarden', version },
  });
  return signFor(statement, signer, trust, at);
}

function isFolder(path: string): boolean {
  return lookAtRun(path)?.isDirectory() ?? false;
}

async function isAnywhere(run: string, { open }: OpenPlaces): Promise<boolean> {
  for (const place of open) {
    const found = await place.openRun(run, false);
    await found?.close();
    if (found !== undefined) return true;
  }
  return false;
}
