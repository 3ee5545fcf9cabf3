import type { ItemState } from '@seqwarden/cases/state';
import { REASON_WORDS } from '@seqwarden/cases/words';

/** The first reason that tells what is left to do. That a person chose it by a letter tells only how it came here: it is said where nothing else is. */
export function whyText(reasons: ItemState['reasons']): string {
  const reason = reasons.find(({ code }) => code !== 'CHOSEN_BY_LETTER') ?? reasons[0];
  return reason === undefined ? '' : REASON_WORDS[reason.code];
}
