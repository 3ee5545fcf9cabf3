import { REVOCATION_REASONS, SeqwardenError } from '@seqwarden/proof';
import type { Command } from '../../command.ts';
import { SIGNER_OPTIONS } from '../../person-signer.ts';
import { keyNamed, oneOf, PUBLISH_OPTIONS, sayOfKeys, standing } from './account-keys.ts';

export const revoke: Command = {
  usage: 'KEY --reason REASON [OPTION...]',
  summary: 'Say in the register that a key counts no more. KEY is its fingerprint or key id.',
  options: {
    reason: { type: 'string', help: `why: ${REVOCATION_REASONS.join(', ')}` },
    ...SIGNER_OPTIONS,
    ...PUBLISH_OPTIONS,
    json: { type: 'boolean', help: 'one JSON document on standard output' },
  },
  positionals: { least: 1, most: 1 },
  run: async (args, context) => {
    const reason = oneOf(args.required('reason'), REVOCATION_REASONS, 'reason');
    await sayOfKeys(args, context, ({ states }) => {
      const { keyid, role } = keyNamed(args.first(), states);
      const others = standing(states).filter(key => key.role === 'administrator' && key.keyid !== keyid);
      if (role === 'administrator' && others.length === 0)
        throw new SeqwardenError(
          'USAGE',
          'it is the last administrator, without whom no key can be enrolled: enrol another first',
        );
      return [{ action: 'revoked', keyid, reason }];
    });
    return 0;
  },
};
