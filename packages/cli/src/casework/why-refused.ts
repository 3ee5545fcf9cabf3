import type { Uncounted } from '@seqwarden/cases/state';

/** Why an act would not count, for the person who is about to sign it. */
export function whyRefused(why: Uncounted['why']): string {
  switch (why) {
    case 'RIGHT_MISSING':
      return 'your key has no right to say this';
    case 'OWN_CHECK':
      return 'you recorded it yourself, with this key or another of yours (`keys list`): another person has to check it';
    case 'REFERS_TO_NOTHING':
      return 'what it is about is not known here, or does not count';
    case 'CONTRADICTS':
      return 'it does not fit what it refers to';
    case 'CORRECTED':
      return 'it is corrected already';
    default:
      return `it would not count (${why})`;
  }
}
