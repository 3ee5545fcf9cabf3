import type { Act, Right } from '@seqwarden/proof/acts';

/** Which right it takes to say so; null: a person's key is enough. A correction of one's own record takes none either, which is for the caller to know. */
export function rightFor(act: Act): Right | null {
  switch (act.kind) {
    case 'check':
      return 'check';
    case 'case':
      return act.predicate.action === 'closed' ? 'close' : null;
    case 'incident':
      return INCIDENT[act.predicate.action];
    case 'correction':
    case 'decision':
    case 'fact':
      return 'decide';
    case 'notice':
      return 'notify';
    default:
      return null;
  }
}

const INCIDENT = {
  opened: null,
  extended: null,
  decided: 'decide',
  reported: null,
  closed: 'close',
} as const;
