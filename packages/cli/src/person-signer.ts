import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { ADMINISTRATOR_KEY_FILE, configFolder, type Signer } from '@seqwarden/agent/config';
import {
  loadPersonKey,
  readPassphrase,
  signerOfSshAgentKey,
  sshAgentKeys,
  sshAgentSigner,
} from '@seqwarden/agent/keys';
import { SeqwardenError, type Trust } from '@seqwarden/proof';
import type { Arguments } from './arguments.ts';
import type { Context } from './context.ts';

/** The options of commands that a person signs. */
export const SIGNER_OPTIONS = {
  signer: {
    type: 'string',
    help: "an administrator's key: a file, or ssh-agent[:FINGERPRINT]; default: that of `init`, else the one in ssh-agent",
  },
  'passphrase-file': {
    type: 'string',
    help: 'file with the passphrase, which nobody else can read; default: it is asked',
  },
} as const;

/** The same of statements that the seal key signs where nobody is named. */
export const STATEMENT_SIGNER_OPTIONS = {
  ...SIGNER_OPTIONS,
  signer: {
    type: 'string',
    help: 'the key of the person who says it: a file, or ssh-agent[:FINGERPRINT]; default: the seal key of this account',
  },
} as const;

/** The person whose key `--signer` names; undefined: nobody is named. Throws as {@link administratorSigner}. */
export async function namedSigner(args: Arguments, context: Context): Promise<Signer | undefined> {
  const given = args.text('signer');
  if (given === undefined) return undefined;
  const inAgent = agentName(given);
  if (inAgent !== undefined) return sshAgentSigner(context.env, inAgent.fingerprint);
  return loadPersonKey(given, await passphraseOf(args, context, `passphrase of ${given}`), context.env);
}

/** The administrator who signs. Throws KEY_MISSING, KEY_*, PASSPHRASE_WRONG, SSH_AGENT_*; USAGE where the passphrase can only be asked, and nobody sits there. */
export async function administratorSigner(args: Arguments, context: Context, trust: Trust): Promise<Signer> {
  const named = await namedSigner(args, context);
  if (named !== undefined) return named;
  const own = join(configFolder(context.env), ADMINISTRATOR_KEY_FILE);
  if (!existsSync(own)) return administratorInAgent(context, trust);
  return loadPersonKey(own, await passphraseOf(args, context, `passphrase of ${own}`), context.env);
}

/** `ssh-agent` or `ssh-agent:FINGERPRINT`; undefined for anything else. */
export function agentName(
  text: string | undefined,
): { readonly fingerprint: string | undefined } | undefined {
  const match = /^ssh-agent(?::(?<fingerprint>.+))?$/.exec(text ?? '');
  return match === null ? undefined : { fingerprint: match.groups?.fingerprint };
}

/** What scripts print is logged: with --json no passphrase is drawn, and so none is printed. Throws USAGE. */
export function requireNoneDrawn(args: Arguments): void {
  if (args.flag('json') && args.text('passphrase-file') === undefined)
    throw new SeqwardenError('USAGE', 'with --json the passphrase comes from --passphrase-file');
}

/** Never from an argument or the environment, which others can read. */
async function passphraseOf(args: Arguments, context: Context, question: string): Promise<string> {
  const file = args.text('passphrase-file');
  if (file !== undefined) return readPassphrase(file, context.env);
  if (context.askHidden === undefined)
    throw new SeqwardenError('USAGE', 'without a terminal the passphrase comes from --passphrase-file');
  return context.askHidden(question);
}

async function administratorInAgent({ env }: Context, { administratorKeys }: Trust): Promise<Signer> {
  if (env.SSH_AUTH_SOCK === undefined)
    throw new SeqwardenError('KEY_MISSING', 'there is no key of an administrator, and no ssh-agent');
  const keys = await sshAgentKeys(env);
  const key = keys.find(({ keyid }) => administratorKeys.some(one => one.keyid === keyid));
  if (key === undefined)
    throw new SeqwardenError('SSH_AGENT_KEY', 'ssh-agent has no key of an administrator');
  return signerOfSshAgentKey(env, key);
}
