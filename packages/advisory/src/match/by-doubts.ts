import type { Instrument } from '../inventory/inventory.ts';
import type { Placement } from '../version/index.ts';
import { placeIn } from './by-tree.ts';
import type { Connection } from './connect.ts';
import { matchesGlob } from './glob.ts';
import { type Doubt, uncertain } from './link.ts';
import type { Listing } from './listing.ts';
import { type Moment, momentsOf } from './moments.ts';
import { type Opinion, opinion } from './opinion.ts';
import type { Question } from './question.ts';

/** What is not certain is for a person, whatever the version says; what the entry itself excludes is not listed. */
export function byDoubts(question: Question, connection: Connection, tree: Opinion): Opinion {
  const { instrument } = question;
  const others = othersOf(question, connection);
  const excluded = serialExcluded(connection.counted, instrument) ?? others.excluded;
  if (excluded !== null)
    return opinion('not_listed', { code: 'VERSION_OUTSIDE', text: excluded }, ...tree.reasons);
  const doubts: Doubt[] = [
    ...connection.doubts,
    // Where files of a run name two instruments, the version may be the other one's.
    ...instrument.doubts.map(({ code, text }) => uncertain(text, code === 'SERIALS_DIFFER')),
    ...serialDoubts(connection.counted, instrument),
    ...others.doubts,
  ];
  const counting = tree.verdict === 'not_listed' ? doubts.filter(({ outside }) => outside) : doubts;
  if (counting.length === 0) return tree;
  const reasons = counting.map(({ code, text }) => ({ code, text }));
  return { ...tree, verdict: 'review', reasons: [...reasons, ...tree.reasons] };
}

function serialExcluded({ entry }: Listing, { serial, aliases }: Instrument): string | null {
  const { serialNumbers } = entry.helper;
  if (serialNumbers.length === 0 || serial === null) return null;
  const known = [serial, ...aliases];
  return serialNumbers.some(pattern => known.some(one => matchesGlob(pattern, one)))
    ? null
    : 'the entry is of other serial numbers';
}

function serialDoubts({ entry }: Listing, { serial }: Instrument): Doubt[] {
  return entry.helper.serialNumbers.length > 0 && serial === null
    ? [uncertain('the entry is of certain serial numbers, and this one is not known', false)]
    : [];
}

/** The other ends of a relationship: certainly there, certainly not, or for a person. */
function othersOf(
  { installation }: Question,
  { others }: Connection,
): { excluded: string | null; doubts: Doubt[] } {
  const doubts: Doubt[] = [];
  for (const [counted, links] of Map.groupBy(others, other => other.counted)) {
    const moments = links.flatMap(link => momentsOf(installation, link.component));
    const answers = moments.filter(({ now }) => now).map(moment => answerAt(counted, moment));
    const { name } = counted.entry;
    // What was installed together before is not undone by another version since.
    if (moments.length > 0 && moments.every(moment => answerAt(counted, moment) === 'outside')) {
      return { excluded: `the entry is of "${name}" too, and another version of it is installed`, doubts };
    }
    const fits =
      answers.every(answer => answer === 'inside') && links.every(link => link.doubts.length === 0);
    if (!fits) {
      const text = `the entry is of "${name}" too, and whether that is installed is not certain`;
      doubts.push({ code: 'PROGRAM_UNKNOWN', text, outside: false });
    }
  }
  return { excluded: null, doubts };
}

/** A version that is inferred excludes nothing. */
function answerAt(counted: Listing, moment: Moment): Placement['answer'] {
  const placement = placeIn(counted, moment);
  if (placement === 'unknown') return 'undecided';
  return placement.answer === 'outside' && moment.state?.confidence === 'inferred'
    ? 'undecided'
    : placement.answer;
}
