export { checkLogProof, type LogProofCheck, type LogProofQuestion } from './check-log-proof.ts';
export {
  type Checkpoint,
  isSignedByLog,
  openCheckpoint,
  parseCheckpoint,
  signCheckpoint,
} from './checkpoint.ts';
export { cosign, verifyCosignature } from './cosignature.ts';
export { parseDecimal } from './decimal.ts';
export { type SignEd25519, verifyEd25519 } from './ed25519.ts';
export { decodeEntries, encodeEntries, MAX_ENTRY, MAX_LOG_FILE } from './entry-bundle.ts';

export { EMPTY_ROOT, HASH_LENGTH, type Hash, leafHash, nodeHash } from './hash.ts';
export {
  type Consistency,
  type Inclusion,
  MAX_PROOF_HASHES,
  verifyConsistency,
  verifyInclusion,
} from './merkle-proof.ts';
export {
  addSignature,
  encodeNote,
  encodeSignatureLine,
  MAX_NOTE,
  type Note,
  type NoteSignature,
  parseNote,
  parseSignatureLine,
  signaturesBy,
} from './note.ts';
export { readBundle } from './read-bundle.ts';
export { SoftSha256, softSha256 } from './soft-sha256.ts';
export {
  consistencyProof,
  inclusionProof,
  readTile,
  rootOf,
  StoredTree,
  type TileReader,
} from './stored-tree.ts';
export {
  CHECKPOINT_FILE,
  entriesPath,
  hashesAt,
  parseTilePath,
  TILE_WIDTH,
  type TilePlace,
  tilePath,
  tileWidth,
} from './tile-path.ts';
export {
  type Cosigner,
  checkPolicy,
  type PolicyCheck,
  type PolicyGroup,
  type PolicyLog,
  type PolicyWitness,
  parseTlogPolicy,
  type TlogPolicy,
} from './tlog-policy.ts';
export { decodeTlogProof, encodeTlogProof, type TlogProof } from './tlog-proof.ts';
export { type Tile, TreeEdge } from './tree-edge.ts';
export {
  encodeVerifierKey,
  isSameKey,
  type KeyType,
  logId,
  parseVerifierKey,
  type VerifierKey,
  verifierKey,
} from './verifier-key.ts';
