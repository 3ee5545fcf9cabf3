import type { ItemState } from '@seqwarden/cases/state';
import { SeqwardenError } from '@seqwarden/proof';
import { installedKey } from '@seqwarden/proof/acts';
import { custodyGaps, gapsText } from '../../casework/custody-gaps.ts';
import { deviceCalled, installedNamed } from '../../casework/named.ts';
import { VIEW_OPTIONS } from '../../casework/options.ts';
import { personsOf } from '../../casework/persons.ts';
import { viewCases } from '../../casework/view-cases.ts';
import type { Command } from '../../command.ts';
import { installedText } from '../../text/case-words.ts';
import { findingText } from '../../text/finding-text.ts';

export const showFinding: Command = {
  usage: 'SERIAL[/ID] VULNERABILITY [OPTION...]',
  summary:
    'Show one finding with the whole chain: what runs showed, what each advisory says, who decided, patched and checked, and each record by its place.',
  options: {
    vendor: { type: 'string', help: 'the manufacturer, where two have an instrument with this serial' },
    ...VIEW_OPTIONS,
  },
  positionals: { least: 2, most: 2 },
  run: async (args, context) => {
    const view = await viewCases(args, context);
    const [instrument = '', vulnerability = ''] = args.positionals;
    const state = view.stateOfDevice(deviceCalled(instrument));
    const installed = installedNamed({ state }, instrument, args.text('vendor'));
    const key = installedKey(installed);
    const item = state.items.find(one => installedKey(one.installed) === key && isCalled(one, vulnerability));
    if (item === undefined)
      throw new SeqwardenError(
        'CASE_UNKNOWN',
        `nothing is known of ${vulnerability} on ${installedText(installed)}; finding list shows what is`,
      );
    const installation = state.installations.find(one => installedKey(one.installed) === key) ?? null;
    const custody = custodyGaps([item], view, context);
    if (args.flag('json'))
      context.out(`${JSON.stringify({ item, installation, custody, missed: view.missed }, null, 2)}\n`);
    else context.out(findingText(item, installation, personsOf(context, view.trust)) + gapsText(custody));
    return view.missed.length > 0 ? 3 : 0;
  },
};

/** A matter without a number by the first digits of its case. */
function isCalled({ vulnerability }: ItemState, text: string): boolean {
  return (
    vulnerability.toLowerCase() === text.toLowerCase() ||
    (/^(case:)?[0-9a-f]{8,32}$/.test(text) && vulnerability.startsWith(`case:${text.replace('case:', '')}`))
  );
}
