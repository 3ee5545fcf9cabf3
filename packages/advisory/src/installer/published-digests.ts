import {
  type Advisory,
  type ProductEntry,
  type ProductStatus,
  parseDocument,
  readAdvisory,
  type Vulnerability,
} from '../document/index.ts';
import { AdvisoryLines } from '../match/advisory-lines.ts';
import { OVERLAY, type Overlay } from '../overlay/index.ts';
import { arrayAt, textAt, valueAt } from '../validate/value-at.ts';
import { digestsInProse, type ProseDigest } from './digests-in-prose.ts';

/** A digest that a publisher gives for a file, and what for. */
export interface PublishedDigest extends ProseDigest {
  /**
   * `fix`: of what is to be installed. `affected`: of a file that the advisory itself lists as affected. `mentioned`: it stands in a note, which may speak of any file, as of
   * the document that it was made from.
   */
  readonly of: 'fix' | 'affected' | 'mentioned';
  /** JSON pointer into the document, or the line of the overlay. */
  readonly where: string;
  /** Ids of the products that the sentence is about; empty: it names none. */
  readonly products: readonly string[];
  /** A line of the overlay gives it: whoever made the document has no say in it. */
  readonly isCurated: boolean;
}

/** Remediations of which nothing is to be installed. */
const NOTHING_TO_INSTALL: ReadonlySet<string> = new Set(['none_available', 'no_fix_planned', 'fix_planned']);

const AFFECTED: readonly ProductStatus[] = ['known_affected', 'first_affected', 'last_affected'];
const GOOD: readonly ProductStatus[] = ['fixed', 'first_fixed', 'recommended', 'known_not_affected'];

/**
 * The digests that an advisory gives for files that fix one vulnerability: in the texts of its remediations and notes, in the identification of products that it lists as fixed,
 * and in the curated lines. Of a product that it lists as affected they are told as what they are.
 *
 * @throws AdvisoryError as `readAdvisory`
 */
export function publishedDigests(
  bytes: Uint8Array,
  vulnerability: string,
  overlay: Overlay = OVERLAY,
): PublishedDigest[] {
  const advisory = readAdvisory(bytes);
  const { value } = parseDocument(bytes);
  const listed = advisory.vulnerabilities.filter(
    ({ id }) => id.toLowerCase() === vulnerability.toLowerCase(),
  );
  if (listed.length === 0) return [];
  return [
    ...ofLines(advisory, vulnerability, overlay),
    ...listed.flatMap(one => [...ofRemediations(one), ...ofNotes(one), ...ofProducts(one, advisory, value)]),
    ...ofDocumentNotes(value),
  ];
}

function ofLines(advisory: Advisory, vulnerability: string, overlay: Overlay): PublishedDigest[] {
  return new AdvisoryLines(overlay, advisory).patches(vulnerability).flatMap(({ id, file, sha256, sha512 }) =>
    (
      [
        ['sha256', sha256],
        ['sha512', sha512],
      ] as const
    ).map(([algorithm, digest]) => ({
      ...{ algorithm, value: digest.toLowerCase(), words: file, of: 'fix' as const, where: id, products: [] },
      isCurated: true,
    })),
  );
}

function ofRemediations({ pointer, remediations }: Vulnerability): PublishedDigest[] {
  return remediations.flatMap(({ category, details, products }, at) =>
    NOTHING_TO_INSTALL.has(category)
      ? []
      : inText(details, 'fix', `${pointer}/remediations/${at}/details`, products),
  );
}

function ofNotes({ pointer, notes }: Vulnerability): PublishedDigest[] {
  return notes.flatMap(({ text }, at) => inText(text, 'mentioned', `${pointer}/notes/${at}/text`));
}

function ofDocumentNotes(value: unknown): PublishedDigest[] {
  return arrayAt(value, 'document', 'notes').flatMap((note, at) =>
    inText(textAt(note, 'text') ?? '', 'mentioned', `/document/notes/${at}/text`),
  );
}

function inText(
  text: string,
  of: PublishedDigest['of'],
  where: string,
  products: readonly string[] = [],
): PublishedDigest[] {
  return digestsInProse(text).map(digest => ({ ...digest, of, where, products, isCurated: false }));
}

/** `file_hashes` of CSAF 2.0 and 2.1, section 3.1.3.3.3: algorithm and value, by file. */
function ofProducts({ status }: Vulnerability, { products }: Advisory, value: unknown): PublishedDigest[] {
  return products.flatMap(product => {
    const groups = status.get(product.id) ?? [];
    const isAffected = groups.some(group => AFFECTED.includes(group));
    if (!isAffected && !groups.some(group => GOOD.includes(group))) return [];
    return hashesOf(product, value).map(hash => ({ ...hash, of: isAffected ? 'affected' : 'fix' }) as const);
  });
}

function hashesOf({ pointer, name }: ProductEntry, value: unknown): Omit<PublishedDigest, 'of'>[] {
  const at = `${pointer}/product_identification_helper`;
  const helper = valueAt(value, ...pathOf(at));
  return arrayAt(helper, 'hashes').flatMap((file, number) =>
    arrayAt(file, 'file_hashes').flatMap(hash => {
      const algorithm = ALGORITHMS.get(
        (textAt(hash, 'algorithm') ?? '').toLowerCase().replaceAll(/[-_ ]/g, ''),
      );
      const digest = (textAt(hash, 'value') ?? '').toLowerCase();
      if (algorithm === undefined || !/^[0-9a-f]+$/.test(digest)) return [];
      if (algorithm !== 'weak' && digest.length !== (algorithm === 'sha256' ? 64 : 128)) return [];
      const words = [name, textAt(file, 'filename')].filter(one => one !== undefined).join(', ');
      return [
        { algorithm, value: digest, words, where: `${at}/hashes/${number}`, products: [], isCurated: false },
      ];
    }),
  );
}

const ALGORITHMS: ReadonlyMap<string, ProseDigest['algorithm']> = new Map([
  ['sha256', 'sha256'],
  ['sha512', 'sha512'],
  ['sha1', 'weak'],
  ['md5', 'weak'],
]);

/** RFC 6901, section 4. */
function pathOf(pointer: string): string[] {
  return pointer
    .split('/')
    .slice(1)
    .map(step => step.replaceAll('~1', '/').replaceAll('~0', '~'));
}
