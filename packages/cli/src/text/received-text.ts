import type { Received } from '../commands/case/take-document.ts';
import { arrivalText, differenceText, MOST_SHOWN, weakerText } from './arrival-text.ts';
import { shortId } from './case-words.ts';

/** What became of a document that was taken into a case. */
export function receivedText(received: Received): string {
  const { case: id, document, records, replaces } = received;
  const where = records.length === 0 ? 'is in this case already, as it is' : 'is part of the case';
  const lines = [`case ${shortId(id)}: the document ${where}; SHA-256 ${document}\n`];
  if (replaces !== null) lines.push(`it takes the place of ${replaces}\n${differencesText(received)}`);
  for (const other of received.alsoIn) lines.push(`the same bytes are in case ${shortId(other)}, too\n`);
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
function keptText({ kept, replaces }: Received): string {
  if (kept === null || kept.found === null) return '';
  const { arrival, found, beside } = kept;
  const isTold = arrival === null || arrival.replaces === replaces;
  const shown = isTold ? { ...found, differences: [], differencesInAll: 0 } : found;
  const stronger = weakerText(beside.map(sha256 => ({ sha256 })));
  return `${arrival === null ? 'was kept already' : 'kept'} for \`exposure --kept\`: ${arrivalText(shown)}${stronger}`;
}
