import type { Block, Paper } from '../paper/index.ts';
import { cisaBlocks } from './cisa-blocks.ts';
import { type Duty, NO_DECISION } from './duty.ts';
import { form3500aBlocks } from './form-3500a-blocks.ts';
import type { IncidentFacts } from './incident-facts.ts';
import { knownBlocks } from './known-blocks.ts';
import { letterBlocks } from './letter-blocks.ts';

/** What a person completes and sends for a duty, as far as it is known. Nobody is told anything by it. Pure. */
export function dutyPaper(duty: Duty, facts: IncidentFacts): Paper {
  const isLetter = duty.paper === 'letter';
  return {
    title: isLetter
      ? `Suspected compromise of an instrument: ${facts.title}`
      : `${duty.title}: ${facts.title}`,
    language: 'en-GB',
    running: `DRAFT of ${facts.on}, incident ${facts.id.slice(0, 12)}, ${duty.documents.join('; ')}. To be completed and sent by a person.`,
    // A letter goes out as it is: what is for the site alone stands on other drafts.
    blocks: isLetter
      ? letterBlocks(facts)
      : [...head(duty), ...blocksOf(duty, facts), ...deliberations(duty)],
  };
}

function blocksOf(duty: Duty, facts: IncidentFacts): readonly Block[] {
  if (duty.paper === '3500a') return form3500aBlocks(facts);
  if (duty.paper === 'cisa') return cisaBlocks(facts);
  return [
    ...knownBlocks(facts),
    { kind: 'heading', level: 1, text: 'Documents to complete' },
    { kind: 'list', ordered: false, items: duty.documents },
  ];
}

function head({ applies, to, source, isGeneralKnowledge }: Duty): Block[] {
  const doubt = isGeneralKnowledge ? ' (look it up before you rely on it)' : '';
  return [
    { kind: 'paragraph', text: NO_DECISION, emphasis: 'strong' },
    { kind: 'paragraph', text: 'What is blank is not known to Seqwarden: leave it blank, or complete it.' },
    {
      kind: 'facts',
      facts: [
        ['who and when', applies],
        ['to', to.join('; ')],
        ['source', `${source}${doubt}`],
      ],
    },
  ];
}

/** 21 CFR 803.18: the event file holds the deliberations on whether it had to be reported. */
function deliberations({ questions }: Duty): Block[] {
  return [
    { kind: 'heading', level: 1, text: 'For your own file: questions to answer, not part of the report' },
    ...questions.map((label): Block => ({ kind: 'blank', label, lines: 2 })),
    { kind: 'blank', label: 'Decided by, on', lines: 1 },
  ];
}
