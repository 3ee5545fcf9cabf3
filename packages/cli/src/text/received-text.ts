import type { Arrival } from '@seqwarden/agent/advisories';
import type { Received } from '../commands/case/receive.ts';
import { arrivalText, differenceText, MOST_SHOWN } from './arrival-text.ts';
import { shortId } from './case-words.ts';
import { oneLine } from './one-line.ts';

/** What became of a document that was taken into a case. */
export function receivedText(received: Received): string {
  const { case: id, document, records, replaces } = received;
  const where = records.length === 0 ? 'is in this case already, as it is' : 'is part of the case';
  const lines = [`case ${shortId(id)}: the document ${where}; SHA-256 ${document}\n`];
  if (replaces !== null) lines.push(`it takes the place of ${replaces}\n${differencesText(received)}`);
  return lines.join('') + keptText(received);
}

function differencesText({ advisory, differences }: Received): string {
  if (advisory === null) return '';
  if (differences.length === 0) return '  nothing that is read is said otherwise\n';
  const shown = differences.slice(0, MOST_SHOWN).map(one => `${differenceText(one)}\n`);
  const more = differences.length - shown.length;
  return shown.join('') + (more > 0 ? `  and ${more} more differences\n` : '');
}

/** What differs from what was kept is told only where it is not told already. */
function keptText({ advisory, arrival, replaces }: Received): string {
  if (advisory === null) return '';
  if (arrival === null) return `${oneLine(advisory.id)} was kept already for \`exposure --kept\`\n`;
  const told: Arrival =
    arrival.replaces === replaces ? { ...arrival, differences: [], differencesInAll: 0 } : arrival;
  return `kept for \`exposure --kept\`: ${arrivalText(told)}`;
}
