import type { InstallationState, ItemState, RecordRef } from '@seqwarden/cases/state';
import { programWords, VERDICT_WORDS } from '@seqwarden/cases/words';
import type { SiteWords } from '../casework/persons.ts';
import { shortId } from './case-words.ts';
import { dayMeant, itemText } from './item-text.ts';
import { oneLine } from './one-line.ts';

/** One finding with all that it rests on. */
export function findingText(
  item: ItemState,
  installation: InstallationState | null,
  site: Pick<SiteWords, 'nameOf' | 'dayOf' | 'timeOf'>,
): string {
  const { nameOf, timeOf } = site;
  const refs = (record: RecordRef) =>
    `${timeOf(record.statedAt)}, ${nameOf(record.signer)}, record ${shortId(record.identity)} at place ${record.index}`;
  const installed = (installation?.readings ?? []).map(({ record, reading }) => {
    const program = oneLine(programWords(reading));
    const when = reading.at === null ? 'at an unknown time' : dayMeant(reading.at, site);
    const whence =
      reading.run === null ? 'stated by a person' : `run ${oneLine(reading.run.id ?? 'without a name')}`;
    return `  ${program} ${oneLine(reading.version ?? 'of an unknown version')}, ${when}, ${whence} (${refs(record)})\n`;
  });
  const facts = (installation?.facts ?? []).map(
    ({ record, fact, value, on }) => `  ${fact}: ${oneLine(value)}, as of ${on} (${refs(record)})\n`,
  );
  const findings = item.findings.map(({ record, advisory, finding }) => {
    const range = finding.range === null ? '' : ` (${oneLine(finding.range)})`;
    const why = finding.reason === null ? '' : `: ${oneLine(finding.reason.text)}`;
    return `  ${oneLine(advisory.publisher)} ${oneLine(advisory.id)} ${oneLine(advisory.version)}: ${VERDICT_WORDS[finding.verdict]}${range}${why} (${refs(record)})\n`;
  });
  const { decision } = item;
  const decided =
    decision === null
      ? []
      : [`  ${VERDICT_WORDS[decision.verdict]}: ${oneLine(decision.reason)} (${refs(decision.record)})\n`];
  return [
    itemText(item, site).replace(/^ {2}/gm, ''),
    section('what is installed', [...installed, ...facts]),
    section('what advisories say', findings),
    section('what a person decided', decided),
  ].join('');
}

function section(title: string, lines: readonly string[]): string {
  return lines.length === 0 ? '' : `\n${title}\n${lines.join('')}`;
}
