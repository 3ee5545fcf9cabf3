import { type CustodyGap, custodyGap, gapWords } from '@seqwarden/cases/gap';
import type { ItemState } from '@seqwarden/cases/state';
import { type Installed, installedKey } from '@seqwarden/proof/acts';
import type { Context } from '../context.ts';
import { installedText, shortId } from '../text/case-words.ts';
import type { KnownCases } from './known-cases.ts';
import type { SiteWords } from './persons.ts';

/** What was done to an installation, and how long no run of it arrived around that. */
export interface RecordedGap {
  /** Identity of the patch or the measure. */
  readonly record: string;
  readonly kind: 'patch' | 'mitigation';
  readonly installed: Installed;
  readonly gap: CustodyGap;
}

/** For each patch and each measure of these items, once. */
export function custodyGaps(
  items: readonly ItemState[],
  view: Pick<KnownCases, 'copiedRunsOf'>,
  context: Context,
): RecordedGap[] {
  const done = new Map(
    items.flatMap(doneIn).map(one => [`${one.record} ${installedKey(one.installed)}`, one]),
  );
  const asOf = context.now().toISOString();
  return [...done.values()].map(({ record, kind, installed, at }) => {
    const copied = installed.serial === null ? [] : view.copiedRunsOf(installed.serial);
    return { record, kind, installed, gap: custodyGap(installed, at, copied, asOf) };
  });
}

/** A sentence for each; nothing where there is none. */
export function gapsText(gaps: readonly RecordedGap[], { dayOf }: Pick<SiteWords, 'dayOf'>): string {
  const lines = gaps.map(
    ({ record, kind, installed, gap }) =>
      `  ${installedText(installed)}, ${kind === 'patch' ? 'patch' : 'measure'} ${shortId(record)}: ${gapWords(gap, dayOf)}\n`,
  );
  return lines.length === 0 ? '' : `\nwhether copies go on\n${lines.join('')}`;
}

function doneIn({ installed, patches, mitigations }: ItemState) {
  return [
    ...patches.map(({ record, says }) => ({
      ...{ record: record.identity, kind: 'patch' as const, installed, at: says.at },
    })),
    ...mitigations.map(({ record, says }) => ({
      ...{ record: record.identity, kind: 'mitigation' as const, installed, at: dayAnywhere(says.on) },
    })),
  ];
}

/** Zones reach from +14 to -12: a day at the site, wherever that is. */
function dayAnywhere(on: string) {
  const from = new Date(Date.parse(`${on}T00:00:00Z`) - 14 * 60 * 60 * 1000);
  const until = new Date(Date.parse(`${on}T00:00:00Z`) + 36 * 60 * 60 * 1000 - 1);
  return { from: from.toISOString(), until: until.toISOString() };
}
