import type { LogKey } from '../log-key.ts';
import type { LogStore } from '../store/log-store.ts';
import { refused } from '../writer/refused.ts';
import type { Current, Writer } from '../writer/writer.ts';
import { decideOpening, type Remark } from './decide-opening.ts';
import { comparePublished, type Published } from './published-source.ts';

export interface GuardTools {
  readonly store: LogStore;
  readonly writer: Writer;
  readonly key: LogKey;
  readonly clock: () => number;
}

/**
 * Holds a log against what was seen of it elsewhere. While its writer is held, and after all was seen: others move the store on.
 *
 * @returns what is no reason to stop
 * @throws SeqwardenError LOG_BEHIND, LOG_FORKED: noted in the store, so that it refuses from here on; LOG_DAMAGED, LOG_UNREADABLE, TILE_MALFORMED
 */
export async function requireLatest(
  { store, writer, key, clock }: GuardTools,
  { right }: Current,
  published: readonly Published[],
): Promise<readonly Remark[]> {
  const read = writer.readerOf({ right, files: await store.kept() });
  const own = { checkpoint: right.checkpoint, verifier: key.verifier, read };
  const opening = decideOpening(await comparePublished(published, own));
  if (opening.action === 'go on') return opening.remarks;
  const { code, label } = opening;
  const evidence = published.find(one => one.label === label)?.file ?? new Uint8Array();
  const refusal = { code, label, evidence, at: clock() };
  await store.refuse(refusal);
  throw refused(refusal);
}
