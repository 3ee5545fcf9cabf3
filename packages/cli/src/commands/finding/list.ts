import type { ItemState } from '@seqwarden/cases/state';
import { installedKey } from '@seqwarden/proof/acts';
import { counted } from '@seqwarden/runfolder';
import { caseNamed } from '../../casework/named.ts';
import { VIEW_OPTIONS } from '../../casework/options.ts';
import { viewCases } from '../../casework/view-cases.ts';
import type { Command } from '../../command.ts';
import { installedText, REMEDIATION_WORDS, verdictText, vulnerabilitiesText } from '../../text/case-words.ts';
import { columns } from '../../text/columns.ts';
import { whyText } from '../../text/why-text.ts';
import { isOpenItem } from '../case/of-case.ts';

export const listFindings: Command = {
  usage: '[--case CASE] [--open] [OPTION...]',
  summary:
    'List findings, what is the same of an installation on one line: which vulnerabilities, where their remediation stands, what is said of them, and the decisive reason.',
  options: {
    case: { type: 'string', help: 'only of this case: its first digits, or what a document of it is called' },
    open: { type: 'boolean', help: 'only what is not done, or needs a decision' },
    ...VIEW_OPTIONS,
  },
  positionals: { least: 0, most: 0 },
  run: async (args, context) => {
    const view = await viewCases(args, context);
    const ofCase = args.text('case');
    const id = ofCase === undefined ? undefined : caseNamed(view, ofCase).id;
    const items = view.state.items.filter(
      item => (id === undefined || item.cases.includes(id)) && (!args.flag('open') || isOpenItem(item)),
    );
    if (args.flag('json')) context.out(`${JSON.stringify({ items, missed: view.missed }, null, 2)}\n`);
    else context.out(items.length === 0 ? 'no findings\n' : listText(items));
    return view.missed.length > 0 ? 3 : 0;
  },
};

function listText(items: readonly ItemState[]): string {
  const told = items.map(({ installed, vulnerability, verdict, remediation, reasons }) => ({
    key: installedKey(installed),
    vulnerability,
    installed: installedText(installed),
    says: [REMEDIATION_WORDS[remediation], verdictText({ verdict, remediation }), whyText(reasons)],
  }));
  const lines = Map.groupBy(told, ({ key, says }) => JSON.stringify([key, says]));
  const rows = [...lines.values()].flatMap(ones => {
    const [first] = ones;
    if (first === undefined) return [];
    const all = ones.map(({ vulnerability }) => vulnerability);
    return [[first.installed, vulnerabilitiesText(all, all.length), ...first.says]];
  });
  const open = items.filter(isOpenItem).length;
  return `${columns(rows)}${counted(items.length, 'finding')}, ${open} not done\n`;
}
