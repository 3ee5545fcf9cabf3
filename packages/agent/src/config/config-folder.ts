import { lstatSync } from 'node:fs';
import { homedir } from 'node:os';
import { isAbsolute, join } from 'node:path';
import { errno } from '../host/fs-error.ts';
import { credentialsFolder } from '../host/secret-file.ts';

/** Where keys and configuration of this account lie: `$XDG_CONFIG_HOME/seqwarden`, else `~/.config/seqwarden`. */
export function configFolder(env: NodeJS.ProcessEnv = process.env): string {
  const base = env.XDG_CONFIG_HOME;
  return join(base !== undefined && isAbsolute(base) ? base : join(homedir(), '.config'), 'seqwarden');
}

/**
 * Where a file that belongs into `folder` is read: where systemd handed one of this name over to the service, that one, whatever
 * the folder holds. What is there and cannot be read is an error for whoever reads it, and no reason to take another key.
 */
export function configFile(folder: string, name: string, env: NodeJS.ProcessEnv = process.env): string {
  const credentials = credentialsFolder(env);
  const handed = credentials === undefined ? undefined : join(credentials, name);
  return handed === undefined || isMissing(handed) ? join(folder, name) : handed;
}

function isMissing(path: string): boolean {
  try {
    lstatSync(path);
    return false;
  } catch (error) {
    return errno(error) === 'ENOENT' || errno(error) === 'ENOTDIR';
  }
}

/** Where work in progress is remembered: `$XDG_STATE_HOME/seqwarden`, else `~/.local/state/seqwarden`. */
export function stateFolder(env: NodeJS.ProcessEnv = process.env): string {
  const base = env.XDG_STATE_HOME;
  return join(
    base !== undefined && isAbsolute(base) ? base : join(homedir(), '.local', 'state'),
    'seqwarden',
  );
}

/** Where the log of this account lies: its store, and its tree in a folder that has the log's id. On a local disk. */
export function logFolder(env: NodeJS.ProcessEnv = process.env): string {
  return join(stateFolder(env), 'log');
}

/** The files of FORMATS.md section 11. */
export const KEY_FILE = 'seal-key.pem';
export const PUBLIC_KEY_FILE = 'seal-key.pub.pem';
export const ALLOWED_SIGNERS_FILE = 'allowed_signers';
export const TRUST_FILE = 'trust.json';
export const LOG_KEY_FILE = 'log-key.pem';
export const LOG_VERIFIER_KEY_FILE = 'log-key.vkey';
export const ADMINISTRATOR_KEY_FILE = 'administrator-key.pem';
