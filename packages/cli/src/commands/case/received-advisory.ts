import {
  type Advisory,
  type AdvisoryDifference,
  diffAdvisories,
  MAX_DOCUMENT_BYTES,
  readAdvisory,
} from '@seqwarden/advisory/document';
import {
  AdvisoryStore,
  type Arrival,
  advisoriesFolder,
  type ExaminedAdvisory,
  examineAdvisory,
  readLocalAdvisories,
} from '@seqwarden/agent/advisories';
import type { EvidenceStore } from '@seqwarden/agent/evidence';
import { SeqwardenError } from '@seqwarden/proof';
import { fitted, ordered, type ReceivedPredicate } from '@seqwarden/proof/acts';
import type { Context } from '../../context.ts';

/** The CSAF document of a file, with its signature where one lies beside it. Throws ADVISORY_*, CASE_INPUT_UNUSABLE. */
export async function examined(path: string, now: Date): Promise<ExaminedAdvisory> {
  const [offer, another] = readLocalAdvisories(path, MAX_DOCUMENT_BYTES);
  if (offer?.kind !== 'document' || another !== undefined) {
    const why = offer?.kind === 'missed' ? offer.missed.text : 'holds other things than one document';
    throw new SeqwardenError('CASE_INPUT_UNUSABLE', `${path}: ${why}`);
  }
  return await examineAdvisory(offer.document, [], now);
}

/** How a record names it. Throws CASE_INPUT_UNUSABLE: half a name would be another one. */
export function labelOf({
  label: { publisher, id, version },
}: Advisory): NonNullable<ReceivedPredicate['advisory']> {
  if ([publisher, id, version].some(text => fitted(text) !== text))
    throw new SeqwardenError(
      'CASE_INPUT_UNUSABLE',
      'a record cannot hold the label of this document; take it in as `--what other`',
    );
  return { publisher, id, version };
}

/** Its vulnerabilities as a record names them, by name. Throws CASE_INPUT_UNUSABLE. */
export function vulnerabilitiesIn({ vulnerabilities }: Advisory): string[] {
  const ids = vulnerabilities.map(({ id }) => id);
  const isSpelt = (id: string) =>
    fitted(id) === id && (/^CVE-\d{4}-\d{4,}$/.test(id) || !/^(?:cve-\d|case:)/i.test(id));
  if (!ids.every(isSpelt))
    throw new SeqwardenError(
      'CASE_INPUT_UNUSABLE',
      'a record cannot hold the name of one of its vulnerabilities; take it in as `--what other`',
    );
  return ordered(ids, id => id);
}

/** What it says otherwise than the version before it. Throws EVIDENCE_*. */
export async function differencesTo(
  before: string,
  after: Advisory,
  store: EvidenceStore,
): Promise<AdvisoryDifference[]> {
  return diffAdvisories(readAdvisory(await store.readWhole(before, MAX_DOCUMENT_BYTES)), after);
}

export interface KeptAdvisory {
  /** The event by which it came; null: these bytes stood there already. */
  readonly arrival: Arrival | null;
  /** What was found of it when it came: its signature, hash files, validity. */
  readonly found: Arrival | null;
  /** SHA-256 of what stands beside it under a stronger signature: both are asked. */
  readonly beside: readonly string[];
}

/** Puts it among the advisories that `exposure --kept` asks. Throws ADVISORY_STORE_*. */
export async function kept(document: ExaminedAdvisory, { env, now }: Context): Promise<KeptAdvisory> {
  const { publisher, id } = document.advisory.label;
  using store = await AdvisoryStore.open(advisoriesFolder(env));
  const arrival = (await store.take(document, now())) ?? null;
  const found = arrival ?? store.arrivals.currentOf({ publisher, id }) ?? null;
  const beside = found === null ? [] : store.arrivals.besideOf(found).map(({ sha256 }) => sha256);
  return { arrival, found, beside };
}
