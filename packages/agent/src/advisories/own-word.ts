import type { Advisory } from '@seqwarden/advisory/document';
import { compareVersions } from '@seqwarden/advisory/version';

/** What an advisory says itself of when it was published. Publishers go back in both, and rewrite under neither: it is told apart from what came last. */
export type OwnWord = Pick<Advisory, 'currentReleaseDate'> & {
  readonly label: Pick<Advisory['label'], 'version'>;
};

/** Whether one publication calls itself newer than another of its label, or older: by date and version, neither of which may say the contrary. undefined: they do not tell. */
export function compareOwnWords(one: OwnWord, other: OwnWord): 'newer' | 'older' | undefined {
  const dates = Math.sign(Date.parse(one.currentReleaseDate) - Date.parse(other.currentReleaseDate));
  const versions = compareNumbers(one.label.version, other.label.version);
  if (Number.isNaN(dates) || versions === null) return undefined;
  const isDown = dates < 0 || versions < 0;
  const isUp = dates > 0 || versions > 0;
  if (isDown === isUp) return undefined;
  return isUp ? 'newer' : 'older';
}

/** CSAF counts in whole numbers or by Semantic Versioning; a change from one to the other compares with nothing. */
function compareNumbers(one: string, other: string): number | null {
  if (one === other) return 0;
  const isWhole = [one, other].every(text => /^\d+$/.test(text));
  return compareVersions(isWhole ? 'intdot' : 'semver', one, other);
}
