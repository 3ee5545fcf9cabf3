import { SeqwardenError } from '@seqwarden/proof';

/** JSON in UTF-8 from bytes of at most so many. @throws SeqwardenError SCORES_UNUSABLE */
export function parseScores(bytes: Uint8Array, maxBytes: number): unknown {
  if (bytes.length > maxBytes) throw new SeqwardenError('SCORES_UNUSABLE', 'the file of scores is too large');
  try {
    return JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes));
  } catch {
    throw new SeqwardenError('SCORES_UNUSABLE', 'the file of scores is not JSON in UTF-8');
  }
}

/** An own member of an object; undefined where there is none. */
export function property(value: unknown, name: string): unknown {
  if (typeof value !== 'object' || value === null || !Object.hasOwn(value, name)) return undefined;
  return Object.getOwnPropertyDescriptor(value, name)?.value;
}

export function asText(value: unknown): string | null {
  return typeof value === 'string' ? value : null;
}

export function asArray(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [];
}
