/**
 * A size, index or time in ASCII decimal as the C2SP formats spell it: no sign, no leading zero. Undefined for any
 * other spelling, and for 2^53 and above, which no number holds exactly.
 */
export function parseDecimal(text: string): number | undefined {
  if (!/^(?:0|[1-9][0-9]{0,15})$/.test(text)) return undefined;
  const value = Number(text);
  return Number.isSafeInteger(value) ? value : undefined;
}

/** Whether it can be a size, an index or a time: a whole number from 0 to 2^53 − 1. */
export function isCount(value: number): boolean {
  return Number.isSafeInteger(value) && value >= 0;
}
