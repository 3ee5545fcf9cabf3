import { SeqwardenError } from '@seqwarden/proof';
import type { Command } from '../../command.ts';
import { SIGNER_OPTIONS } from '../../person-signer.ts';
import { keyNamed, PUBLISH_OPTIONS, sayOfKeys } from './account-keys.ts';
import { MAY_HELP, otherKeyOf, rightsOf, SAME_PERSON_OPTION } from './rights-of.ts';

export const rights: Command = {
  usage: 'KEY [--may LIST|none] [--same-person-as KEY] [OPTION...]',
  summary:
    'Say in the register what a person may do in cases from now on: what is named and nothing else; or that two keys are of one person. KEY is the fingerprint or key id.',
  options: {
    may: { type: 'string', help: MAY_HELP },
    ...SAME_PERSON_OPTION,
    ...SIGNER_OPTIONS,
    ...PUBLISH_OPTIONS,
    json: { type: 'boolean', help: 'one JSON document on standard output' },
  },
  positionals: { least: 1, most: 1 },
  run: async (args, context) => {
    const given = rightsOf(args);
    if (given === undefined && args.text('same-person-as') === undefined)
      throw new SeqwardenError('USAGE', 'say with --may which rights, or none; or --same-person-as');
    await sayOfKeys(args, context, ({ states, rights: book }) => {
      const { keyid } = keyNamed(args.first(), states);
      const rights = given ?? book.rightsAt(keyid, Number.POSITIVE_INFINITY);
      return [{ action: 'allowed', keyid, rights, sameAs: otherKeyOf(args, keyid, states) }];
    });
    return 0;
  },
};
