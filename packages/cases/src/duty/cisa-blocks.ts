import type { Block } from '../paper/index.ts';
import type { IncidentFacts } from './incident-facts.ts';
import { knownBlocks } from './known-blocks.ts';

/** What an incident report to CISA asks, as far as it is known; its form on the web has its own order. */
export function cisaBlocks(facts: IncidentFacts): Block[] {
  return [
    { kind: 'heading', level: 1, text: 'Who reports' },
    {
      kind: 'facts',
      facts: [
        ['organisation', facts.site ?? ''],
        ['sector', ''],
        ['contact (name, telephone, e-mail)', ''],
      ],
    },
    ...knownBlocks(facts),
    { kind: 'heading', level: 1, text: 'To complete' },
    ...[
      'When it was first noticed (time and zone), and how',
      'Whether it goes on, and what was done against it',
      'How somebody may have come in; addresses, accounts, files that point to it',
      'What is harmed: results, patients, data, work of the laboratory',
      'Whether a ransom was demanded or paid',
      'To whom else it was reported',
    ].map((label): Block => ({ kind: 'blank', label, lines: 2 })),
  ];
}
