import { SeqwardenError } from '@seqwarden/proof';
import { ordered } from '@seqwarden/proof/acts';
import type { Arguments } from '../../arguments.ts';

/** One of the words that an option takes; `otherwise` where it is not given. Throws USAGE. */
export function choiceOf<const T extends string, const D>(
  args: Arguments,
  option: string,
  words: readonly T[],
  otherwise: D,
): T | D {
  const given = args.text(option);
  if (given === undefined) return otherwise;
  const found = words.find(word => word === given);
  if (found === undefined) throw new SeqwardenError('USAGE', `--${option} takes one of: ${words.join(', ')}`);
  return found;
}

/** Ids of vulnerabilities as records have them; a CVE may be written in small letters. Throws USAGE. */
export function vulnerabilitiesOf(args: Arguments, option: string): string[] {
  const ids = args.texts(option).map(text => (/^cve-/i.test(text) ? text.toUpperCase() : text));
  for (const id of ids) {
    const isOther = /^[!-~]{1,100}$/.test(id) && !/^(?:cve-|case:)/i.test(id);
    if (!isOther && !/^CVE-\d{4}-\d{4,}$/.test(id))
      throw new SeqwardenError('USAGE', `--${option} takes an id, as CVE-2023-1968`);
  }
  return ordered(ids, id => id);
}

/** In lists that a record has room for. */
export function inParts<T>(list: readonly T[], most: number): T[][] {
  return Array.from({ length: Math.ceil(list.length / most) }, (_, at) =>
    list.slice(at * most, (at + 1) * most),
  );
}
