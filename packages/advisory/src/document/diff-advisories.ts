import type { Advisory } from './advisory.ts';
import { type AdvisoryDifference, changed, changedItems } from './advisory-difference.ts';
import { diffOthers } from './diff-others.ts';
import { diffProducts } from './diff-products.ts';
import { diffVulnerabilities } from './diff-vulnerabilities.ts';

/**
 * What one advisory says otherwise than another, in the order document, products, vulnerabilities; for two publications of one label, or two labels.
 * Products and vulnerabilities are paired by their ids. Blanks, and the order of members and of lists, are no difference.
 */
export function diffAdvisories(before: Advisory, after: Advisory): AdvisoryDifference[] {
  const root = { before: '', after: '' };
  const urls = '/document/references';
  return [
    ...diffHead(before, after),
    ...changedItems(
      'self-reference-changed',
      { before: urls, after: urls },
      'own address',
      before.selfUrls,
      after.selfUrls,
    ),
    ...diffOthers(root, before.others, after.others),
    ...diffProducts(before.products, after.products),
    ...diffVulnerabilities(before.vulnerabilities, after.vulnerabilities),
  ];
}

function diffHead(before: Advisory, after: Advisory): AdvisoryDifference[] {
  const tracking = '/document/tracking';
  const [was, is] = [before.label, after.label];
  return [
    ...changed(
      'label-changed',
      '/document/csaf_version',
      'version of CSAF',
      before.csafVersion,
      after.csafVersion,
    ),
    ...changed('label-changed', '/document/publisher/namespace', 'publisher', was.publisher, is.publisher),
    ...changed(
      'label-changed',
      '/document/publisher/name',
      "publisher's name",
      was.publisherName,
      is.publisherName,
    ),
    ...changed('label-changed', `${tracking}/id`, 'id', was.id, is.id),
    ...changed(
      versionMove(was.version, is.version),
      `${tracking}/version`,
      'version',
      was.version,
      is.version,
    ),
    ...dateChanged(`${tracking}/initial_release_date`, before.initialReleaseDate, after.initialReleaseDate),
    ...dateChanged(`${tracking}/current_release_date`, before.currentReleaseDate, after.currentReleaseDate),
    ...changed('state-changed', `${tracking}/status`, 'status', before.status, after.status),
    ...changed('state-changed', '/document/category', 'category', before.category, after.category),
    ...changed('state-changed', '/document/distribution/tlp/label', 'TLP', before.tlp, after.tlp),
    ...changed('text-changed', '/document/title', 'title', before.title, after.title),
  ];
}

function dateChanged(pointer: string, before: string, after: string): AdvisoryDifference[] {
  const isBack = Date.parse(after) < Date.parse(before);
  return changed(isBack ? 'date-moved-back' : 'date-moved', pointer, 'date', before, after);
}

/** CSAF versions are integers or semantic versions; whatever stands behind the numbers of one does not tell a direction here. */
function versionMove(before: string, after: string): 'version-moved' | 'version-moved-back' {
  const numbers = (version: string) => (/^\d+(\.\d+){0,2}/.exec(version)?.[0] ?? '').split('.').map(Number);
  const [was, is] = [numbers(before), numbers(after)];
  const differing = [0, 1, 2].find(at => (was[at] ?? 0) !== (is[at] ?? 0)) ?? 0;
  return (is[differing] ?? 0) < (was[differing] ?? 0) ? 'version-moved-back' : 'version-moved';
}
