import type { State, Task } from '@seqwarden/cases/state';
import { tasksOfCase } from '@seqwarden/cases/task';
import { SeqwardenError, type Trust } from '@seqwarden/proof';
import { trustFilesAtHand } from '../casework/at-hand.ts';
import { caseNamed } from '../casework/named.ts';
import { VIEW_OPTIONS } from '../casework/options.ts';
import { otherRegisters } from '../casework/other-registers.ts';
import { otherSiteOf } from '../casework/own-tasks.ts';
import { type Persons, personsOf } from '../casework/persons.ts';
import { viewCases } from '../casework/view-cases.ts';
import type { Command } from '../command.ts';
import { otherRegistersText } from '../text/other-registers-text.ts';
import { inOrder, isOverdue, isReopened, tasksText } from '../text/tasks-text.ts';

export const today: Command = {
  usage: '[--key KEYID] [--case CASE] [OPTION...]',
  summary:
    'Show what is to be done in cases: overdue first. Exit code 1 where something of this site is overdue or came back, 3 where something could not be read.',
  options: {
    key: {
      type: 'string',
      help: 'only what this person can do: the first 8 or more digits of a key id, or a fingerprint',
    },
    case: { type: 'string', help: 'only of this case: its first digits, or what a document of it is called' },
    'all-sites': {
      type: 'boolean',
      help: "let the exit code follow other sites' tasks too, and say as of when their registers are known here",
    },
    ...VIEW_OPTIONS,
  },
  positionals: { least: 0, most: 0 },
  run: async (args, context) => {
    const isAllSites = args.flag('all-sites');
    const files = isAllSites ? await trustFilesAtHand(args, context) : undefined;
    const handed = files === undefined ? context.handed : { ...context.handed, trust: files };
    const view = await viewCases(args, handed === undefined ? context : { ...context, handed });
    const persons = personsOf(context, view.trust);
    const key = args.text('key');
    const ofCase = args.text('case');
    const isMine = key === undefined ? () => true : doableBy(key, view.overview, view.trust, persons);
    const id = ofCase === undefined ? undefined : caseNamed({ state: view.overview }, ofCase).id;
    const { day } = persons;
    const ofIt = id === undefined ? view.tasks : tasksOfCase(view.tasks, view.overview, id);
    const meant = ofIt.filter(isMine);
    const tasks = inOrder(meant, day);
    const registers = files === undefined ? null : otherRegisters(files, context.env, view);
    if (args.flag('json')) {
      const shown = tasks.map(task => ({ ...task, overdue: isOverdue(task, day) }));
      context.out(`${JSON.stringify({ day, tasks: shown, registers, missed: view.missed }, null, 2)}\n`);
    } else {
      context.out(tasksText(tasks, day, persons.nameOf, view.log));
      if (registers !== null) context.out(`\n${otherRegistersText(registers, persons)}`);
    }
    const counted = tasks.filter(task => isAllSites || otherSiteOf(task, view) === null);
    if (counted.some(task => isOverdue(task, day) || isReopened(task))) return 1;
    return view.missed.length > 0 ? 3 : 0;
  },
};

/** Throws CASE_UNKNOWN. */
function doableBy(text: string, state: State, trust: Trust, { directory }: Persons): (task: Task) => boolean {
  const digits = text.replaceAll(' ', '').toLowerCase();
  const known = new Set([
    ...trust.personKeys.map(({ keyid }) => keyid),
    ...state.persons.map(({ key }) => key),
  ]);
  const [key, another] = [...known].filter(one => one.startsWith(digits));
  if (!/^[0-9a-f]{8,64}$/.test(digits) || key === undefined || another !== undefined)
    throw new SeqwardenError(
      'CASE_UNKNOWN',
      'no one person has a key whose first 8 or more digits are these',
    );
  const rights = new Set(state.persons.filter(one => one.key === key).flatMap(one => one.rights));
  const person = directory?.personOf(key);
  const isTheirs = (recipient: string) =>
    recipient === key || (person !== undefined && directory?.personOf(recipient) === person);
  return ({ who }) => who === null || ('right' in who ? rights.has(who.right) : isTheirs(who.recipient));
}
