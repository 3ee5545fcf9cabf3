import { type Bytes, type ErrorCode, keysOf, SeqwardenError, type Trust } from '@seqwarden/proof';
import { signStatement } from '../config/sign-statement.ts';
import type { SealSigner } from '../config/signer.ts';
import { putNumbered } from '../copy/numbered-documents.ts';
import type { OpenPlaces } from './open-places.ts';

/** What became of a statement at one place. */
export interface PutResult {
  readonly label: string;
  /** undefined: it lies there, durably. */
  readonly code: ErrorCode | undefined;
}

/** Signs a statement, and enters it in the log. Throws LOG_*, and UNKNOWN_KEY where `trust` does not have the key: then nobody who starts from it could use the statement. */
export async function signFor(statement: Bytes, signer: SealSigner, trust: Trust, now: Date): Promise<Bytes> {
  const at = now.toISOString();
  const isValid = keysOf(trust, 'person').some(
    ({ keyid, validFrom, validUntil }) =>
      keyid === signer.keyid && validFrom <= at && (validUntil === null || at < validUntil),
  );
  if (!isValid)
    throw new SeqwardenError('UNKNOWN_KEY', 'your key is not in the trust file, or not valid now');
  return (await signStatement(statement, signer)).envelope;
}

/** The same bytes to every place; what fails at one fails there alone. None is begun after `signal` is aborted: those that were left out have INTERRUPTED. */
export async function putEverywhere(
  places: OpenPlaces,
  folder: string,
  envelope: Bytes,
  signal?: AbortSignal,
): Promise<PutResult[]> {
  const results: PutResult[] = [];
  for (const place of places.open) {
    if (signal?.aborted) {
      results.push({ label: place.label, code: 'INTERRUPTED' });
      continue;
    }
    try {
      await putNumbered(place, folder, envelope);
      results.push({ label: place.label, code: undefined });
    } catch (error) {
      if (!(error instanceof SeqwardenError)) throw error;
      results.push({ label: place.label, code: error.code });
    }
  }
  return [...results, ...places.unreachable.map(({ label, error }) => ({ label, code: error.code }))];
}
