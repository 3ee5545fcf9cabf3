import { SeqwardenError } from '@seqwarden/proof';

/** Our names are of this kind; whatever is not would be a defect of ours, not of a run. */
const OWN_PATH = /^[A-Za-z0-9_][A-Za-z0-9._-]*(?:\/[A-Za-z0-9_][A-Za-z0-9._-]*)*$/;

/** A path below `.seqwarden/`. Throws INTERNAL for what cannot be one. */
export function requireOwnPath(path: string): void {
  if (!OWN_PATH.test(path)) throw new SeqwardenError('INTERNAL', `${path} is no path of a document`);
}
