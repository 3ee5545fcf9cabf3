import type { State } from '@seqwarden/cases/state';
import { vulnerabilityText } from '../../text/case-words.ts';
import type { Entered } from './tell-entered.ts';

/** Vulnerabilities for which what was entered is a patch of another program than the one that is affected. */
export function otherProgram({ items }: Pick<State, 'items'>, entered: readonly Entered[]): string[] {
  const records = new Set(entered.map(({ identity }) => identity));
  return items
    .filter(({ patches }) =>
      patches.some(({ record, proof }) => proof === 'other_program' && records.has(record.identity)),
    )
    .map(({ vulnerability }) => vulnerability);
}

export function otherProgramText(vulnerabilities: readonly string[]): string {
  return `ANOTHER PROGRAM than the one that is affected, for ${vulnerabilities.map(vulnerabilityText).join(', ')}: the record proves nothing for that. Name with --software the program that was patched, or correct the record\n`;
}
