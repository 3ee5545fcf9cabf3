import type { Bytes } from './bytes.ts';
import { hex } from './bytes.ts';
import { type DossierPredicate, decodeDossier } from './dossier.ts';
import { decodeEnvelope, PAYLOAD_TYPE, pae } from './dsse.ts';
import { verifyRaw } from './ecdsa.ts';
import { SeqwardenError } from './errors.ts';
import { type Finding, Findings } from './findings.ts';
import { keyAt } from './key-at.ts';
import { type LogStanding, positionOf, standingInLog } from './log-standing.ts';
import { verifySsh } from './sshsig.ts';
import type { Trust } from './trust.ts';
import type { TrustedKey } from './trusted-key.ts';

/** What vouches for an exported file list. */
export interface DossierHead {
  /** SHA-256 of SHA256SUMS. */
  readonly listSha256: Uint8Array;
  readonly ssh: Bytes;
  /** The envelope's file. */
  readonly envelope: Bytes;
  readonly proof: Bytes;
}

export interface DossierHeadCheck {
  readonly findings: readonly Finding[];
  /** What a trusted key signed; undefined: none did. */
  readonly dossier: DossierPredicate | undefined;
  readonly key: TrustedKey | undefined;
  readonly log: LogStanding;
}

/** Whether a trusted key exported this list, and a register has that. Collects what is wrong. */
export async function verifyDossierHead(head: DossierHead, trust: Trust): Promise<DossierHeadCheck> {
  const findings = new Findings();
  const { envelope, proof, listSha256, ssh } = head;
  const log = await standingInLog({ as: 'export', entry: envelope, proof }, trust, findings);
  const signed = await findings.collect(() => opened(envelope, trust, log));
  if (signed !== undefined) {
    const { key, subject } = signed;
    await findings.collect(() => verifySsh(ssh, listSha256, key.spki, 'dossier'));
    if (subject !== hex(listSha256))
      findings.add('DOSSIER_ALTERED', 'SHA256SUMS is not the file list that was exported');
  }
  return { findings: findings.all, dossier: signed?.predicate, key: signed?.key, log };
}

async function opened(file: Bytes, trust: Trust, log: LogStanding) {
  const { payload, keyid, raw } = decodeEnvelope(file);
  const { subject, predicate } = decodeDossier(payload);
  const stated = { statedAt: predicate.statedAt, position: positionOf(log) };
  const key = keyAt(trust, keyid, 'person', stated);
  if (typeof key === 'string')
    throw new SeqwardenError(key, 'no key of the trust file that counted then signed the export');
  if (!(await verifyRaw(key.spki, pae(PAYLOAD_TYPE, payload), raw)))
    throw new SeqwardenError('SIGNATURE_INVALID', 'the signature of the export does not verify');
  return { subject, predicate, key };
}
