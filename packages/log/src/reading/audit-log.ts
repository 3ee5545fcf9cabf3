import { type Bytes, SeqwardenError } from '@seqwarden/proof';
import {
  type Checkpoint,
  checkPolicy,
  decodeEntries,
  HASH_LENGTH,
  leafHash,
  logId,
  openCheckpoint,
  TILE_WIDTH,
  type Tile,
  type TileReader,
  TreeEdge,
  type TlogPolicy,
  tilePath,
  tileWidth,
  type VerifierKey,
} from '@seqwarden/proof/log';
import { sha256 } from '../hash.ts';
import { CHECKPOINT_FILE } from '../tree/tree-folder.ts';
import { AuditFindings } from './audit-findings.ts';
import { EntryJudge, type ReadEntry } from './judge-entry.ts';
import { readBundle } from './read-bundle.ts';
