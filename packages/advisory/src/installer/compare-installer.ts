import type { PublishedDigest } from './published-digests.ts';

export interface InstallerDigests {
  readonly sha256: string;
  readonly sha512: string;
}

/**
 * - `equal`: the publisher gives its SHA-256 or SHA-512 for the fix. `by`: which one.
 * - `other`: one is published for the fix, and this is another file. `affected`: it is one that the advisory lists as affected.
 * - `not_published`: none is. `weak`: only MD5 or SHA-1, which never suffice.
 */
export type InstallerVerdict =
  | { readonly check: 'equal'; readonly by: PublishedDigest }
  | { readonly check: 'other'; readonly affected: boolean; readonly published: readonly PublishedDigest[] }
  | { readonly check: 'not_published'; readonly weak: boolean };

/**
 * Holds a file against what is published.
 *
 * @param products ids of the products that the installation is, in this advisory; empty: not known, and every sentence counts
 */
export function compareInstaller(
  installer: InstallerDigests,
  digests: readonly PublishedDigest[],
  products: readonly string[],
): InstallerVerdict {
  const meant = digests.filter(
    digest =>
      digest.products.length === 0 ||
      products.length === 0 ||
      digest.products.some(one => products.includes(one)),
  );
  const isThis = ({ algorithm, value }: PublishedDigest) =>
    algorithm !== 'weak' && installer[algorithm] === value;
  const published = meant.filter(({ algorithm, of }) => algorithm !== 'weak' && of === 'fix');
  if (digests.some(digest => digest.of === 'affected' && isThis(digest)))
    return { check: 'other', affected: true, published };
  const by = meant.find(digest => digest.of !== 'affected' && isThis(digest));
  if (by !== undefined) return { check: 'equal', by };
  if (published.length > 0) return { check: 'other', affected: false, published };
  return { check: 'not_published', weak: meant.some(({ algorithm }) => algorithm === 'weak') };
}
