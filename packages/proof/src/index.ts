export * from './byte-path.ts';
export { type Bytes, hex } from './bytes.ts';
export { type DeliveryPredicate, decodeDelivery, encodeDelivery } from './delivery.ts';
export { derFromRaw, rawFromDer } from './der.ts';
export { sha256, sha256Hex } from './digest.ts';
export { decodeEnvelope, type Envelope, PAYLOAD_TYPE, pae, sealIdentity, signEnvelope } from './dsse.ts';
export { type Sign, verifyRaw } from './ecdsa.ts';
export * from './errors.ts';
export { checkBytePath, manifestLine } from './manifest.ts';
export { ManifestCursor } from './manifest-cursor.ts';
export {
  decodeSeal,
  encodeSeal,
  type Fact,
  fitFact,
  fitPriorEvidence,
  type PriorEvidence,
  type SealPredicate,
  type Tool,
} from './seal.ts';
export { sigstoreBundle } from './sigstore-bundle.ts';
export {
  compareSpecial,
  type SpecialEntry,
  type SpecialGroup,
  type SpecialKind,
  summarizeSpecial,
} from './special.ts';
export { allowedSignersLine, signSsh, verifySsh } from './sshsig.ts';
export { encodeTrust, keyFingerprint, parseTrust, type Trust, type TrustedKey } from './trust.ts';
