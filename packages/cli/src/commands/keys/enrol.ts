import { readPublicKey } from '@seqwarden/agent/keys';
import { KEY_ROLES, SeqwardenError } from '@seqwarden/proof';
import type { Command } from '../../command.ts';
import { SIGNER_OPTIONS } from '../../person-signer.ts';
import { label } from '../shared.ts';
import { oneOf, PUBLISH_OPTIONS, requireLabelOfSeal, sayOfKeys } from './account-keys.ts';
import { MAY_HELP, otherKeyOf, rightsOf, SAME_PERSON_OPTION } from './rights-of.ts';

export const enrol: Command = {
  usage: 'FILE --role ROLE [--may LIST] [--same-person-as KEY] [--label TEXT] [OPTION...]',
  summary:
    'Say in the register that a key counts from now on. FILE is a public key, PEM or as ssh-keygen writes it.',
  options: {
    role: { type: 'string', help: `what it may sign: ${KEY_ROLES.join(', ')}` },
    may: { type: 'string', help: MAY_HELP },
    ...SAME_PERSON_OPTION,
    label: { type: 'string', help: 'what a seal key is called, for ever; name no person. Persons have none' },
    ...SIGNER_OPTIONS,
    ...PUBLISH_OPTIONS,
    json: { type: 'boolean', help: 'one JSON document on standard output' },
  },
  positionals: { least: 1, most: 1 },
  run: async (args, context) => {
    const role = oneOf(args.required('role'), KEY_ROLES, 'role');
    const name = label(args, 'label') ?? '';
    requireLabelOfSeal(name, role);
    const rights = rightsOf(args) ?? [];
    if (args.text('may') !== undefined && role !== 'person')
      throw new SeqwardenError('USAGE', 'only persons have rights in cases: --may goes with --role person');
    if (args.text('same-person-as') !== undefined && role !== 'person')
      throw new SeqwardenError('USAGE', '--same-person-as goes with --role person');
    const key = readPublicKey(args.first());
    const { keyid } = key;
    await sayOfKeys(args, context, ({ states }) => {
      const sameAs = otherKeyOf(args, keyid, states);
      const isMore = rights.length > 0 || sameAs !== undefined;
      return [
        { action: 'enrolled', key, role, label: name, reason: 'added' },
        ...(isMore ? [{ action: 'allowed', keyid, rights, sameAs } as const] : []),
      ];
    });
    return 0;
  },
};
