import type { PutResult } from '@seqwarden/agent/retention';
import { ERRORS } from '@seqwarden/proof';
import { oneLine } from './one-line.ts';

/** Where a statement was put, and where it could not be. */
export function putText(places: readonly PutResult[]): string {
  return places
    .map(({ label, code }) =>
      code === undefined
        ? `  recorded at ${oneLine(label)}\n`
        : `  NOT recorded at ${oneLine(label)} [${code}]\n    ${ERRORS[code].advice}\n`,
    )
    .join('');
}

export function putJson(places: readonly PutResult[]): object[] {
  return places.map(({ label, code }) => ({ label, code: code ?? null }));
}
