import { equalBytes, SeqwardenError } from '@seqwarden/proof';
import {
  type Checkpoint,
  leafHash,
  openCheckpoint,
  TreeEdge,
  type VerifierKey,
  verifyConsistency,
  verifyInclusion,
} from '@seqwarden/proof/log';
import { sha256 } from '../hash.ts';
import type { KnownState } from './known-state.ts';
import type { StatementBundle } from './statement-bundle.ts';

/**
 * Checks that a log signed the checkpoint of a bundle, that it has all its records, and that it continues what is known of the log. Returns the checkpoint. What the
 * records say, and who signed them, is not looked at.
 *
 * @throws SeqwardenError LOG_PROOF_INVALID: a record is not there, or a step does not hold; LOG_FORKED: another history than a known one; LOG_BEHIND: older than a known state;
 * LOG_PROOF_MISSING: it does not show that it continues a known state; NOTE_MALFORMED, CHECKPOINT_*
 */
export async function checkBundle(
  bundle: StatementBundle,
  key: VerifierKey,
  known: readonly KnownState[],
): Promise<Checkpoint> {
  const { checkpoint } = await openCheckpoint(bundle.checkpoint, key);
  const { size, root } = checkpoint;
  for (const { index, entry, hashes } of bundle.records)
    if (!verifyInclusion(sha256, { index, size, leaf: leafHash(sha256, entry), root, proof: hashes }))
      throw new SeqwardenError(
        'LOG_PROOF_INVALID',
        `the bundle: the register does not have its record ${index}`,
      );
  for (const state of known) requireContinues(bundle, checkpoint, state);
  return checkpoint;
}

function requireContinues(
  { steps, records }: StatementBundle,
  { size, root }: Checkpoint,
  { label, checkpoint: known }: KnownState,
): void {
  if (known.size > size)
    throw new SeqwardenError(
      'LOG_BEHIND',
      `the bundle is of the first ${size} entries of the register, and ${label} has seen ${known.size}`,
    );
  if (known.size === size || records.length === size) {
    const seen = known.size === size ? root : rootOf(records.slice(0, known.size));
    if (!equalBytes(seen, known.root))
      throw new SeqwardenError(
        'LOG_FORKED',
        `the first ${known.size} entries of the register are not those that ${label} has seen`,
      );
    return;
  }
  if (known.size === 0) return;
  const step = steps.find(one => one.size === known.size);
  if (step === undefined)
    throw new SeqwardenError(
      'LOG_PROOF_MISSING',
      `the bundle does not show that it continues the ${known.size} entries that ${label} has seen: ask for one with --from ${known.size}`,
    );
  const sizes = { oldSize: known.size, newSize: size, oldRoot: known.root, newRoot: root };
  if (!verifyConsistency(sha256, { ...sizes, proof: step.hashes }))
    throw new SeqwardenError(
      'LOG_PROOF_INVALID',
      `the bundle does not continue the ${known.size} entries that ${label} has seen, by its own step`,
    );
}

function rootOf(records: StatementBundle['records']): Uint8Array {
  const edge = new TreeEdge(sha256);
  for (const { entry } of records) {
    edge.append(leafHash(sha256, entry));
    edge.takeFullTiles();
  }
  return edge.root();
}
