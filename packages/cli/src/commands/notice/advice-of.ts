import { hash } from 'node:crypto';
import { builtinAdvisories } from '@seqwarden/advisory/builtin';
import { type Advisory, AdvisoryError, MAX_DOCUMENT_BYTES, readAdvisory } from '@seqwarden/advisory/document';
import { OVERLAY } from '@seqwarden/advisory/overlay';
import { EvidenceStore } from '@seqwarden/agent/evidence';
import { type Quote, quotedAdvice } from '@seqwarden/cases/notice';
import type { CaseState, ItemState } from '@seqwarden/cases/state';
import { SeqwardenError } from '@seqwarden/proof';

export interface AdviceOfCase {
  readonly quotesFor: (items: readonly ItemState[]) => readonly Quote[];
  /** Labels of advisories whose bytes are not here, or are no advisory. */
  readonly unread: readonly string[];
}

/** What the advisories of a case, and of its findings, say on patching. Throws CASE_STORE_UNUSABLE. */
export async function adviceOf(
  { documents }: CaseState,
  items: readonly ItemState[],
  env: NodeJS.ProcessEnv,
): Promise<AdviceOfCase> {
  const labels = new Map<string, string>();
  for (const { says, subject } of documents)
    if (says.advisory !== null) labels.set(subject, says.advisory.id);
  for (const { advisory } of items.flatMap(({ findings }) => findings))
    labels.set(advisory.sha256, advisory.id);
  const store = EvidenceStore.at(env);
  const own = new Map(builtinAdvisories().map(bytes => [hash('sha256', bytes, 'hex'), bytes]));
  const advisories: Advisory[] = [];
  const unread: string[] = [];
  for (const [digest, label] of labels) {
    const advisory = await advisoryAt(digest, store, own.get(digest));
    if (advisory === undefined) unread.push(`${label} (SHA-256 ${digest.slice(0, 16)}...)`);
    else advisories.push(advisory);
  }
  return { quotesFor: asked => quotedAdvice(asked, advisories, OVERLAY), unread };
}

async function advisoryAt(
  digest: string,
  store: EvidenceStore,
  own: Uint8Array | undefined,
): Promise<Advisory | undefined> {
  try {
    return readAdvisory(own ?? (await store.readWhole(digest, MAX_DOCUMENT_BYTES)));
  } catch (error) {
    const isItsOwn = error instanceof AdvisoryError;
    const isMissing = error instanceof SeqwardenError && /^EVIDENCE_|^CASE_INPUT_/.test(error.code);
    if (isItsOwn || isMissing) return undefined;
    throw error;
  }
}
