import { SeqwardenError } from '@seqwarden/proof';
import type { CopyResult, DestinationResult } from '../../copy/copy-result.ts';
import { closeRoot } from '../../host/held-tree.ts';
import { openRun } from '../../host/run-place.ts';
import type { Slot } from '../../journal/records.ts';
import type { FilesAndBytes } from '../../scan/run-scan.ts';
import { samePlaces } from '../places/same-places.ts';
import type { UsedDestination } from '../places/used-destination.ts';
import { type Finished, type FinishOptions, finishRun } from './finish-run.ts';
import { isOfTheLog, isOfTheRun } from './is-of-the-run.ts';
import { sealedSlots } from './next-work.ts';
import { maskOf, type RunContext } from './run-context.ts';
import type { RunStanding } from './run-standing.ts';

/** Of {@link finishRun}, with what matters of a copy. */
export type SealStep = Exclude<Finished, { readonly kind: 'copied' }> | CopiedStep;

export interface CopiedStep {
  readonly kind: 'copied';
  /** How many destinations have the seal now. */
  readonly sealed: number;
  readonly files: number;
  readonly bytes: number;
  /** Those that have it not, where that will stay so for this run. */
  readonly refused: readonly Refusal[];
  readonly named: NamedSeal;
  /** Our log took nothing, so that somewhere a delivery is missing. */
  readonly isLogStopped: boolean;
}

/** Identity of the seal, and the key that signed it where it was made now. */
export interface NamedSeal {
  readonly seal?: string;
  readonly key?: string;
}

export interface Refusal {
  readonly slot: Slot;
  readonly error: SeqwardenError;
}

/** How work beside the loop is followed and ended. */
export type Beside = Pick<FinishOptions, 'onMoved' | 'onProgress' | 'signal'>;

/** Finishes a run at the destinations that can be reached, and notes how far they are. Throws as {@link finishRun}. */
export async function sealStep(
  context: RunContext,
  standing: RunStanding,
  reachable: readonly UsedDestination[],
  isOwnWork: boolean,
  beside: Beside,
): Promise<SealStep> {
  const due = await samePlaces(reachable, standing);
  const { path, record, journal, root, now, signer, trust, version, allowance } = context;
  const had = sealedSlots(journal.deliveries(record.id));
  if (due.length === 0 || (isAnyOf(reachable, had) && !isAnyOf(due, had)))
    return { kind: 'copied', sealed: 0, files: 0, bytes: 0, refused: [], named: {}, isLogStopped: false };
  const held = new Map(due.map(({ slot }) => [slot, journal.held(record.id, slot)]));
  const finished = await finishRun({
    path,
    name: nameOf(path),
    run: record.id,
    journal,
    destinations: due,
    sourceLabel: root.sourceLabel,
    sealedAt: maskOf([...had.keys()].map(slot => ({ slot }))),
    isOwnWork,
    failedAt: (slot, error) => standing.blame(new Map([[slot, error]]), false),
    bytesPerSecond: allowance.bytesPerSecond,
    ...beside,
    ...{ now, signer, trust, version },
  });
  if (finished.kind !== 'copied') return finished;
  return await noteCopied(context, standing, due, finished.result, held);
}

function isAnyOf(all: readonly UsedDestination[], had: ReadonlyMap<Slot, unknown>): boolean {
  return all.some(({ slot }) => had.has(slot));
}

/** Under which destinations keep it. Throws RUN_*. */
export function nameOf(path: string): string {
  const { name, root } = openRun(path);
  closeRoot(root);
  return name;
}

async function noteCopied(
  { record, journal, now, signer, traffic, busyPlaces }: RunContext,
  standing: RunStanding,
  due: readonly UsedDestination[],
  result: CopyResult,
  held: ReadonlyMap<Slot, FilesAndBytes>,
): Promise<CopiedStep> {
  const had = sealedSlots(journal.deliveries(record.id));
  let sealed = 0;
  const refused: Refusal[] = [];
  let isLogStopped = false;
  const { files, bytes } = result;
  for (const [at, one] of result.destinations.entries()) {
    const used = due[at];
    if (used === undefined) continue;
    const [failure] = one.failures;
    if (one.outcome !== 'failed') {
      sealed++;
      used.worked();
      busyPlaces.free(used.slot);
      traffic.copied(used.slot, writtenAt(one, result, held.get(used.slot)));
      const sealedThere = one.seal === null ? undefined : { seal: one.seal, files, bytes };
      if (!had.has(used.slot)) journal.setDelivery(record.id, used.slot, 'sealed', now(), sealedThere);
    } else if (failure !== undefined) {
      const error = new SeqwardenError(failure.code, failure.message, { path: failure.path });
      if (isOfTheLog(failure.code)) isLogStopped = true;
      if (isOfTheRun(failure.code)) refused.push({ slot: used.slot, error });
      await standing.blame(new Map([[used.slot, error]]), false);
    }
  }
  return { kind: 'copied', sealed, files, bytes, refused, named: namedBy(result, signer), isLogStopped };
}

/** `held`: what was there before; where nothing was written all was. */
function writtenAt(
  { written }: DestinationResult,
  { bytes }: CopyResult,
  held: FilesAndBytes = { files: 0, bytes: 0 },
): FilesAndBytes {
  return { files: written, bytes: written === 0 ? 0 : Math.max(0, bytes - held.bytes) };
}

function namedBy({ destinations }: CopyResult, { keyid }: RunContext['signer']): NamedSeal {
  const one = destinations.find(({ seal }) => seal !== null);
  if (one === undefined || one.seal === null) return {};
  return { seal: one.seal, ...(destinations.some(({ outcome }) => outcome === 'sealed') && { key: keyid }) };
}
