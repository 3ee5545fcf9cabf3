export {
  ADDENDUM_BUNDLE_FILE,
  ADDENDUM_ENVELOPE_FILE,
  ADDENDUM_FILES,
  ADDENDUM_PROOF_FILE,
  type AddendaCheck,
  type Addendum,
  AMENDED_FOLDER,
  type AmendedSeal,
  verifyAddenda,
} from './addenda.ts';
export { AmendedCursor, KnownFiles, ListedCursor, type ListedFile, type SplitList } from './addenda-lists.ts';
export {
  type AddendumPredicate,
  addendumFolder,
  addendumNumber,
  decodeAddendum,
  encodeAddendum,
  MAX_ADDENDA,
} from './addendum.ts';
export { type AnyStatement, decodeAnyStatement, type StatementName } from './any-statement.ts';
export * from './byte-path.ts';
export { type Bytes, equalBytes, hex } from './bytes.ts';
export {
  ADDENDA_FOLDER,
  BUNDLE_FILE,
  CUSTODY_FILES,
  type CustodyFiles,
  ENVELOPE_FILE,
  MANIFEST_FILE,
  PROOF_FILE,
  type SealCheck,
  SSHSIG_FILE,
  verifySeal,
} from './custody.ts';
export { type DeliveryOf, type DeliveryPredicate, decodeDelivery, encodeDelivery } from './delivery.ts';
export { derFromRaw, rawFromDer } from './der.ts';
export type { Difference } from './difference.ts';
export { sha256, sha256Hex } from './digest.ts';
export {
  DISPOSAL_REASONS,
  type DisposalPredicate,
  type DisposalReason,
  decodeDisposal,
  encodeDisposal,
} from './disposal.ts';
export { type DossierPredicate, decodeDossier, encodeDossier } from './dossier.ts';
export { type DossierHead, type DossierHeadCheck, verifyDossierHead } from './dossier-head.ts';
export { decodeEnvelope, type Envelope, PAYLOAD_TYPE, pae, sealIdentity, signEnvelope } from './dsse.ts';
export { type Sign, verifyRaw } from './ecdsa.ts';
export * from './errors.ts';
export type { Finding } from './findings.ts';
export { decodeHold, encodeHold, type HoldPredicate, MAX_REASON } from './hold.ts';
export { type Join, joinManifest, type ListCursor, type NotFile, type Observed } from './join.ts';
export { type KeyProblem, keyAt, type LogPosition, type Stated } from './key-at.ts';
export {
  decodeKeyStatement,
  type Enrolment,
  encodeKeyStatement,
  KEY_PREDICATE_TYPE,
  type KeyPredicate,
  REVOCATION_REASONS,
  type Revocation,
  ROTATION_REASONS,
  type Rotation,
} from './key-statement.ts';
export {
  type KeyRefusal,
  type KeyState,
  type KeyStateEnd,
  KeyStates,
  keyStates,
  type LogEntry,
} from './key-states.ts';
export { type EnteredInLog, type LogStanding, positionOf } from './log-standing.ts';
export { checkBytePath, isCustody, manifestLine } from './manifest.ts';
export { ManifestCursor } from './manifest-cursor.ts';
export { mergeTrust } from './merge-trust.ts';
export { type Policy, parsePolicy, tolerates } from './policy.ts';
export {
  type ListEvidence,
  type PriorEvidence,
  summarizePriorEvidence,
} from './prior-evidence.ts';
export { isProofAlone } from './proof-alone.ts';
export { cosignedAt, registerWords } from './register-words.ts';
export { renewTrust } from './renew-trust.ts';
export {
  decodeSeal,
  encodeSeal,
  type Fact,
  fitFact,
  type SealPredicate,
  type Tool,
} from './seal.ts';
export { isPlainText } from './shape.ts';
export { openStatement, type SignedStatement, type StatementKind } from './signed-statement.ts';
export { sigstoreBundle } from './sigstore-bundle.ts';
export {
  compareSpecial,
  type SpecialEntry,
  type SpecialGroup,
  type SpecialKind,
  summarizeSpecial,
} from './special.ts';
export { allowedSignersLine, type SignedAs, signSsh, verifySsh } from './sshsig.ts';
export {
  encodeTrust,
  keyFingerprint,
  keysOf,
  parseTrust,
  type RegisterAtHand,
  type Trust,
} from './trust.ts';
export {
  isGraver,
  KEY_ROLES,
  type KeyEnd,
  type KeyPlace,
  type KeyRole,
  type TrustedKey,
} from './trusted-key.ts';
export {
  type KnownCheckpoint,
  knownCheckpoint,
  type LogPolicy,
  type TrustedLog,
  trustedLog,
} from './trusted-log.ts';
export { type Evidence, judge, type Verdict } from './verdict.ts';
