import { SeqwardenError } from '@seqwarden/proof';
import type { Arguments } from '../../arguments.ts';

/** One of a closed set. Throws USAGE. */
export function choiceOf<const T extends string>(args: Arguments, option: string, allowed: readonly T[]): T {
  return oneOf(args.required(option), `--${option}`, allowed);
}

/** The same of a text that stands without an option. */
export function oneOf<const T extends string>(text: string, place: string, allowed: readonly T[]): T {
  const one = allowed.find(value => value === text);
  if (one === undefined) throw new SeqwardenError('USAGE', `${place} takes one of: ${allowed.join(', ')}`);
  return one;
}
