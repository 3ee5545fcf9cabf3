import type { Block } from '../paper/index.ts';
import type { IncidentFacts } from './incident-facts.ts';

/** What is known of it, on any draft. */
export function knownBlocks(facts: IncidentFacts): Block[] {
  return [
    { kind: 'heading', level: 1, text: 'What is known' },
    {
      kind: 'facts',
      facts: [
        ['site', facts.site ?? ''],
        ['matter', facts.title],
        ['became aware on', facts.awareOn ?? ''],
        ['may have happened', windowsText(facts)],
        ['what was seen', facts.reason],
      ],
    },
    ...instrumentBlocks(facts),
    ...runBlocks(facts),
  ];
}

/** Nothing where none is known. */
export function windowsText({ windows }: IncidentFacts, day = (text: string) => text): string {
  return windows
    .map(({ from, until }) => {
      if (from === null) return until === null ? '' : `until ${day(until)}`;
      if (until === null) return `since ${day(from)}`;
      return from === until ? `on ${day(from)}` : `from ${day(from)} to ${day(until)}`;
    })
    .join('; ');
}

export function instrumentBlocks({ instruments }: IncidentFacts): Block[] {
  if (instruments.length === 0) return [];
  const rows = instruments.map(({ vendor, model, serial, software }) => [
    ...[vendor ?? '', model ?? '', serial ?? ''],
    software.join('; '),
  ]);
  return [
    { kind: 'heading', level: 1, text: 'Instruments' },
    { kind: 'table', head: ['manufacturer', 'model', 'serial', 'software'], rows },
  ];
}

export function runBlocks({ runs }: IncidentFacts): Block[] {
  if (runs.length === 0) return [];
  const rows = runs.map(({ id, flowCell, seal }) => [
    ...[id ?? '', flowCell ?? '', seal === null ? 'not sealed, or not known' : seal.slice(0, 16)],
  ]);
  return [
    { kind: 'heading', level: 1, text: 'Runs' },
    { kind: 'table', head: ['run', 'flow cell', 'seal'], rows },
  ];
}
