import { PUBLISH_OPTIONS } from '../commands/keys/account-keys.ts';
import type { Context } from '../context.ts';
import { siteTrust } from './site-trust.ts';

/** What commands have in common that only look at cases. */
export const VIEW_OPTIONS = {
  trust: {
    type: 'strings',
    help: "trust file that names the registers; may be given again; default: your own, and those of [other-sites] in the site's file",
    orElse: siteTrust,
  },
  json: { type: 'boolean', help: 'one JSON document on standard output' },
} as const;

/** The options of commands with which a person says something of cases. */
export const DESK_OPTIONS = {
  signer: {
    type: 'string',
    help: "your key: a file, or ssh-agent[:FINGERPRINT]; default: the one person's key in ssh-agent that the register knows",
  },
  'passphrase-file': {
    type: 'string',
    help: 'file with the passphrase, which nobody else can read; default: it is asked',
  },
  ...PUBLISH_OPTIONS,
  ...VIEW_OPTIONS,
} as const;

/** What a person cannot leave out of `DESK_OPTIONS`: where there is an ssh-agent, the key may be in it. */
export function neededToSign({ env }: Context): readonly string[] {
  return env.SSH_AUTH_SOCK === undefined ? ['signer'] : [];
}
