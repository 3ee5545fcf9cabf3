import type { Vulnerability } from './advisory.ts';
import { type AdvisoryDifference, changed, changedItems, paired, quote } from './advisory-difference.ts';
import { diffOthers } from './diff-others.ts';

export function diffVulnerabilities(
  before: readonly Vulnerability[],
  after: readonly Vulnerability[],
): AdvisoryDifference[] {
  return paired(before, after).flatMap(pair => diffVulnerability(pair.before, pair.after));
}

function diffVulnerability(
  before: Vulnerability | undefined,
  after: Vulnerability | undefined,
): AdvisoryDifference[] {
  if (before === undefined) return after === undefined ? [] : [whole('vulnerability-added', after)];
  if (after === undefined) return [whole('vulnerability-removed', before)];
  const at = (member: string) => ({
    before: `${before.pointer}/${member}`,
    after: `${after.pointer}/${member}`,
  });
  const items = (list: readonly object[]) => list.map(item => JSON.stringify(item));
  return [
    ...changed('text-changed', at('title').after, 'title', before.title, after.title),
    ...changed('label-changed', at('cve').after, 'CVE', before.cve, after.cve),
    ...changed('label-changed', at('ids').after, 'id', otherIdText(before), otherIdText(after)),
    ...changedItems('other-changed', at('cwes'), 'weakness', before.cwes, after.cwes),
    ...diffStatus(before, after),
    ...changedItems('score-changed', at('scores'), 'score', items(before.scores), items(after.scores)),
    ...changedItems('score-changed', at('metrics'), 'EPSS', items(before.epss), items(after.epss)),
    ...changedItems(
      'remediation-changed',
      at('remediations'),
      'remediation',
      items(before.remediations),
      items(after.remediations),
    ),
    ...changedItems('flag-changed', at('flags'), 'flag', items(before.flags), items(after.flags)),
    ...changedItems('text-changed', at('threats'), 'threat', items(before.threats), items(after.threats)),
    ...changedItems('text-changed', at('notes'), 'note', items(before.notes), items(after.notes)),
    ...diffOthers({ before: before.pointer, after: after.pointer }, before.others, after.others),
  ];
}

function otherIdText({ otherId }: Vulnerability): string | null {
  return otherId === null ? null : `${otherId.text} (${otherId.system ?? 'of no system'})`;
}

function whole(kind: 'vulnerability-added' | 'vulnerability-removed', { id, pointer, title }: Vulnerability) {
  return { kind, pointer, text: `${id}: ${quote(title)}` };
}

function diffStatus(before: Vulnerability, after: Vulnerability): AdvisoryDifference[] {
  const groups = ({ status }: Vulnerability, product: string) =>
    status.get(product)?.toSorted().join(', ') ?? null;
  const products = [...new Set([...after.status.keys(), ...before.status.keys()])];
  return products.flatMap(product =>
    changed(
      'status-changed',
      `${after.pointer}/product_status`,
      `status of ${product} for ${after.id}`,
      groups(before, product),
      groups(after, product),
    ),
  );
}
