import { join } from 'node:path';
import { SeqwardenError } from '@seqwarden/proof';
import agents, { type BaseAgent, type SignDone, type SignOptions } from 'ssh2/lib/agent.js';
import parser, { type ParsedKey } from 'ssh2/lib/protocol/keyParser.js';
import { configFile } from '../../config/config-folder.ts';
import { readSecret, type SecretReader, secretReader } from '../../host/secret-file.ts';

const KEY_FILES = ['id_ed25519', 'id_ecdsa', 'id_rsa'];

/**
 * What logs in: a key file of ours, or of systemd's credentials, without a passphrase, and the keys of an ssh-agent. Both are agents to ssh2, so that no key signs a SHA-1 digest:
 * ssh2 asks for one where a server knows nothing newer for RSA. Throws KEY_PERMISSIONS, and DESTINATION_REFUSED where there is no key at all.
 */
export function userKeys(configFolder: string, env: NodeJS.ProcessEnv = process.env): BaseAgent[] {
  const folder = join(configFolder, 'ssh');
  const agentSocket = env.SSH_AUTH_SOCK;
  const reader = secretReader(env);
  const files = KEY_FILES.map(name => readKey(configFile(folder, name, env), reader));
  const keys = files.filter(key => key !== undefined && key !== 'locked');
  const all: BaseAgent[] = keys.map(key => new KeyFileAgent(key));
  if (agentSocket !== undefined && agentSocket !== '') all.push(new ModernAgent(agentSocket));
  if (all.length > 0) return all;
  throw new SeqwardenError(
    'DESTINATION_REFUSED',
    files.includes('locked')
      ? `the key in ${folder} has a passphrase: load it into an ssh-agent and set SSH_AUTH_SOCK`
      : `there is no key: put one into ${folder} (${KEY_FILES.join(', ')}) or set SSH_AUTH_SOCK`,
  );
}

/** undefined: there is none. `locked`: it has a passphrase, or is of a kind that ssh2 does not read. */
function readKey(path: string, reader: SecretReader): ParsedKey | 'locked' | undefined {
  const content = readSecret(path, 'CONFIG_UNUSABLE', reader);
  if (content === undefined) return undefined;
  const parsed = parser.parseKey(content);
  const [key] = parsed instanceof Error ? [] : 'type' in parsed ? [parsed] : parsed;
  return key?.isPrivateKey() ? key : 'locked';
}

class KeyFileAgent extends agents.BaseAgent {
  readonly #key: ParsedKey;

  constructor(key: ParsedKey) {
    super();
    this.#key = key;
  }

  override getIdentities(done: (error: Error | undefined, keys?: readonly ParsedKey[]) => void): void {
    done(undefined, [this.#key]);
  }

  override sign(key: ParsedKey, data: Buffer, options: SignOptions, done: SignDone): void {
    const signature = isSha1(key, options) ? noSha1() : this.#key.sign(data, options.hash);
    if (signature instanceof Error) done(signature);
    else done(undefined, signature);
  }
}

class ModernAgent extends agents.OpenSSHAgent {
  override sign(key: ParsedKey, data: Buffer, options: SignOptions, done: SignDone): void {
    if (isSha1(key, options)) done(noSha1());
    else super.sign(key, data, options, done);
  }
}

function isSha1(key: ParsedKey, options: SignOptions): boolean {
  return key.type === 'ssh-rsa' && options.hash !== 'sha256' && options.hash !== 'sha512';
}

function noSha1(): Error {
  return new Error('the server takes RSA keys with SHA-1 only');
}
