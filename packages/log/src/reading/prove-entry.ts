import { hash } from 'node:crypto';
import { type Bytes, equalBytes, SeqwardenError } from '@seqwarden/proof';
import {
  CHECKPOINT_FILE,
  type Checkpoint,
  checkLogProof,
  encodeTlogProof,
  openCheckpoint,
  readBundle,
  StoredTree,
  TILE_WIDTH,
} from '@seqwarden/proof/log';
import { sha256 } from '../hash.ts';
import { pastOf } from '../history/past-of.ts';
import type { AuditedLog } from './audit-log.ts';
import type { KnownState } from './known-state.ts';

export interface EntryQuestion {
  /** SHA-256 of the entry's bytes, hex: of a statement what it is called by. */
  readonly identity: string;
  /** Where it is said to stand; looked at first. */
  readonly place?: number | undefined;
  readonly known?: readonly KnownState[];
  /** After each 256 entries that were looked through. */
  readonly onProgress?: (entries: number, size: number) => void;
  readonly signal?: AbortSignal;
}

export interface ProvenEntry {
  readonly index: number;
  readonly entry: Bytes;
  readonly checkpoint: Checkpoint;
  /** The file of a tlog-proof, with the checkpoint as the log has it now. It was checked. */
  readonly proof: Bytes;
}

/**
 * Proves that a log has an entry, as of its latest checkpoint, of which it is checked that it continues what is known. The log is gone through where
 * nobody says where the entry stands.
 *
 * @throws SeqwardenError LOG_PROOF_MISSING: the log does not have it; LOG_BEHIND, LOG_FORKED; LOG_DAMAGED, LOG_PROOF_INVALID, LOG_UNREADABLE, TILE_MALFORMED: its files are not what it signed;
 * NOTE_MALFORMED, CHECKPOINT_*, COSIGNATURE_INVALID; INTERRUPTED
 */
export async function proveEntry(log: AuditedLog, question: EntryQuestion): Promise<ProvenEntry> {
  const file = await log.read(CHECKPOINT_FILE);
  if (file === undefined) throw new SeqwardenError('LOG_UNREADABLE', 'the register has no head');
  const { checkpoint } = await openCheckpoint(file, log.key);
  const tree = new StoredTree(sha256, log.read, checkpoint.size);
  for (const known of question.known ?? []) await requireContinues(log, checkpoint, known);
  const found = (await atPlace(log, checkpoint, question)) ?? (await search(log, checkpoint, question));
  const proof = encodeTlogProof({
    index: found.index,
    hashes: await tree.inclusionProof(found.index),
    checkpoint: new Uint8Array(file),
  });
  await checkLogProof(sha256, { proof, entry: found.entry, logKeys: [log.key] });
  return { ...found, checkpoint, proof };
}

/** Throws LOG_BEHIND, LOG_FORKED, and as `pastOf`. */
async function requireContinues(
  { read }: AuditedLog,
  checkpoint: Checkpoint,
  { label, checkpoint: known }: KnownState,
): Promise<void> {
  if (known.size > checkpoint.size)
    throw new SeqwardenError(
      'LOG_BEHIND',
      `the register has ${checkpoint.size} entries, and ${label} has seen ${known.size}`,
    );
  const { root } = await pastOf(read, checkpoint, known.size);
  if (!equalBytes(root, known.root))
    throw new SeqwardenError(
      'LOG_FORKED',
      `the first ${known.size} entries of the register are not those that ${label} has seen`,
    );
}

interface Found {
  readonly index: number;
  readonly entry: Bytes;
}

async function atPlace(
  { read }: AuditedLog,
  { size }: Checkpoint,
  { identity, place }: EntryQuestion,
): Promise<Found | undefined> {
  if (place === undefined || place >= size) return undefined;
  const entries = await readBundle(read, Math.floor(place / TILE_WIDTH), size);
  const entry = entries[place % TILE_WIDTH];
  return entry !== undefined && isCalled(entry, identity) ? { index: place, entry } : undefined;
}

async function search(
  { read }: AuditedLog,
  { size }: Checkpoint,
  { identity, onProgress, signal }: EntryQuestion,
): Promise<Found> {
  for (let first = 0; first < size; first += TILE_WIDTH) {
    signal?.throwIfAborted();
    const entries = await readBundle(read, first / TILE_WIDTH, size);
    const at = entries.findIndex(entry => isCalled(entry, identity));
    const entry = entries[at];
    if (entry !== undefined) return { index: first + at, entry };
    onProgress?.(first + entries.length, size);
  }
  throw new SeqwardenError('LOG_PROOF_MISSING', `none of the ${size} entries of the register is this one`);
}

function isCalled(entry: Uint8Array, identity: string): boolean {
  return hash('sha256', entry, 'hex') === identity;
}
