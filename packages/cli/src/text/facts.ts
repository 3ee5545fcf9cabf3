import { oneLine } from './one-line.ts';

/** A fact for people, on one line: its value, and in brackets how sure it is unless it was read literally. */
export function factText(fact: {
  readonly value: string | number | null;
  readonly confidence: string;
  readonly from: string | null;
}): string {
  if (fact.value === null) return 'unknown';
  return oneLine(
    fact.confidence === 'read' ? `${fact.value}` : `${fact.value} (${fact.confidence} from ${fact.from})`,
  );
}

/** `label      value` lines. */
export function table(rows: readonly (readonly [string, string])[]): string {
  const width = Math.max(...rows.map(([label]) => label.length)) + 2;
  return rows.map(([label, value]) => `${label.padEnd(width)}${value}\n`).join('');
}
