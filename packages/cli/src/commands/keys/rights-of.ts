import { type KeyStates, SeqwardenError } from '@seqwarden/proof';
import { RIGHTS, type Right } from '@seqwarden/proof/acts';
import type { Arguments } from '../../arguments.ts';
import { keyNamed } from './account-keys.ts';

/** Of the option `--may`. */
export const MAY_HELP = `what a person may do in cases, with commas: ${RIGHTS.join(', ')}; or none`;

/** What `--may` gives; undefined: it is not there. Throws USAGE. */
export function rightsOf(args: Arguments): readonly Right[] | undefined {
  const given = args.text('may');
  if (given === undefined) return undefined;
  if (given === 'none') return [];
  return given.split(',').map(word => {
    const right = RIGHTS.find(one => one === word.trim());
    if (right === undefined)
      throw new SeqwardenError('USAGE', `--may takes ${RIGHTS.join(', ')} with commas between them, or none`);
    return right;
  });
}

export const SAME_PERSON_OPTION = {
  'same-person-as': {
    type: 'string',
    help: 'another key that this person has, or had: what one of them recorded, the other cannot check',
  },
} as const;

export const OTHER_PERSON_OPTION = {
  'not-same-person-as': {
    type: 'string',
    help: 'takes back, for all times, that this key and that one are of one person: said by mistake, in this register',
  },
} as const;

/**
 * The key that an option names beside `keyid`: by its fingerprint or key id, of this register; what only another register has, by its key id. undefined: none is named. Throws
 * KEY_NOT_ENROLLED, USAGE.
 *
 * @param keyid of the key that is said to be the same person's, or not to be
 */
export function otherKeyOf(
  args: Arguments,
  keyid: string,
  states: KeyStates,
  option: 'same-person-as' | 'not-same-person-as' = 'same-person-as',
): string | undefined {
  const about = args.text(option);
  if (about === undefined) return undefined;
  const isElsewhere = /^[0-9a-f]{64}$/.test(about) && !states.keys.has(about);
  const other = isElsewhere ? undefined : keyNamed(about, states);
  if (other !== undefined && other.role !== 'person')
    throw new SeqwardenError('USAGE', `--${option} names the key of a person`);
  if (keyid === (other?.keyid ?? about))
    throw new SeqwardenError('USAGE', `--${option} names another key than this one`);
  return other?.keyid ?? about;
}
