import {
  type BytePath,
  bytePathToText,
  decodeEnvelope,
  displayPath,
  ENVELOPE_FILE,
  SeqwardenError,
  type Trust,
} from '@seqwarden/proof';
import { generationsOf } from '../custody/generations.ts';
import { CUSTODY } from '../custody/read-custody.ts';
import type { Destination, DestinationSpec, RunAtDestination } from '../destinations/destination.ts';
import { fsError } from '../host/fs-error.ts';
import type { Slot } from '../journal/records.ts';
import { disposalOfCopy } from '../retention/disposals.ts';
import { sealAtPlace } from '../retention/judge-seal.ts';
import { openKnown } from '../retention/open-places.ts';
import { readingsAt } from '../retention/readings.ts';
import type { PlaceLook, RunFacts } from './report-facts.ts';

export interface KnownPlace {
  readonly spec: DestinationSpec;
  /** Of the place that the journal knows; undefined: any. */
  readonly id: string | undefined;
}

/**
 * What lies of these runs at the destinations where the journal says that they are sealed: seals and deliveries, believed as far as `trust` goes. No file of a
 * run is read, and no folder becomes a destination by it. What cannot be reached is unknown. Throws the reason of `signal`.
 */
export async function lookAtPlaces(
  runs: readonly RunFacts[],
  places: ReadonlyMap<Slot, KnownPlace>,
  trust: Trust,
  signal: AbortSignal,
): Promise<PlaceLook[]> {
  const looks: PlaceLook[] = [];
  for (const [slot, place] of places) {
    const there = runs.filter(({ deliveries }) =>
      deliveries.some(
        ({ destination, state }) => destination === slot && (state === 'sealed' || state === 'confirmed'),
      ),
    );
    if (there.length > 0) looks.push(...(await lookAt(slot, place, there, trust, signal)));
  }
  return looks;
}

async function lookAt(
  slot: Slot,
  { spec, id }: KnownPlace,
  runs: readonly RunFacts[],
  trust: Trust,
  signal: AbortSignal,
): Promise<PlaceLook[]> {
  const unknown = (run: RunFacts, error: unknown): PlaceLook => {
    signal.throwIfAborted();
    const { code } = fsError(error, 'destination', '');
    if (code === 'INTERNAL') throw error;
    return { run: run.id, slot, found: 'unknown', code };
  };
  let destination: Destination;
  try {
    destination = await openKnown(spec, signal);
  } catch (error) {
    return runs.map(run => unknown(run, error));
  }
  try {
    if (id !== undefined && destination.id !== id)
      return runs.map(run => ({ run: run.id, slot, found: 'unknown', code: 'DESTINATION_OTHER' }));
    const looks: PlaceLook[] = [];
    for (const run of runs) {
      signal.throwIfAborted();
      const found = await lookAtRun(destination, run.name, trust).catch(error => unknown(run, error));
      looks.push({ run: run.id, slot, ...found });
    }
    return looks;
  } finally {
    await destination.close();
  }
}

type Found = Omit<PlaceLook, 'run' | 'slot'>;

async function lookAtRun(destination: Destination, path: BytePath, trust: Trust): Promise<Found> {
  const name = bytePathToText(path);
  if (name === undefined) throw new SeqwardenError('RUN_NAME_NOT_UTF8', displayPath(path));
  const run = await destination.openRun(name, false);
  if (run === undefined) {
    const disposal = await disposalOfCopy(destination, name, trust);
    return { found: disposal === undefined ? 'gone' : 'disposed' };
  }
  try {
    const seal = await sealAtPlace(run, [CUSTODY], trust);
    if (seal.kind === 'doubtful' && seal.isOpen) return { found: 'unknown', code: seal.reason };
    if (seal.kind !== 'sealed') return { found: seal.kind, code: 'reason' in seal ? seal.reason : undefined };
    const seals = generationsOf(seal.identity, trust);
    const readings: Date[] = [];
    for (const one of seals) {
      const signed = await readingsAt(destination, one, trust);
      readings.push(...signed.readings.map(({ completedAt }) => new Date(completedAt)));
    }
    return { found: 'sealed', seals, key: await keyOf(run), readings };
  } finally {
    await run.close();
  }
}

/** Of the envelope that was found good. */
async function keyOf(run: RunAtDestination): Promise<string | undefined> {
  const pieces = (await run.readCustody())?.get(ENVELOPE_FILE);
  return pieces && decodeEnvelope(new Uint8Array(Buffer.concat([...pieces]))).keyid;
}
