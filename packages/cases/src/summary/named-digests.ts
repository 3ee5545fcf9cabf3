import type { Act } from '@seqwarden/proof/acts';

/** SHA-256 of the files that an act names and that are kept as evidence, documents among them. Pure. */
export function namedDigests(act: Act): readonly string[] {
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

/** The same of advisories, whose bytes are kept as documents of the case, or as those that were fetched. */
export function namedAdvisory(act: Act): string | null {
  if (act.kind === 'received') return act.predicate.advisory === null ? null : act.subject;
  return act.kind === 'observation' ? (act.predicate.advisory?.sha256 ?? null) : null;
}
