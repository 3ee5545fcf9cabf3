import type { CaseState, State } from '@seqwarden/cases/state';
import { VIEW_OPTIONS } from '../../casework/options.ts';
import { personsOf } from '../../casework/persons.ts';
import { viewCases } from '../../casework/view-cases.ts';
import type { Command } from '../../command.ts';
import { shortId } from '../../text/case-words.ts';
import { columns } from '../../text/columns.ts';
import { oneLine } from '../../text/one-line.ts';
import { isOpenItem } from './of-case.ts';

export const listCases: Command = {
  usage: '[--open] [OPTION...]',
  summary: 'List the cases: their ids, whether they are open, and on how many installations they are.',
  options: { open: { type: 'boolean', help: 'only those that are open' }, ...VIEW_OPTIONS },
  positionals: { least: 0, most: 0 },
  run: async (args, context) => {
    const { state, missed, trust } = await viewCases(args, context);
    const cases = countedCases(state).filter(one => !args.flag('open') || one.standing === 'open');
    if (args.flag('json')) context.out(`${JSON.stringify({ cases, missed }, null, 2)}\n`);
    else {
      const { dayOf } = personsOf(context, trust);
      context.out(cases.length === 0 ? 'no cases\n' : columns(cases.map(one => row(one, dayOf))));
    }
    return missed.length > 0 ? 3 : 0;
  },
};

interface CountedCase {
  readonly id: string;
  readonly title: string;
  readonly standing: CaseState['standing'];
  readonly openedAt: string;
  readonly documents: number;
  readonly vulnerabilities: readonly string[];
  /** One vulnerability on one installation each. */
  readonly items: number;
  readonly openItems: number;
}

function countedCases({ cases, items }: State): CountedCase[] {
  const counts = new Map(cases.map(({ id }) => [id, { items: 0, openItems: 0 }]));
  for (const item of items)
    for (const count of item.cases.flatMap(id => counts.get(id) ?? [])) {
      count.items++;
      if (isOpenItem(item)) count.openItems++;
    }
  return cases.map(({ id, title, standing, opened, documents, vulnerabilities }) => ({
    ...{ id, title, standing, openedAt: opened.statedAt, documents: documents.length, vulnerabilities },
    ...(counts.get(id) ?? { items: 0, openItems: 0 }),
  }));
}

function row(
  { id, standing, openedAt, items, openItems, title }: CountedCase,
  dayOf: (moment: string) => string,
): string[] {
  const done = items === 0 ? 'no installations' : `${openItems} of ${items} open`;
  return [shortId(id), standing, dayOf(openedAt), done, oneLine(title)];
}
