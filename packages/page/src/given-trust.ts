import { mergeTrust, parseTrust, SeqwardenError, sha256Hex, type Trust } from '@seqwarden/proof';
import type { GivenBytes, GivenFile } from './given-file.ts';
import { LARGEST_SMALL, readWhole } from './read-whole.ts';

/** The trust files that a person chose, taken together. */
export interface GivenTrust {
  readonly trust: Trust;
  /** Hex, of the files themselves. */
  readonly digests: ReadonlySet<string>;
  readonly sizes: ReadonlySet<number>;
}

/** Throws TRUST_UNUSABLE for a file that is none, or files that contradict each other. */
export async function readTrust(files: readonly GivenBytes[]): Promise<GivenTrust> {
  const trusts: Trust[] = [];
  const digests = new Set<string>();
  for (const file of files) {
    const bytes = await readWhole(file, LARGEST_SMALL);
    if (bytes === undefined)
      throw new SeqwardenError('TRUST_UNUSABLE', 'the trust file is larger than 1 MiB');
    trusts.push(await parseTrust(bytes));
    digests.add(await sha256Hex(bytes));
  }
  const [first, ...more] = trusts;
  if (first === undefined) throw new SeqwardenError('TRUST_UNUSABLE', 'there is no trust file');
  return { trust: mergeTrust([first, ...more]), digests, sizes: new Set(files.map(({ size }) => size)) };
}

/**
 * Whether one of the trust files lies in what was given as the run too. Where a file that a person chose came from cannot be known, but
 * this one may have come from there, and then it proves nothing.
 */
export async function isTrustInside(
  given: readonly GivenFile[],
  { digests, sizes }: GivenTrust,
): Promise<boolean> {
  for (const { file } of given) {
    if (!sizes.has(file.size)) continue;
    if (digests.has(await sha256Hex(new Uint8Array(await file.arrayBuffer())))) return true;
  }
  return false;
}
