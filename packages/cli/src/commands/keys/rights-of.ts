import { SeqwardenError } from '@seqwarden/proof';
import { RIGHTS, type Right } from '@seqwarden/proof/acts';
import type { Arguments } from '../../arguments.ts';

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
