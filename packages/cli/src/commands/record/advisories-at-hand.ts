import { createHash } from 'node:crypto';
import { builtinAdvisories } from '@seqwarden/advisory/builtin';
import { MAX_DOCUMENT_BYTES } from '@seqwarden/advisory/document';
import { AdvisoryStore, advisoriesFolder } from '@seqwarden/agent/advisories';
import { EvidenceStore } from '@seqwarden/agent/evidence';

/** Advisories as they came into a case, as they were kept, and those that are built in; by the SHA-256 (hex) of their bytes. */
export class AdvisoriesAtHand {
  readonly #evidence: EvidenceStore;
  readonly #kept: AdvisoryStore;
  readonly #builtin: ReadonlyMap<string, Uint8Array>;

  /** Throws ADVISORY_STORE_DAMAGED. */
  constructor(env: NodeJS.ProcessEnv) {
    this.#evidence = EvidenceStore.at(env);
    this.#kept = AdvisoryStore.read(advisoriesFolder(env));
    this.#builtin = new Map(
      builtinAdvisories().map(bytes => [createHash('sha256').update(bytes).digest('hex'), bytes]),
    );
  }

  /** undefined: they are not here. Throws EVIDENCE_DAMAGED, ADVISORY_STORE_DAMAGED. */
  async bytesOf(sha256: string): Promise<Uint8Array | undefined> {
    if (this.#evidence.has(sha256)) return this.#evidence.readWhole(sha256, MAX_DOCUMENT_BYTES);
    const builtin = this.#builtin.get(sha256);
    if (builtin !== undefined) return builtin;
    const arrival = this.#kept.events().find(one => one.sha256 === sha256);
    return arrival && this.#kept.document(arrival).bytes;
  }

  /** Whether somebody vouches for these bytes: a good signature under which they were kept (as `Arrivals.isVouchedFor`); for what is built in whoever made this program. */
  isVouchedFor(sha256: string): boolean {
    return this.#builtin.has(sha256) || this.#kept.arrivals.isVouchedFor(sha256);
  }
}
