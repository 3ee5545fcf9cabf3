import { SeqwardenError, type Trust } from '@seqwarden/proof';
import { addendaNotCarried } from '../destinations/addenda-not-carried.ts';
import type { Walk } from '../engine/walk.ts';
import type { TreeRoot } from '../host/held-tree.ts';
import { type ExistingSeal, existingSeal, requireLikely } from '../seal/existing-seal.ts';

/**
 * A source that brings its own seal with addenda is not copied: without them the copy would not verify, and a new seal would forget the
 * old one. Only where trusted keys signed all of it, and of files like these; anything else that somebody put there must not stop a copy,
 * and is set aside. Throws ADDENDA_NOT_CARRIED.
 */
export async function refuseAddenda(source: TreeRoot, run: Walk, trust: Trust): Promise<void> {
  if ((await sealOf(source, run, trust))?.addenda.length) throw addendaNotCarried('source');
}

async function sealOf(source: TreeRoot, run: Walk, trust: Trust): Promise<ExistingSeal | undefined> {
  if (run.custody.length === 0) return undefined;
  try {
    const seal = await existingSeal(source, trust);
    if (seal !== undefined) await requireLikely(seal, source, run);
    return seal;
  } catch (error) {
    if (error instanceof SeqwardenError) return undefined;
    throw error;
  }
}
