import { createHash } from 'node:crypto';
import { builtinAdvisories } from '@seqwarden/advisory/builtin';
import { MAX_DOCUMENT_BYTES } from '@seqwarden/advisory/document';
import { AdvisoryStore, advisoriesFolder } from '@seqwarden/agent/advisories';
import { EvidenceStore } from '@seqwarden/agent/evidence';

/** The very bytes of an advisory: as it came into a case, as it was kept, or one that is built in; undefined: they are not here. Throws EVIDENCE_DAMAGED, ADVISORY_STORE_DAMAGED. */
export async function advisoryBytes(sha256: string, env: NodeJS.ProcessEnv): Promise<Uint8Array | undefined> {
  const evidence = EvidenceStore.at(env);
  if (evidence.has(sha256)) return evidence.readWhole(sha256, MAX_DOCUMENT_BYTES);
  const builtin = builtinAdvisories().find(
    bytes => createHash('sha256').update(bytes).digest('hex') === sha256,
  );
  if (builtin !== undefined) return builtin;
  const kept = AdvisoryStore.read(advisoriesFolder(env));
  const arrival = kept.events().find(one => one.sha256 === sha256);
  return arrival && kept.document(arrival).bytes;
}
