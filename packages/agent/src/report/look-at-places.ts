import { bytePathToText, decodeEnvelope, ENVELOPE_FILE, type Trust } from '@seqwarden/proof';
import { generationsOf } from '../custody/generations.ts';
import { CUSTODY } from '../custody/read-custody.ts';
import type { Destination, DestinationSpec, RunAtDestination } from '../destinations/destination.ts';
import { openDestination } from '../destinations/open.ts';
import { fsError } from '../host/fs-error.ts';
import type { Slot } from '../journal/records.ts';
import { disposalOfCopy } from '../retention/disposals.ts';
import { sealAtPlace } from '../retention/judge-seal.ts';
import { readOnlyPlace } from '../retention/read-only-place.ts';
import { readingsAt } from '../retention/readings.ts';
import type { PlaceLook } from './check-month.ts';
import type { RunFacts } from './report-facts.ts';

export interface KnownPlace {
  readonly spec: DestinationSpec;
  /** Of the place that the journal knows; undefined: any. */
  readonly id: string | undefined;
}

/**
 * What lies of these runs at the destinations where the journal says that they are sealed: seals and deliveries, believed as far as `trust` goes. No file of a
 * run is read. What cannot be reached is unknown.
 */
export async function lookAtPlaces(
  runs: readonly RunFacts[],
  places: ReadonlyMap<Slot, KnownPlace>,
  trust: Trust,
): Promise<PlaceLook[]> {
  const looks: PlaceLook[] = [];
  for (const [slot, place] of places) {
    const there = runs.filter(({ deliveries }) =>
      deliveries.some(
        ({ destination, state }) => destination === slot && (state === 'sealed' || state === 'confirmed'),
      ),
    );
    if (there.length > 0) looks.push(...(await lookAt(slot, place, there, trust)));
  }
  return looks;
}

async function lookAt(
  slot: Slot,
  { spec, id }: KnownPlace,
  runs: readonly RunFacts[],
  trust: Trust,
): Promise<PlaceLook[]> {
  const unknown = (run: RunFacts, error: unknown): PlaceLook => {
    const { code } = fsError(error, 'destination', '');
    if (code === 'INTERNAL') throw error;
    return { run: run.id, slot, found: 'unknown', code };
  };
  const other = () =>
    runs.map((run): PlaceLook => ({ run: run.id, slot, found: 'unknown', code: 'DESTINATION_OTHER' }));
  let destination: Destination;
  try {
    // Opening would make it a destination, if it is the empty folder of a mount that is not there.
    if (spec.kind === 'folder' && id !== undefined && readOnlyPlace(spec.path)?.id !== id) return other();
    destination = await openDestination(spec);
  } catch (error) {
    return runs.map(run => unknown(run, error));
  }
  try {
    if (id !== undefined && destination.id !== id) return other();
    const looks: PlaceLook[] = [];
    for (const run of runs)
      looks.push({
        run: run.id,
        slot,
        ...(await lookAtRun(destination, bytePathToText(run.name) ?? '', trust).catch(error =>
          unknown(run, error),
        )),
      });
    return looks;
  } finally {
    await destination.close();
  }
}

type Found = Omit<PlaceLook, 'run' | 'slot'>;

async function lookAtRun(destination: Destination, name: string, trust: Trust): Promise<Found> {
  const run = await destination.openRun(name, false);
  if (run === undefined) {
    const disposal = await disposalOfCopy(destination, name, trust);
    return { found: disposal === undefined ? 'gone' : 'disposed' };
  }
  try {
    const seal = await sealAtPlace(run, [CUSTODY], trust);
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
