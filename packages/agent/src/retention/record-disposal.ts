import { type DisposalReason, encodeDisposal, SeqwardenError, type Trust } from '@seqwarden/proof';
import type { SealSigner } from '../config/signer.ts';
import { CUSTODY } from '../custody/read-custody.ts';
import type { Destination, DestinationSpec } from '../destinations/destination.ts';
import { closeRoot } from '../host/held-tree.ts';
import { openRun } from '../host/run-place.ts';
import { disposalsFolder } from './disposals.ts';
import { nameDigest } from './holds.ts';
import { sealAtPlace, sealInFolder } from './judge-seal.ts';
import { type OpenPlaces, openPlaces } from './open-places.ts';
import { type PutResult, putEverywhere, signFor } from './put-statement.ts';
import { isDelivered } from './readings.ts';
import { holdsOfAll } from './record-hold.ts';
import { lookAtRun, runNameOf } from './run-name-of.ts';

export interface DisposalOptions {
  /** The run folder, which may be gone already. */
  readonly run: string;
  /** Where the statement is put, and where holds are looked for. */
  readonly destinations: readonly DestinationSpec[];
  /** Whether the run at its source is meant. */
  readonly source: boolean;
  /** Which of the destinations' copies are meant: some of `destinations`. */
  readonly copies: readonly DestinationSpec[];
  /** Copies at destinations that are gone themselves, by the ids that deliveries name. */
  readonly copyIds: readonly string[];
  /** Identity of the seal; undefined: that which lies with the run, or at the destinations. */
  readonly seal: string | undefined;
  readonly reason: DisposalReason;
  readonly signer: SealSigner;
  readonly trust: Trust;
  readonly version: string;
  readonly now: () => Date;
  readonly signal?: AbortSignal | undefined;
}

export interface DisposalResult {
  readonly seal: string;
  /** Ids of the destinations whose copy is meant. */
  readonly copies: readonly string[];
  readonly places: readonly PutResult[];
}

/**
 * Signs that copies of a run were disposed of on purpose. Deletes nothing. Throws HELD while a hold stands or may stand, DESTINATION_* where a destination cannot be
 * reached (a hold could lie there), UNSIGNED where no seal is known, CONFLICT where there are several and none is named, UNKNOWN_KEY, RUN_*, and the signal's
 * reason as long as nothing was put anywhere.
 */
export async function recordDisposal(options: DisposalOptions): Promise<DisposalResult> {
  await using opened = new AsyncDisposableStack();
  const { trust, signer, source, reason, signal } = options;
  const run = runNameOf(options.run);
  const places = await openPlaces(options.destinations, opened, signal);
  const [unreachable] = places.unreachable;
  if (unreachable !== undefined) throw unreachable.error;
  await requireNoHold(places, run, trust);
  const seal = await sealMeant(places, run, options);
  signal?.throwIfAborted();
  const at = options.now();
  const named = options.copies.flatMap(spec => places.ids.get(spec) ?? []);
  const copies = [...new Set([...options.copyIds, ...named])].sort();
  const statement = encodeDisposal(seal, {
    folder: nameDigest(run),
    source,
    destinations: copies,
    reason,
    statedAt: at.toISOString(),
    tool: { name: 'seqwarden', version: options.version },
  });
  const envelope = await signFor(statement, signer, trust, at);
  return { seal, copies, places: await putEverywhere(places, disposalsFolder(run), envelope, signal) };
}

async function requireNoHold(places: OpenPlaces, run: string, trust: Trust): Promise<void> {
  const { holds, unjudged } = await holdsOfAll(places, run, trust);
  const [first] = holds;
  if (first !== undefined)
    throw new SeqwardenError('HELD', `a hold stands since ${first.since}: ${first.reason}`);
  if (unjudged > 0)
    throw new SeqwardenError('HOLD_UNCLEAR', 'documents about holds lie there that nobody can judge');
}

async function sealMeant(places: OpenPlaces, run: string, options: DisposalOptions): Promise<string> {
  const { seal, trust } = options;
  const found = new Set<string>();
  const own = await ownSeal(options.run, trust);
  if (own !== undefined) found.add(own);
  for (const place of places.open) {
    const there = await sealAt(place, run, trust);
    if (there !== undefined) found.add(there);
  }
  if (seal !== undefined) {
    if (found.has(seal) || (await isDeliveredTo(places, seal, trust))) return seal;
    throw new SeqwardenError('UNSIGNED', 'no destination knows a seal of this identity');
  }
  const [only, another] = found;
  if (only === undefined)
    throw new SeqwardenError(
      'UNSIGNED',
      'no seal lies with the run or at a destination; name it with --seal',
    );
  if (another === undefined) return only;
  throw new SeqwardenError(
    'CONFLICT',
    `there are several seals (${[...found].join(', ')}); name one with --seal`,
  );
}

async function ownSeal(path: string, trust: Trust): Promise<string | undefined> {
  if (lookAtRun(path) === undefined) return undefined;
  const { root } = openRun(path);
  try {
    const judged = await sealInFolder(root, [CUSTODY], trust);
    return judged.kind === 'sealed' ? judged.identity : undefined;
  } finally {
    closeRoot(root);
  }
}

async function sealAt(place: Destination, name: string, trust: Trust): Promise<string | undefined> {
  const run = await place.openRun(name, false);
  if (run === undefined) return undefined;
  try {
    const { custody } = await run.list();
    const judged = await sealAtPlace(run, custody, trust);
    return judged.kind === 'sealed' ? judged.identity : undefined;
  } finally {
    await run.close();
  }
}

async function isDeliveredTo({ open }: OpenPlaces, seal: string, trust: Trust): Promise<boolean> {
  for (const place of open) if (await isDelivered(place, seal, trust)) return true;
  return false;
}
