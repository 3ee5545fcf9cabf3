import type { Block } from '../paper/index.ts';
import type { IncidentFacts, InstrumentFacts } from './incident-facts.ts';
import { instrumentBlocks, runBlocks, windowsText } from './known-blocks.ts';

/** Addresses that publications of the manufacturers give; of others it stays blank. */
const SUPPORT: ReadonlyMap<string, string> = new Map([['Illumina', 'techsupport@illumina.com']]);

/** A letter to the manufacturer. It names runs and instruments, and no patient. */
export function letterBlocks(facts: IncidentFacts): Block[] {
  const when = windowsText(facts);
  return [
    {
      kind: 'facts',
      facts: [
        ['to', addressees(facts.instruments)],
        ['from', facts.site ?? ''],
        ['date', ''],
        ['our reference', `incident ${facts.id.slice(0, 12)}`],
      ],
    },
    { kind: 'paragraph', text: 'Dear Sir or Madam,' },
    {
      kind: 'paragraph',
      text: `we suspect that the instruments below, or data of their runs, were tampered with.${facts.awareOn === null ? '' : ` We became aware of it on ${facts.awareOn}.`}${when === '' ? '' : ` It may have happened ${when}.`} Nothing is proven yet.`,
    },
    { kind: 'paragraph', text: `What we saw: ${facts.reason}` },
    ...instrumentBlocks(facts),
    ...runBlocks(facts),
    { kind: 'heading', level: 1, text: 'What we ask of you' },
    {
      kind: 'list',
      ordered: true,
      items: [
        'Please confirm that you received this, and name a contact.',
        'Which logs and files do you need, and how are they taken without changing the instrument? We have not re-imaged it.',
        'May the instrument be used, and what has to be done before?',
        'Is anything known of other sites? Are results of the runs above to be withdrawn?',
      ],
    },
    { kind: 'blank', label: 'Contact at our site (name, telephone, e-mail)', lines: 1 },
    { kind: 'blank', label: 'Signature', lines: 1 },
  ];
}

function addressees(instruments: readonly InstrumentFacts[]): string {
  const vendors = [...new Set(instruments.flatMap(({ vendor }) => vendor ?? []))].sort();
  return vendors
    .map(vendor => {
      const address = SUPPORT.get(vendor);
      return address === undefined ? vendor : `${vendor} Technical Support, ${address}`;
    })
    .join('; ');
}
