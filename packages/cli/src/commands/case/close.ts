import { registersOf } from '@seqwarden/cases/reduce';
import type { CaseState } from '@seqwarden/cases/state';
import { OF_WHOLE_CASE, registersOn } from '@seqwarden/cases/task';
import { SeqwardenError } from '@seqwarden/proof';
import { counted } from '@seqwarden/runfolder';
import type { CaseView } from '../../casework/desk.ts';
import { caseNamed, noticeRegister } from '../../casework/named.ts';
import { DESK_OPTIONS } from '../../casework/options.ts';
import { withDesk } from '../../casework/with-desk.ts';
import { signedWords, wordsOf } from '../../casework/words-of.ts';
import type { Command } from '../../command.ts';
import { installedText, REMEDIATION_WORDS, shortId, vulnerabilityText } from '../../text/case-words.ts';
import { taskAbout, taskWhat } from '../../text/task-words.ts';
import { isOpenItem, itemsOf } from './of-case.ts';

export const closeCase: Command = {
  usage: 'CASE --reason TEXT --signer KEY [OPTION...]',
  summary:
    'Say that a case is over for this register. Refused while anything of this register in it is open, which is then listed; other registers that take part close it for themselves. CASE is its first digits, or what a document of it is called.',
  options: {
    reason: signedWords('why it is over'),
    ...DESK_OPTIONS,
  },
  positionals: { least: 1, most: 1 },
  run: async (args, context) => {
    const reason = wordsOf(args, 'reason');
    const entered = await withDesk(args, context, async desk => {
      const found = caseNamed(desk, args.first());
      requireOpenHere(found, desk);
      requireNothingOpen(desk, found);
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

/** Nobody closes a case for another register. Throws ACT_REFUSED, and says in which it is open. */
function requireOpenHere(found: CaseState, { log, state }: CaseView): void {
  const { id, openIn } = found;
  const isPart = registersOf(found).includes(log);
  const isTelling = state.notices.some(one => one.case === id && noticeRegister(one) === log);
  if (openIn.includes(log) || (isTelling && !isPart)) return;
  const others = `is open in the register ${openIn.map(shortId).join(', ')}, whose site closes it`;
  if (openIn.length === 0) throw new SeqwardenError('ACT_REFUSED', 'the case is closed already');
  throw new SeqwardenError('ACT_REFUSED', `the case ${isPart ? 'is closed here, and ' : ''}${others}`);
}

/** The tasks of this register would end with it; those of an incident go on, which is closed for itself. Throws ACT_REFUSED, and says what is open. */
function requireNothingOpen({ state, tasks, log }: CaseView, { id }: CaseState): void {
  const items = itemsOf(state, id)
    .filter(item => isOpenItem(item) && registersOn(item).includes(log))
    .map(
      ({ installed, vulnerability, remediation }) =>
        `${installedText(installed)}, ${vulnerabilityText(vulnerability)}: ${REMEDIATION_WORDS[remediation]}`,
    );
  refuse(`${counted(items.length, 'finding')} in it not done`, items);
  const left = tasks.filter(
    task =>
      task.case === id && task.register === log && task.incident === null && !OF_WHOLE_CASE.has(task.kind),
  );
  refuse(
    `${counted(left.length, 'task')} in it left`,
    left.map(task => `${taskWhat(task)}, ${taskAbout(task)}`),
  );
}

function refuse(what: string, open: readonly string[]): void {
  if (open.length === 0) return;
  const more = open.length > MOST_NAMED ? [`and ${open.length - MOST_NAMED} more`] : [];
  throw new SeqwardenError('ACT_REFUSED', `${what}: ${[...open.slice(0, MOST_NAMED), ...more].join('; ')}`);
}
