import type { Entry } from '@seqwarden/cases/state';
import type { Act } from '@seqwarden/proof/acts';

/** A file that a record names by its digest, and that the store is to have. */
export interface NamedFile {
  readonly sha256: string;
  /** Identity of the first record that names it. */
  readonly record: string;
}

/** Each file once. Also those that corrected records name: a correction takes nothing away. */
export function filesNamedIn(entries: readonly Entry[]): NamedFile[] {
  const files = new Map<string, NamedFile>();
  for (const entry of entries) {
    if (!('placed' in entry)) continue;
    for (const sha256 of filesOf(entry.placed.act))
      if (!files.has(sha256)) files.set(sha256, { sha256, record: entry.placed.identity });
  }
  return [...files.values()];
}

function filesOf(act: Act): readonly string[] {
  switch (act.kind) {
    case 'check':
    case 'decision':
    case 'fact':
    case 'mitigation':
    case 'patch':
      return act.predicate.evidence;
    case 'incident':
      return [
        ...act.predicate.evidence,
        ...(act.predicate.report === null ? [] : [act.predicate.report.document]),
      ];
    case 'received':
      return [act.subject];
    case 'reply':
      return [act.subject, ...act.predicate.evidence];
    case 'acknowledgement':
      return act.predicate.form === null ? [] : [act.predicate.form];
    default:
      return [];
  }
}
