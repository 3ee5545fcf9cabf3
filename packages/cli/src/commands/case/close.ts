import type { CaseState, State } from '@seqwarden/cases/state';
import { SeqwardenError } from '@seqwarden/proof';
import { counted } from '@seqwarden/runfolder';
import { caseNamed } from '../../casework/named.ts';
import { DESK_OPTIONS } from '../../casework/options.ts';
import { withDesk } from '../../casework/with-desk.ts';
import { wordsOf } from '../../casework/words-of.ts';
import type { Command } from '../../command.ts';
import { installedText, REMEDIATION_WORDS, shortId, vulnerabilityText } from '../../text/case-words.ts';
import { isOpenItem, itemsOf } from './of-case.ts';

export const closeCase: Command = {
  usage: 'CASE --reason TEXT --signer KEY [OPTION...]',
  summary:
    'Say that a case is over. Refused while anything in it is open, which is then listed. CASE is its first digits, or what a document of it is called.',
  options: {
    reason: {
      type: 'string',
      help: 'why it is over; signed and kept for ever, so no names of persons or samples',
    },
    ...DESK_OPTIONS,
  },
  positionals: { least: 1, most: 1 },
  run: async (args, context) => {
    const reason = wordsOf(args, 'reason');
    const entered = await withDesk(args, context, async desk => {
      const found = caseNamed(desk, args.first());
      if (found.standing === 'closed') throw new SeqwardenError('ACT_REFUSED', 'the case is closed already');
      requireNothingOpen(desk.state, found);
      const says = { case: found.id, action: 'closed', title: null, reason } as const;
      return { case: found.id, ...(await desk.enter('case', says)) };
    });
    const { case: id, identity, index } = entered;
    if (args.flag('json')) context.out(`${JSON.stringify({ case: id, record: identity, index }, null, 2)}\n`);
    else context.err(`closed the case ${shortId(id)}\n`);
    return 0;
  },
};

const MOST_NAMED = 10;

/** Throws ACT_REFUSED, and says what is open. */
function requireNothingOpen(state: State, one: CaseState): void {
  const items = itemsOf(state, one.id)
    .filter(isOpenItem)
    .map(
      ({ installed, vulnerability, remediation }) =>
        `${installedText(installed)}, ${vulnerabilityText(vulnerability)}: ${REMEDIATION_WORDS[remediation]}`,
    );
  if (items.length === 0) return;
  const more = items.length > MOST_NAMED ? [`and ${items.length - MOST_NAMED} more`] : [];
  const list = [...items.slice(0, MOST_NAMED), ...more].join('; ');
  throw new SeqwardenError('ACT_REFUSED', `${counted(items.length, 'finding')} in it not done: ${list}`);
}
