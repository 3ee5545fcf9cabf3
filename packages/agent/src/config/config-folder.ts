import { homedir } from 'node:os';
import { isAbsolute, join } from 'node:path';

/** Where keys and configuration of this account lie: `$XDG_CONFIG_HOME/seqwarden`, else `~/.config/seqwarden`. */
export function configFolder(env: NodeJS.ProcessEnv = process.env): string {
  const base = env.XDG_CONFIG_HOME;
  return join(base !== undefined && isAbsolute(base) ? base : join(homedir(), '.config'), 'seqwarden');
}

/** Where work in progress is remembered: `$XDG_STATE_HOME/seqwarden`, else `~/.local/state/seqwarden`. */
export function stateFolder(env: NodeJS.ProcessEnv = process.env): string {
  const base = env.XDG_STATE_HOME;
  return join(
    base !== undefined && isAbsolute(base) ? base : join(homedir(), '.local', 'state'),
    'seqwarden',
  );
}

/** The files of FORMATS.md section 11. */
export const KEY_FILE = 'seal-key.pem';
export const PUBLIC_KEY_FILE = 'seal-key.pub.pem';
export const ALLOWED_SIGNERS_FILE = 'allowed_signers';
export const TRUST_FILE = 'trust.json';
