/** What is known of a run in a window beside its time: whether what lies there is what was sealed. */
export interface RunProof {
  /** Identity; null: none lies there. */
  readonly seal: string | null;
  readonly signature: 'good' | 'bad' | 'unknown-key' | 'unsigned' | 'unreadable';
  readonly sealedAt: string | null;
  readonly made: string | null;
  /** `entered`, `absent`, `not judged`, `refused`; null: there was nothing to ask about. */
  readonly logStanding: string | null;
  readonly logEntry: { readonly log: string; readonly index: number } | null;
  /** The latest second reading that a trusted key signed. */
  readonly lastVerified: { readonly at: string; readonly by: 'delivery' } | null;
  /** What hashing it again said; null: that was not asked. */
  readonly verified: {
    readonly answer: 'unchanged' | 'changed' | 'cannot_tell';
    readonly codes: readonly string[];
  } | null;
  /** Why something is not good, or could not be looked at. */
  readonly codes: readonly string[];
}
