import type { Bytes } from './bytes.ts';
import { sealIdentity } from './dsse.ts';
import { type Finding, Findings } from './findings.ts';
import type { LogStanding } from './log-standing.ts';
import { decodeSeal, type SealPredicate } from './seal.ts';
import { checkSignedList } from './signed-list.ts';
import type { Trust } from './trust.ts';
import type { TrustedKey } from './trusted-key.ts';

/** The files of `Custody/` by name. Of `SHA256SUMS` only that it is there counts; its bytes are hashed by the caller. */
export type CustodyFiles = ReadonlyMap<string, Bytes>;

export const MANIFEST_FILE = 'SHA256SUMS';
export const SSHSIG_FILE = 'SHA256SUMS.sig';
export const ENVELOPE_FILE = 'seal.intoto.json';
export const BUNDLE_FILE = 'seal.sigstore.json';

/** That the log has the envelope (C2SP tlog-proof); not there where the seal was made without a log. */
export const PROOF_FILE = 'seal.tlog-proof';

/** The folder of `Custody/` in which later statements lie: `addenda.ts`. */
export const ADDENDA_FOLDER = 'addenda';

/** The closed list of docs/FORMATS.md section 1, in byte order; beside them only {@link ADDENDA_FOLDER}. All but {@link PROOF_FILE} must be there. */
export const CUSTODY_FILES: readonly string[] = [
  MANIFEST_FILE,
  SSHSIG_FILE,
  ENVELOPE_FILE,
  BUNDLE_FILE,
  PROOF_FILE,
];

export type SealCheck =
  | {
      readonly ok: true;
      readonly findings: readonly [];
      readonly identity: string;
      readonly seal: SealPredicate;
      readonly key: TrustedKey;
      /** Whether the file list is the one that a trusted key sealed. Without that, comparing files with it says nothing. */
      readonly listIsSealed: true;
      /** What a log says of the seal. */
      readonly log: LogStanding;
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
      readonly log: LogStanding;
    };

/**
 * Checks everything in `Custody/` but the lines of the file list and the addenda, against trusted keys. Collects findings instead of
 * stopping at the first.
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

  const { statement, key, claimedKeyid, listIsSealed, log } = await checkSignedList(
    {
      as: 'seal',
      manifestSha256,
      hasManifest: files.has(MANIFEST_FILE),
      envelope: envelopeFile,
      bundle: files.get(BUNDLE_FILE),
      ssh: files.get(SSHSIG_FILE),
      proof: files.get(PROOF_FILE),
      decode: decodeSeal,
    },
    trust,
    findings,
  );
  const seal = statement?.predicate;

  const all = findings.all;
  if (all.length === 0 && identity !== undefined && seal !== undefined && key !== undefined && listIsSealed) {
    return { ok: true, findings: [], identity, seal, key, listIsSealed, log };
  }
  return { ok: false, findings: all, identity, seal, key, claimedKeyid, listIsSealed, log };
}

function checkNames(files: CustodyFiles, findings: Findings): void {
  if (files.size === 0) {
    findings.add('UNSIGNED', 'there is no Custody folder, or it is empty');
    return;
  }
  for (const name of CUSTODY_FILES) {
    if (name !== PROOF_FILE && !files.has(name))
      findings.add('CUSTODY_FILE_MISSING', `Custody/${name} is missing`);
  }
  for (const name of files.keys()) {
    if (!CUSTODY_FILES.includes(name)) {
      findings.add('CUSTODY_STRANGER', 'Custody/ holds a name that no seal has');
    }
  }
}
