import { type Duty, NO_DECISION } from '@seqwarden/cases/duty';
import { SeqwardenError } from '@seqwarden/proof';
import type { Arguments } from '../../arguments.ts';
import { incidentToExtend } from '../../casework/named.ts';
import { withDesk } from '../../casework/with-desk.ts';
import { wordsOf } from '../../casework/words-of.ts';
import type { Context } from '../../context.ts';
import { shortId } from '../../text/case-words.ts';
import { evidenceOf } from '../record/evidence-of.ts';
import { addedDuties } from './added-duties.ts';
import { calendarAtHand } from './calendar-at-hand.ts';
import { NOT_SAID } from './enter-suspicion.ts';
import { keptLonger, keptLongerText } from './kept-longer.ts';

/** Adds duties alone to an incident; nothing more is affected, and nothing is held. `atHand`: the data on duties. Returns the exit code. Throws USAGE, ACT_REFUSED, and what the desk throws. */
export async function takeUpDuties(
  meant: readonly Duty[],
  atHand: readonly Duty[],
  args: Arguments,
  context: Context,
): Promise<number> {
  requireNoMore(args);
  const reason = wordsOf(args, 'reason');
  return withDesk(args, context, async desk => {
    const incident = incidentToExtend(desk, args.first());
    const duties = addedDuties(incident, meant, calendarAtHand(context, desk.trust));
    if (duties.length === 0)
      throw new SeqwardenError('ACT_REFUSED', 'the incident has all duties of these jurisdictions already');
    const kept = keptLonger(incident, { meant, window: null, atHand });
    const { keepUntil, before: keepUntilBefore } = kept;
    const evidence = await evidenceOf(args, context);
    const about = { incident: incident.id, action: 'extended', case: incident.opened.says.case } as const;
    const { identity, index } = await desk.enter('incident', {
      ...NOT_SAID,
      ...{ ...about, reason, evidence, duties, keepUntil },
    });
    if (args.flag('json')) {
      const answer = { incident: incident.id, duties, keepUntil, keepUntilBefore, record: identity, index };
      context.out(`${JSON.stringify({ ...answer, reportability: NO_DECISION }, null, 2)}\n`);
    } else {
      const lines = duties.map(
        ({ duty, decideBy }) =>
          `  ${duty}: ${decideBy === null ? 'no day is set' : `if it is to be reported, by ${decideBy}`}\n`,
      );
      const next = `next: seqwarden incident show ${shortId(incident.id)}\n`;
      context.err(`a person has to decide\n${lines.join('')}${NO_DECISION}\n${keptLongerText(kept)}${next}`);
    }
    return 0;
  });
}

/** No runs are looked for: who asks for them would wait for lists that nobody writes. Throws USAGE. */
function requireNoMore(args: Arguments): void {
  const named = ['out', 'runs', 'inventory'].find(name => args.texts(name).length > 0);
  const asked = named ?? ['verify-runs', 'simulated'].find(name => args.flag(name));
  if (asked !== undefined)
    throw new SeqwardenError(
      'USAGE',
      `--${asked} goes with what is affected, and here duties alone are added`,
    );
}
