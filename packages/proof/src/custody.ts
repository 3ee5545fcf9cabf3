import { type Bytes, equalBytes, hex } from './bytes.ts';
import { decodeEnvelope, type Envelope, PAYLOAD_TYPE, pae, sealIdentity } from './dsse.ts';
import { verifyRaw } from './ecdsa.ts';
import { type ErrorCode, SeqwardenError } from './errors.ts';
import { decodeSeal, type SealPredicate } from './seal.ts';
import { sigstoreBundle } from './sigstore-bundle.ts';
import { decodeSsh, verifySsh } from './sshsig.ts';
import type { Trust, TrustedKey } from './trust.ts';

/** The files of `Custody/` by name. Of `SHA256SUMS` only that it is there counts; its bytes are hashed by the caller. */
export type CustodyFiles = ReadonlyMap<string, Bytes>;

export const MANIFEST_FILE = 'SHA256SUMS';
export const SSHSIG_FILE = 'SHA256SUMS.sig';
export const ENVELOPE_FILE = 'seal.intoto.json';
export const BUNDLE_FILE = 'seal.sigstore.json';

/** The closed list of docs/FORMATS.md section 1, in byte order. */
export const CUSTODY_FILES: readonly string[] = [MANIFEST_FILE, SSHSIG_FILE, ENVELOPE_FILE, BUNDLE_FILE];

/** One thing that was found wrong; the message names no value from the files. */
export interface Finding {
  readonly code: ErrorCode;
  readonly message: string;
}

export type SealCheck =
  | {
      readonly ok: true;
      readonly findings: readonly [];
      readonly identity: string;
      readonly seal: SealPredicate;
      readonly key: TrustedKey;
      /** Whether the file list is the one that a trusted key sealed. Without that, comparing files with it says nothing. */
      readonly listIsSealed: true;
    }
  | {
      readonly ok: false;
      readonly findings: readonly Finding[];
      /** Of the envelope's file, if it is there at all. */
      readonly identity: string | undefined;
      /** What a trusted key signed, if one did; there are findings all the same. */
      readonly seal: SealPredicate | undefined;
      readonly key: TrustedKey | undefined;
      /** The key id that the envelope states, unchecked: to ask the lab about an unknown key. */
      readonly claimedKeyid: string | undefined;
      readonly listIsSealed: boolean;
    };

/**
 * Checks everything in `Custody/` but the lines of the file list, against trusted keys. Collects findings instead of
 * stopping at the first. Nothing that the files state about themselves (key ids, hints, names) is believed:
 * the key is the trusted one under which the signature verifies.
 */
export async function verifySeal(
  files: CustodyFiles,
  trust: Trust,
  { manifestSha256 }: { readonly manifestSha256: Uint8Array },
): Promise<SealCheck> {
  const findings = new Findings();
  checkNames(files, findings);
  const envelopeFile = files.get(ENVELOPE_FILE);
  const identity = envelopeFile === undefined ? undefined : await sealIdentity(envelopeFile);
  if (trust.superseded.some(({ seal }) => seal === identity)) {
    findings.add('SEAL_SUPERSEDED', 'the trust file names a later seal of this run');
  }

  const envelope = envelopeFile && (await findings.collect(() => decodeEnvelope(envelopeFile)));
  const key = envelope && (await findSigner(envelope, trust, findings));
  const statement = envelope && key && (await findings.collect(() => decodeSeal(envelope.payload)));
  const seal = statement?.predicate;
  const listIsSealed = statement?.manifestSha256 === hex(manifestSha256);

  if (seal !== undefined && key !== undefined) checkValidity(seal, key, findings);
  if (statement !== undefined && files.has(MANIFEST_FILE) && !listIsSealed) {
    findings.add('MANIFEST_MISMATCH', 'the digest of SHA256SUMS is not the one in the seal');
  }
  if (envelopeFile !== undefined && envelope !== undefined) {
    const bundle = files.get(BUNDLE_FILE);
    if (bundle !== undefined && !equalBytes(bundle, sigstoreBundle(envelopeFile, envelope.keyid))) {
      findings.add('BUNDLE_MISMATCH', 'seal.sigstore.json is not the bundle of seal.intoto.json');
    }
  }
  const signature = files.get(SSHSIG_FILE);
  if (signature !== undefined) {
    const signer = key ?? trust.sealKeys.find(({ keyid }) => keyid === envelope?.keyid);
    await findings.collect(() =>
      signer === undefined ? void decodeSsh(signature) : verifySsh(signature, manifestSha256, signer.spki),
    );
  }
  if (trust.logRequired && files.size > 0) {
    findings.add('LOG_PROOF_MISSING', 'the trust file demands a log proof; this version knows none');
  }

  const all = findings.all;
  if (all.length === 0 && identity !== undefined && seal !== undefined && key !== undefined && listIsSealed) {
    return { ok: true, findings: [], identity, seal, key, listIsSealed };
  }
  return { ok: false, findings: all, identity, seal, key, claimedKeyid: envelope?.keyid, listIsSealed };
}

function checkNames(files: CustodyFiles, findings: Findings): void {
  if (files.size === 0) {
    findings.add('UNSIGNED', 'there is no Custody folder, or it is empty');
    return;
  }
  for (const name of CUSTODY_FILES) {
    if (!files.has(name)) findings.add('CUSTODY_FILE_MISSING', `Custody/${name} is missing`);
  }
  for (const name of files.keys()) {
    if (!CUSTODY_FILES.includes(name)) {
      findings.add('CUSTODY_STRANGER', 'Custody/ holds a name that no seal has');
    }
  }
}

/** The trusted key under which the signature verifies. The key id only says which to try first. */
async function findSigner(
  envelope: Envelope,
  trust: Trust,
  findings: Findings,
): Promise<TrustedKey | undefined> {
  const message = pae(PAYLOAD_TYPE, envelope.payload);
  const claimed = trust.sealKeys.filter(({ keyid }) => keyid === envelope.keyid);
  const others = trust.sealKeys.filter(({ keyid }) => keyid !== envelope.keyid);
  for (const key of [...claimed, ...others]) {
    if (!(await verifyRaw(key.spki, message, envelope.raw))) continue;
    if (key.keyid !== envelope.keyid) {
      findings.add('KEYID_MISMATCH', 'the seal was signed with another trusted key than its key id says');
    }
    return key;
  }
  if (claimed.length > 0) findings.add('SIGNATURE_INVALID', 'the signature of the seal does not verify');
  else findings.add('UNKNOWN_KEY', 'no key of the trust file signed this seal');
  return undefined;
}

function checkValidity(seal: SealPredicate, key: TrustedKey, findings: Findings): void {
  // Times are all in the one form of docs/FORMATS.md, so that text order is time order.
  const tooEarly = seal.sealedAt < key.validFrom;
  const tooLate = key.validUntil !== null && seal.sealedAt >= key.validUntil;
  if (tooEarly || tooLate)
    findings.add('KEY_NOT_VALID_THEN', 'the seal was made outside the validity of its key');
}

class Findings {
  readonly all: Finding[] = [];

  add(code: ErrorCode, message: string): void {
    this.all.push({ code, message });
  }

  /** The result, or undefined after noting what was wrong. */
  async collect<T>(check: () => T | Promise<T>): Promise<T | undefined> {
    try {
      return await check();
    } catch (error) {
      if (!(error instanceof SeqwardenError)) throw error;
      this.add(error.code, error.message);
      return undefined;
    }
  }
}
