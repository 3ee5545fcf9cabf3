import type { ItemState, State } from '@seqwarden/cases/state';
import { SeqwardenError } from '@seqwarden/proof';
import { type Installed, installedKey } from '@seqwarden/proof/acts';
import { custodyGaps, gapsText } from '../../casework/custody-gaps.ts';
import { deviceCalled, installedNamed, installedOn } from '../../casework/named.ts';
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
    const item = itemOf(state, installed, vulnerability);
    const key = installedKey(item.installed);
    const installation = state.installations.find(one => installedKey(one.installed) === key) ?? null;
    const custody = custodyGaps([item], view, context);
    if (args.flag('json'))
      context.out(`${JSON.stringify({ item, installation, custody, missed: view.missed }, null, 2)}\n`);
    else {
      const site = personsOf(context, view.trust);
      context.out(findingText(item, installation, site) + gapsText(custody, site));
    }
    return view.missed.length > 0 ? 3 : 0;
  },
};

/** What is said of the device as a whole comes before what is said of the one installation on it. Throws CASE_UNKNOWN. */
function itemOf(state: State, named: Installed, vulnerability: string): ItemState {
  const called = state.items.filter(one => isCalled(one, vulnerability));
  const on = (installed: Installed) =>
    called.filter(one => installedKey(one.installed) === installedKey(installed));
  const [item] = on(named);
  if (item !== undefined) return item;
  const below = named.id === null ? installedOn({ state }, named).flatMap(on) : [];
  const [one, another] = below;
  if (one !== undefined && another === undefined) return one;
  throw new SeqwardenError(
    'CASE_UNKNOWN',
    another === undefined
      ? `nothing is known of ${vulnerability} on ${installedText(named)}; finding list shows what is`
      : `${vulnerability} is on ${below.map(({ installed }) => installedText(installed)).join(', ')}: say which one`,
  );
}

/** A matter without a number by the first digits of its case. */
function isCalled({ vulnerability }: ItemState, text: string): boolean {
  return (
    vulnerability.toLowerCase() === text.toLowerCase() ||
    (/^(case:)?[0-9a-f]{8,32}$/.test(text) && vulnerability.startsWith(`case:${text.replace('case:', '')}`))
  );
}
