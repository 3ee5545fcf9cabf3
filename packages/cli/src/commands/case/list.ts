import { isOverIn, openingsFor, titleIn } from '@seqwarden/cases/reduce';
import type { CaseState, State } from '@seqwarden/cases/state';
import { VIEW_OPTIONS } from '../../casework/options.ts';
import { personsOf } from '../../casework/persons.ts';
import { viewCases } from '../../casework/view-cases.ts';
import type { Command } from '../../command.ts';
import { standingText } from '../../text/case-text.ts';
import { shortId } from '../../text/case-words.ts';
import { columns } from '../../text/columns.ts';
import { oneLine } from '../../text/one-line.ts';
import { isOpenItem } from './of-case.ts';

export const listCases: Command = {
  usage: '[--open] [OPTION...]',
  summary: 'List the cases: their ids, whether they are open, and on how many installations they are.',
  options: {
    open: { type: 'boolean', help: 'only those that are not over for this register' },
    ...VIEW_OPTIONS,
  },
  positionals: { least: 0, most: 0 },
  run: async (args, context) => {
    const { state, missed, trust, log } = await viewCases(args, context);
    const meant = state.cases.filter(one => !args.flag('open') || !isOverIn(one)(log));
    const cases = countedCases({ cases: meant, items: state.items }, log);
    if (args.flag('json')) context.out(`${JSON.stringify({ cases, missed }, null, 2)}\n`);
    else {
      const { dayOf } = personsOf(context, trust);
      const standing = new Map(meant.map(one => [one.id, standingText(one, log)]));
      const rows = cases.map(one => row(one, standing.get(one.id) ?? one.standing, dayOf));
      context.out(cases.length === 0 ? 'no cases\n' : columns(rows));
    }
    return missed.length > 0 ? 3 : 0;
  },
};

interface CountedCase {
  readonly id: string;
  readonly title: string;
  readonly standing: CaseState['standing'];
  readonly openIn: CaseState['openIn'];
  readonly openedAt: string;
  readonly documents: number;
  readonly vulnerabilities: readonly string[];
  /** One vulnerability on one installation each. */
  readonly items: number;
  readonly openItems: number;
}

/** As the register `log` calls them. */
function countedCases({ cases, items }: Pick<State, 'cases' | 'items'>, log: string): CountedCase[] {
  const counts = new Map(cases.map(({ id }) => [id, { items: 0, openItems: 0 }]));
  for (const item of items)
    for (const count of item.cases.flatMap(id => counts.get(id) ?? [])) {
      count.items++;
      if (isOpenItem(item)) count.openItems++;
    }
  return cases.map(one => {
    const { id, standing, openIn, documents, vulnerabilities } = one;
    const openedAt = openingsFor(one, log)[0]?.record.statedAt ?? '';
    return {
      ...{ id, title: titleIn(one, log), standing, openIn, openedAt },
      ...{ documents: documents.length, vulnerabilities },
      ...(counts.get(id) ?? { items: 0, openItems: 0 }),
    };
  });
}

function row(
  { id, openedAt, items, openItems, title }: CountedCase,
  standing: string,
  dayOf: (moment: string) => string,
): string[] {
  const done = items === 0 ? 'no installations' : `${openItems} of ${items} open`;
  return [shortId(id), standing, dayOf(openedAt), done, oneLine(title)];
}
