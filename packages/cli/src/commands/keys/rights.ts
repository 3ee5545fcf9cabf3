import { SeqwardenError } from '@seqwarden/proof';
import type { Command } from '../../command.ts';
import { SIGNER_OPTIONS } from '../../person-signer.ts';
import { keyNamed, PUBLISH_OPTIONS, sayOfKeys } from './account-keys.ts';
import { MAY_HELP, rightsOf } from './rights-of.ts';

export const rights: Command = {
  usage: 'KEY --may LIST|none [OPTION...]',
  summary:
    'Say in the register what a person may do in cases from now on: what is named and nothing else. KEY is the fingerprint or key id.',
  options: {
    may: { type: 'string', help: MAY_HELP },
    ...SIGNER_OPTIONS,
    ...PUBLISH_OPTIONS,
    json: { type: 'boolean', help: 'one JSON document on standard output' },
  },
  positionals: { least: 1, most: 1 },
  run: async (args, context) => {
    const given = rightsOf(args);
    if (given === undefined) throw new SeqwardenError('USAGE', 'say with --may which rights, or none');
    await sayOfKeys(args, context, ({ states }) => [
      { action: 'allowed', keyid: keyNamed(args.first(), states).keyid, rights: given },
    ]);
    return 0;
  },
};
