import { createHash } from 'node:crypto';
import type { Advisory, Vulnerability } from './advisory.ts';
import { AdvisoryError } from './advisory-error.ts';
import { csafVersionOf } from './csaf-version.ts';
import { noteDamagedStrings } from './damaged-strings.ts';
import { Field } from './field.ts';
import { MAX_VULNERABILITIES } from './limits.ts';
import { parseDocument } from './parse-document.ts';
import { readProducts } from './read-products.ts';
import { readVulnerability } from './read-vulnerability.ts';
import type { References } from './references.ts';
import { Remarks } from './remarks.ts';

/**
 * Reads a CSAF document, 2.0 or 2.1, from hostile bytes. What matching needs (label, products, status groups) is read or refused; anything
 * else may be wrong and is noted in `remarks`. Whether the document is valid is for `validate`.
 *
 * @throws AdvisoryError ADVISORY_TOO_LARGE, ADVISORY_NOT_JSON, ADVISORY_NOT_CSAF, ADVISORY_UNREADABLE
 */
export function readAdvisory(bytes: Uint8Array): Advisory {
  const { value, byteOrderMark, utf8 } = parseDocument(bytes);
  const remarks = new Remarks();
  if (byteOrderMark) remarks.add('BYTE_ORDER_MARK', '', 'a byte-order mark stands before the document');
  if (!utf8) remarks.add('NOT_UTF8', '', 'bytes that are not UTF-8 were read as U+FFFD');
  noteDamagedStrings(value, '', remarks);
  const root = new Field(value, '', remarks);
  const document = root.member('document');
  document.member('csaf_version');
  const csafVersion = csafVersionOf(value);
  const tracking = document.member('tracking').needObject();
  const publisher = document.member('publisher').needObject();
  const label = {
    publisher: publisher.member('namespace').needText(),
    publisherName: publisher.member('name').expectText(),
    id: tracking.member('id').needText(),
    version: tracking.member('version').needText(),
  };
  const distribution = document.member('distribution');
  const tlp = distribution.member('tlp');
  const { products, references } = readProducts(root.member('product_tree'));
  const advisory: Advisory = {
    sha256: createHash('sha256').update(bytes).digest('hex'),
    csafVersion,
    label,
    title: document.member('title').expectText(),
    category: document.member('category').expectText(),
    status: tracking.member('status').expectText(),
    initialReleaseDate: tracking.member('initial_release_date').expectText(),
    currentReleaseDate: tracking.member('current_release_date').expectText(),
    tlp: tlp.member('label').text(),
    selfUrls: readSelfUrls(document.member('references')),
    products,
    vulnerabilities: readVulnerabilities(root.member('vulnerabilities'), references, label.id),
    others: root.others,
    damaged: remarks.damaged,
    remarks: remarks.all(),
  };
  for (const field of [tlp, distribution, tracking, publisher, document, root]) field.noteOthers();
  return advisory;
}

function readSelfUrls(references: Field): string[] {
  return references.items().flatMap(reference => {
    const isSelf = reference.member('category').text() === 'self';
    const url = isSelf ? reference.member('url').text() : null;
    reference.noteOthers();
    return url === null ? [] : [url];
  });
}

function readVulnerabilities(list: Field, references: References, id: string): Vulnerability[] {
  const items = list.needItems();
  if (items.length > MAX_VULNERABILITIES)
    throw new AdvisoryError(
      'ADVISORY_TOO_LARGE',
      list.pointer,
      `it has more than ${MAX_VULNERABILITIES} vulnerabilities`,
    );
  const seen = new Set<string>();
  return items.map((item, at) => {
    const vulnerability = readVulnerability(item, references, `${id}#${at + 1}`);
    if (seen.has(vulnerability.id))
      item.remarks.add('VULNERABILITY_TWICE', item.pointer, 'another vulnerability has this id too');
    seen.add(vulnerability.id);
    return vulnerability;
  });
}
