import type { RightsBook } from '@seqwarden/cases/authority';
import { KnownPast } from '@seqwarden/log/reading';
import {
  equalBytes,
  type KeyRefusal,
  type KeyStates,
  type KnownCheckpoint,
  knownCheckpoint,
  SeqwardenError,
} from '@seqwarden/proof';
import {
  CHECKPOINT_FILE,
  type Checkpoint,
  leafHash,
  logId,
  readBundle,
  type TileReader,
  TreeEdge,
  type VerifierKey,
} from '@seqwarden/proof/log';
import { sha256 } from '../host/sha256.ts';
import { KeysAndRights } from './keys-and-rights.ts';

/** What a log says of its keys, as of one of its checkpoints. */
export interface LogKeys {
  readonly states: KeyStates;
  /** What persons may do in cases. */
  readonly rights: RightsBook;
  /** Entries about rights that do not count. */
  readonly rightsRefused: readonly KeyRefusal[];
  readonly asOf: KnownCheckpoint;
}

/** The log to be read, wherever its files lie. Nothing of it is believed but what its key signed. */
export interface ReadableLog {
  readonly key: VerifierKey;
  readonly read: TileReader;
}

/**
 * Reads all entries of a log, and checks that they are those of its checkpoint, and that the history continues one that is known.
 *
 * @param known a checkpoint of this log as of which something is known already
 * @throws SeqwardenError LOG_UNREADABLE; LOG_BEHIND: the log is shorter than what is known; LOG_FORKED: its history is another; LOG_DAMAGED: its files are not
 * what it signed; NOTE_MALFORMED, CHECKPOINT_*, TILE_MALFORMED
 */
export async function readLogKeys({ key, read }: ReadableLog, known?: Checkpoint): Promise<LogKeys> {
  const file = await read(CHECKPOINT_FILE);
  if (file === undefined) throw new SeqwardenError('LOG_UNREADABLE', 'the register has no head');
  const asOf = await knownCheckpoint(file, key);
  const { size, root } = asOf.checkpoint;
  if (known !== undefined && known.size > size)
    throw new SeqwardenError('LOG_BEHIND', `the register has ${size} entries, and had ${known.size} before`);
  const said = new KeysAndRights(logId(sha256, key.publicKey));
  const edge = new TreeEdge(sha256);
  const past = new KnownPast(known === undefined ? [] : [{ checkpoint: known }]);
  past.compare(edge);
  for (let bundle = 0; edge.size < size; bundle++) {
    for (const entry of await readBundle(read, bundle, size)) {
      await said.add({ index: edge.size, file: entry });
      edge.append(leafHash(sha256, entry));
      past.compare(edge);
    }
    // Nobody needs them here, and they would fill the memory.
    edge.takeFullTiles();
  }
  // Only what the log signed is a history; files that are not what it signed say nothing of one.
  if (!equalBytes(edge.root(), root))
    throw new SeqwardenError('LOG_DAMAGED', 'the entries of the register are not those that it signed');
  if (past.others.length > 0)
    throw new SeqwardenError(
      'LOG_FORKED',
      'the register has another history than the one that is known of it',
    );
  const { states, rights, refusals } = said;
  return { states, rights, rightsRefused: refusals, asOf };
}
