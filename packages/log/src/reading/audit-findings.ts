import type { ErrorCode } from '@seqwarden/proof';

/** One thing that is wrong with a log. The message names no value from its entries. */
export interface AuditFinding {
  readonly code: ErrorCode;
  readonly message: string;
  /** Of the entry that it is about; undefined: it is about more than one, or about no entry. */
  readonly index?: number | undefined;
  /** Of the file that it is about, below the log's prefix. */
  readonly path?: string | undefined;
}

/** So many are kept; whoever damages a million entries does not fill the memory. */
export const MOST_FINDINGS = 1000;

export class AuditFindings {
  readonly kept: AuditFinding[] = [];
  /** All of them, kept or not, by their codes. */
  readonly counts = new Map<ErrorCode, number>();

  add(finding: AuditFinding): void {
    this.counts.set(finding.code, (this.counts.get(finding.code) ?? 0) + 1);
    if (this.kept.length < MOST_FINDINGS) this.kept.push(finding);
  }
}
