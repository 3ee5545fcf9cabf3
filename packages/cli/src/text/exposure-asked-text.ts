import type { AskedAdvisory } from '@seqwarden/advisory/answer';
import { counted } from '@seqwarden/runfolder';
import { firstNamed } from './first-named.ts';
import { oneLine } from './one-line.ts';
import { wrapped } from './wrapped.ts';

/** So many are named. */
const MOST_NAMED = 5;

const BUILT_IN =
  "This program's own documents, made of the public facts about the two Illumina advisories; they are not the publisher's. Name the originals, or others, with --advisories.";

/** How many advisories were asked, and what is odd about them. */
export function advisoriesText(advisories: readonly AskedAdvisory[]): string {
  const own = advisories.some(one => one.builtIn) ? wrapped('  ', BUILT_IN) : '';
  const damaged = advisories.filter(({ advisory }) => advisory.damaged.length > 0).length;
  const flagged =
    damaged > 0
      ? `  ${counted(damaged, 'advisory', 'advisories')} with damaged text, taken in as it is\n`
      : '';
  const bad = advisories.filter(({ received: { sha256, sha512, signature } }) =>
    [sha256, sha512, signature.state].includes('bad'),
  );
  const warned = bad.map(({ advisory }) =>
    wrapped(
      '  ',
      `NOT AS PUBLISHED: hash file or signature of ${oneLine(advisory.label.id)} is of other bytes; ask its publisher`,
    ),
  );
  return `asked: ${counted(advisories.length, 'advisory', 'advisories')}\n${own}${severalText(advisories)}${flagged}${warned.join('')}`;
}

/** What has several publications is asked several times, and makes several findings of the same. */
function severalText(advisories: readonly AskedAdvisory[]): string {
  const byLabel = Map.groupBy(advisories, ({ advisory: { label } }) =>
    JSON.stringify([label.publisher, label.id]),
  );
  const several = [...byLabel.values()].flatMap(([first, second]) =>
    first === undefined || second === undefined ? [] : [oneLine(first.advisory.label.id)],
  );
  if (several.length === 0) return '';
  const names = firstNamed(several.sort(), MOST_NAMED);
  return wrapped('  ', `in several publications, of which each is asked by itself: ${names}`);
}
