import { SeqwardenError } from '@seqwarden/proof';
import type { Command } from '../../command.ts';
import { SIGNER_OPTIONS } from '../../person-signer.ts';
import { keyNamed, PUBLISH_OPTIONS, sayOfKeys } from './account-keys.ts';
import { MAY_HELP, OTHER_PERSON_OPTION, otherKeyOf, rightsOf, SAME_PERSON_OPTION } from './rights-of.ts';

export const rights: Command = {
  usage: 'KEY [--may LIST|none] [--same-person-as KEY|--not-same-person-as KEY] [OPTION...]',
  summary:
    'Say in the register what a person may do in cases from now on: what is named and nothing else; or that two keys are of one person, or are not after all. KEY is the fingerprint or key id.',
  options: {
    may: { type: 'string', help: MAY_HELP },
    ...SAME_PERSON_OPTION,
    ...OTHER_PERSON_OPTION,
    ...SIGNER_OPTIONS,
    ...PUBLISH_OPTIONS,
    json: { type: 'boolean', help: 'one JSON document on standard output' },
  },
  positionals: { least: 1, most: 1 },
  run: async (args, context) => {
    const given = rightsOf(args);
    const persons = ['same-person-as', 'not-same-person-as'].filter(one => args.text(one) !== undefined);
    if (given === undefined && persons.length === 0)
      throw new SeqwardenError(
        'USAGE',
        'say with --may which rights, or none; or --same-person-as, or --not-same-person-as',
      );
    if (persons.length > 1)
      throw new SeqwardenError('USAGE', 'one record says that keys are one person’s, or that they are not');
    await sayOfKeys(args, context, ({ states, rights: book }) => {
      const { keyid } = keyNamed(args.first(), states);
      const rights = given ?? book.rightsAt(keyid, Number.POSITIVE_INFINITY);
      const sameAs = otherKeyOf(args, keyid, states);
      const notSameAs = otherKeyOf(args, keyid, states, 'not-same-person-as');
      return [{ action: 'allowed', keyid, rights, sameAs, notSameAs }];
    });
    return 0;
  },
};
