import { SeqwardenError, type Trust } from '@seqwarden/proof';
import type { DestinationSpec, RunAtDestination } from '../destinations/destination.ts';
import { ID_FILE, LARGEST_ID } from '../destinations/destination-id.ts';
import { destinationLabel } from '../destinations/destination-label.ts';
import { openDestination } from '../destinations/open.ts';
import { readOwnOf } from '../destinations/read-own.ts';
import { type AdoptResult, type AdoptTerms, adoptIn } from './adopt-seal.ts';
import { type ExistingSeal, sealOf } from './existing-seal.ts';
import { readCompanionFrom } from './read-companion-from.ts';

export interface AdoptAtOptions extends AdoptTerms {
  readonly destination: DestinationSpec;
  /** The run's folder name. */
  readonly run: string;
  readonly signal?: AbortSignal | undefined;
}

/** As `adoptSeal`, of a run at a destination, under its lock there. Throws RUN_NOT_FOUND also where no destination is: a wrong address becomes none by it. */
export async function adoptSealAt(options: AdoptAtOptions): Promise<AdoptResult> {
  const { destination: spec, run: name, signal } = options;
  if ((await readOwnOf(spec, ID_FILE, LARGEST_ID, signal)) === undefined)
    throw new SeqwardenError('RUN_NOT_FOUND', `${destinationLabel(spec)} is no destination`);
  await using opened = new AsyncDisposableStack();
  const destination = await openDestination(spec, signal);
  opened.defer(() => destination.close());
  opened.defer(await destination.lockRun(name));
  const run = await destination.openRun(name, false);
  if (run === undefined) throw new SeqwardenError('RUN_NOT_FOUND', `${destination.label} has no such run`);
  opened.defer(() => run.close());
  return await adoptIn(
    {
      label: run.label,
      seal: () => sealIn(run, options.trust),
      read: path => readCompanionFrom((at, take) => run.readFile(at, take), path),
      putProof: (path, bytes, replaces) => run.putProof(path, bytes, replaces),
    },
    options,
  );
}

async function sealIn(run: RunAtDestination, trust: Trust): Promise<ExistingSeal | undefined> {
  const pieces = await run.readCustody();
  if (pieces === undefined) return undefined;
  const files = new Map([...pieces].map(([name, all]) => [name, new Uint8Array(Buffer.concat(all))]));
  return sealOf(files, () => run.readAddenda(), trust, true);
}
