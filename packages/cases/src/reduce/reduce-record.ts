import type { PlacedAct, UncountedReason } from '../state/index.ts';
import { byPlace, byTime } from './order.ts';
import type { RecordPart } from './parts.ts';
import { ofKind, type Placed, refOf, uncounted } from './placed.ts';
import { weigh } from './weigh.ts';

/**
 * What the corrections of one record come to. `corrections` are all that name it, `record` is the record at each of its places; none: it is not known here.
 *
 * The author takes back what he said, in whatever log; who may decide does so in the log in which he may, of a record that stands in no other: a copy gives
 * nobody a say. A correction is not corrected, and neither is a record of rights: who
 * was wrong about them says anew what holds.
 */
export function reduceRecord(corrections: readonly PlacedAct[], record: readonly PlacedAct[]): RecordPart {
  const { counted, uncounted: unsaid } = weigh({ acts: corrections, corrected: new Map() });
  const judged = ofKind(counted, 'correction').map(one => ({ one, why: whyNot(one, record) }));
  const [first] = judged
    .filter(({ why }) => why === undefined)
    .map(({ one }) => one)
    .sort(byTime);
  return {
    of: 'record',
    correctedBy: first === undefined ? null : refOf(first),
    uncounted: [
      ...unsaid,
      ...judged.flatMap(({ one, why }) => (why === undefined ? [] : [uncounted(one, why)])),
    ].sort(byPlace),
  };
}

function whyNot(correction: Placed<'correction'>, record: readonly PlacedAct[]): UncountedReason | undefined {
  const [of] = record;
  if (of === undefined) return 'REFERS_TO_NOTHING';
  const isOfKindThatStays = of.act.kind === 'correction' || of.act.kind === 'rights';
  if (isOfKindThatStays || correction.act.subject !== correction.act.predicate.of) return 'CONTRADICTS';
  const mayDecide = correction.rights.includes('decide') && record.every(({ log }) => log === correction.log);
  return correction.signer === of.signer || mayDecide ? undefined : 'RIGHT_MISSING';
}
