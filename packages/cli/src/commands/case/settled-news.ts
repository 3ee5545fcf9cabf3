import type { News } from '@seqwarden/cases/intake';
import type { ItemState } from '@seqwarden/cases/state';
import { awaitsDecision } from '@seqwarden/cases/task';
import { installedKey } from '@seqwarden/proof/acts';

/**
 * What news leaves open is over where nobody has to decide: its item, with the patch that is recorded or the decision that counts. undefined: a person has to look, or it leaves
 * nothing open.
 *
 * @param items as they stand now
 * @param isEntered whether the news is in them already
 */
export function settledNews(
  items: readonly ItemState[],
  isEntered: boolean,
): (news: News) => ItemState | undefined {
  const known = new Map(items.map(item => [keyOf(item), item]));
  return news => {
    if (!leavesOpen(news)) return undefined;
    const { vulnerability } = news.kind === 'finding' ? news.now : news.before;
    const item = known.get(keyOf({ installed: news.installed, vulnerability }));
    if (item === undefined) return undefined;
    // what an advisory does not say any more is in no state
    const asked: ItemState = isEntered && news.kind === 'finding' ? item : { ...item, verdict: 'review' };
    return awaitsDecision(asked) ? undefined : item;
  };
}

/** What a person would have to decide, as far as the news goes. */
export function leavesOpen(news: News): news is Exclude<News, { kind: 'reading' }> {
  return news.kind === 'silence' || (news.kind === 'finding' && news.now.verdict === 'review');
}

function keyOf({ installed, vulnerability }: Pick<ItemState, 'installed' | 'vulnerability'>): string {
  return JSON.stringify([installedKey(installed), vulnerability]);
}
