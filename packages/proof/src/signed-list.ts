import { type Bytes, equalBytes, hex } from './bytes.ts';
import { decodeEnvelope, type Envelope, PAYLOAD_TYPE, pae } from './dsse.ts';
import { verifyRaw } from './ecdsa.ts';
import type { Findings } from './findings.ts';
import { requireKeyAt } from './key-at.ts';
import { type LogStanding, positionOf, standingInLog } from './log-standing.ts';
import { sigstoreBundle } from './sigstore-bundle.ts';
import { decodeSsh, type SignedAs, verifySsh } from './sshsig.ts';
import type { Trust } from './trust.ts';
import type { TrustedKey } from './trusted-key.ts';

/** A file list with the three files that sign it, as a seal and an addendum both are; what is not there is undefined. */
export interface SignedList<Statement> {
  readonly as: SignedAs;
  readonly manifestSha256: Uint8Array;
  readonly hasManifest: boolean;
  readonly envelope: Bytes | undefined;
  readonly bundle: Bytes | undefined;
  readonly ssh: Bytes | undefined;
  readonly decode: (payload: Uint8Array) => Statement;
  /** That a log has the envelope: the file of a tlog-proof. */
  readonly proof: Bytes | undefined;
}

interface ListStatement {
  readonly manifestSha256: string;
  readonly predicate: { readonly sealedAt: string };
}

export interface SignedListCheck<Statement> {
  /** What a trusted key signed, if one did. */
  readonly statement: Statement | undefined;
  readonly key: TrustedKey | undefined;
  /** The key id that the envelope states, unchecked. */
  readonly claimedKeyid: string | undefined;
  /** Whether the list is the one that the statement names. */
  readonly listIsSealed: boolean;
  readonly log: LogStanding;
}

/**
 * Checks that a trusted key signed this list, in all three ways. Nothing that the files state about themselves (key ids, hints, names) is
 * believed: the key is the trusted one under which the signature verifies.
 */
export async function checkSignedList<Statement extends ListStatement>(
  list: SignedList<Statement>,
  trust: Trust,
  findings: Findings,
): Promise<SignedListCheck<Statement>> {
  const { as, manifestSha256, envelope: file, bundle, ssh, proof } = list;
  const envelope = file && (await findings.collect(() => decodeEnvelope(file)));
  const key = envelope && (await findSigner(envelope, as, trust, findings));
  const statement = envelope && key && (await findings.collect(() => list.decode(envelope.payload)));
  const listIsSealed = statement?.manifestSha256 === hex(manifestSha256);

  const log = await standingInLog({ as, entry: file, proof }, trust, findings);
  if (statement !== undefined && key !== undefined) {
    const stated = { statedAt: statement.predicate.sealedAt, position: positionOf(log) };
    await findings.collect(() => requireKeyAt(key, stated, `the ${as}`));
  }
  if (statement !== undefined && list.hasManifest && !listIsSealed) {
    findings.add('MANIFEST_MISMATCH', `the digest of SHA256SUMS is not the one in the ${as}`);
  }
  if (file !== undefined && envelope !== undefined && bundle !== undefined) {
    if (!equalBytes(bundle, sigstoreBundle(file, envelope.keyid))) {
      findings.add('BUNDLE_MISMATCH', `${as}.sigstore.json is not the bundle of ${as}.intoto.json`);
    }
  }
  if (ssh !== undefined) {
    const signer = key ?? trust.sealKeys.find(({ keyid }) => keyid === envelope?.keyid);
    await findings.collect(() =>
      signer === undefined ? void decodeSsh(ssh, as) : verifySsh(ssh, manifestSha256, signer.spki, as),
    );
  }
  return { statement, key, claimedKeyid: envelope?.keyid, listIsSealed, log };
}

/** The trusted key under which the signature verifies. The key id only says which to try first. */
async function findSigner(
  envelope: Envelope,
  as: SignedAs,
  trust: Trust,
  findings: Findings,
): Promise<TrustedKey | undefined> {
  const message = pae(PAYLOAD_TYPE, envelope.payload);
  const claimed = trust.sealKeys.filter(({ keyid }) => keyid === envelope.keyid);
  const others = trust.sealKeys.filter(({ keyid }) => keyid !== envelope.keyid);
  for (const key of [...claimed, ...others]) {
    if (!(await verifyRaw(key.spki, message, envelope.raw))) continue;
    if (key.keyid !== envelope.keyid) {
      findings.add('KEYID_MISMATCH', `the ${as} was signed with another trusted key than its key id says`);
    }
    return key;
  }
  if (claimed.length > 0) findings.add('SIGNATURE_INVALID', `the signature of the ${as} does not verify`);
  else findings.add('UNKNOWN_KEY', `no key of the trust file signed this ${as}`);
  return undefined;
}
