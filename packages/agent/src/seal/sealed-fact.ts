import { type Fact, fitFact } from '@seqwarden/proof';

/** An IDAT file's name tells a sample by array and position; the other files that facts come from are called alike in every run. */
const IDAT_NAME = /^.*\.idat(?:\.gz)?#/is;

/** A fact as a seal holds it: without a name that a lab can give a file. */
export function sealedFact({ value, confidence, from }: Fact): Fact {
  return fitFact({ value, confidence, from: withoutFileName(from) });
}

export function withoutFileName(from: string | null): string | null {
  return from?.replace(IDAT_NAME, 'IDAT#') ?? null;
}
