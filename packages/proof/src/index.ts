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
export * from './byte-path.ts';
export { type Bytes, hex } from './bytes.ts';
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
export { sha256, sha256Hex } from './digest.ts';
export {
  DISPOSAL_REASONS,
  type DisposalPredicate,
  type DisposalReason,
  decodeDisposal,
  encodeDisposal,
} from './disposal.ts';
export { decodeEnvelope, type Envelope, PAYLOAD_TYPE, pae, sealIdentity, signEnvelope } from './dsse.ts';
export { type Sign, verifyRaw } from './ecdsa.ts';
export * from './errors.ts';
export type { Finding } from './findings.ts';
export { decodeHold, encodeHold, type HoldPredicate, MAX_REASON } from './hold.ts';
export { type Join, joinManifest, type ListCursor, type NotFile, type Observed } from './join.ts';
export { checkBytePath, isCustody, manifestLine } from './manifest.ts';
export { ManifestCursor } from './manifest-cursor.ts';
export { mergeTrust } from './merge-trust.ts';
export { type Policy, parsePolicy, tolerates } from './policy.ts';
export {
  type ListEvidence,
  type PriorEvidence,
  summarizePriorEvidence,
} from './prior-evidence.ts';
export {
  decodeSeal,
  encodeSeal,
  type Fact,
  fitFact,
  type SealPredicate,
  type Tool,
} from './seal.ts';
export { isPlainText } from './shape.ts';
export { openStatement, type SignedStatement } from './signed-statement.ts';
export { sigstoreBundle } from './sigstore-bundle.ts';
export {
  compareSpecial,
  type SpecialEntry,
  type SpecialGroup,
  type SpecialKind,
  summarizeSpecial,
} from './special.ts';
export { allowedSignersLine, type SignedAs, signSsh, verifySsh } from './sshsig.ts';
export { encodeTrust, keyFingerprint, parseTrust, type Trust, type TrustedKey } from './trust.ts';
export { type Difference, type Evidence, judge, type Verdict } from './verdict.ts';
