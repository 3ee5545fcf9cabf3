import { type Read, text } from '@seqwarden/toml';
import { addressProblem } from '../../events/outbound-address.ts';

/** Readers of single values of the agent's configuration. None repeats a value in what it says. */

export const address: Read<string> = (value, place) => {
  const given = text(value, place);
  if (given === undefined) return undefined;
  const problem = addressProblem(given);
  return problem === undefined ? given : place.refuse(problem);
};

const SIZE = /^(\d{1,6})(?:\s?(k|M|G|T|Ki|Mi|Gi|Ti))?B$/;
const FACTORS: Readonly<Record<string, number>> = {
  '': 1,
  k: 1e3,
  M: 1e6,
  G: 1e9,
  T: 1e12,
  Ki: 2 ** 10,
  Mi: 2 ** 20,
  Gi: 2 ** 30,
  Ti: 2 ** 40,
};

/** Bytes. */
export const size: Read<number> = (value, place) => {
  const given = text(value, place);
  if (given === undefined) return undefined;
  const [, count, unit = ''] = SIZE.exec(given) ?? [];
  if (count === undefined)
    return place.refuse('must be a size such as "500 GB" (powers of ten) or "500 GiB" (of two)');
  const bytes = Number(count) * (FACTORS[unit] ?? 1);
  return Number.isSafeInteger(bytes) ? bytes : place.refuse('is more than there is');
};
