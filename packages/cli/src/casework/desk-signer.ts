import { configFolder, loadSigner, type Signer } from '@seqwarden/agent/config';
import { signerOfSshAgentKey, sshAgentKeys } from '@seqwarden/agent/keys';
import { SeqwardenError, type Trust } from '@seqwarden/proof';
import type { Arguments } from '../arguments.ts';
import type { Context } from '../context.ts';
import { namedSigner } from '../person-signer.ts';

/**
 * Who says it: whom `--signer` names, else, for what a service may say, the account's seal key, else the one person whose key is in ssh-agent. Throws USAGE where that is
 * nobody, or several; KEY_*, PASSPHRASE_WRONG, SSH_AGENT_*.
 */
export async function deskSigner(
  args: Arguments,
  context: Context,
  trust: Trust,
  isService: boolean,
): Promise<Signer> {
  const named = await namedSigner(args, context);
  if (named !== undefined) return named;
  if (args.text('passphrase-file') !== undefined)
    throw new SeqwardenError('USAGE', '--passphrase-file goes with --signer');
  const { env } = context;
  if (isService) return loadSigner(configFolder(env), env);
  const inAgent = env.SSH_AUTH_SOCK === undefined ? [] : await sshAgentKeys(env);
  const [own, another] = inAgent.filter(({ keyid }) => trust.personKeys.some(key => key.keyid === keyid));
  if (own === undefined || another !== undefined)
    throw new SeqwardenError('USAGE', 'say with --signer whose key signs it');
  return signerOfSshAgentKey(env, own);
}
