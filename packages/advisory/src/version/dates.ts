import { isDigit } from './characters.ts';

/**
 * `31.12.2020`, `12.31.2020`: a day as it is written in Europe or America. As numbers between dots such days are in no order; `2020.12.31` is, and a day
 * within a longer version is a part of it.
 */
export function isDottedDay(word: string): boolean {
  const parts = word.split('.', 4);
  const [first = '', second = '', year = ''] = parts;
  if (parts.length !== 3 || first.length !== 2 || second.length !== 2 || year.length !== 4) return false;
  if (!parts.every(part => [...part].every(character => isDigit(character.charCodeAt(0))))) return false;
  const [low, high] = [Number(first), Number(second)].toSorted((a, b) => a - b);
  return isWithin(low, 1, 12) && isWithin(high, 1, 31) && isWithin(Number(year), 1900, 2099);
}

function isWithin(value: number | undefined, least: number, most: number): boolean {
  return value !== undefined && value >= least && value <= most;
}
