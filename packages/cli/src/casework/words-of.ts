import { isPlainText, SeqwardenError } from '@seqwarden/proof';
import { MAX_NAME, MAX_WORDS } from '@seqwarden/proof/acts';
import type { Arguments } from '../arguments.ts';

/** An option that takes a person's own words: what they are for. */
export function signedWords(what: string) {
  const help = `${what}; signed and kept for ever, so no names of persons or samples`;
  return { type: 'string', help } as const;
}

/** A person's own words, which are signed and kept for ever. Throws USAGE: missing, too long, or with the address of a person. */
export function wordsOf(args: Arguments, option: string): string {
  return checked(args.required(option), option, MAX_WORDS);
}

/** The same of a title, a name or a reference. */
export function nameOf(args: Arguments, option: string): string {
  return checked(args.required(option), option, MAX_NAME);
}

function checked(text: string, option: string, most: number): string {
  if (!isPlainText(text, most) || text.trim() === '')
    throw new SeqwardenError('USAGE', `--${option} takes 1 to ${most} characters, and no control characters`);
  if (/\S@\S/.test(text))
    throw new SeqwardenError(
      'USAGE',
      `--${option} is kept for ever: it must not hold the address of a person`,
    );
  return text;
}
