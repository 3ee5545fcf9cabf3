import { randomInt } from 'node:crypto';
import { readSecretFile, secretReader } from '../host/secret-file.ts';

/** Crockford's base 32: no letter that is read as a digit. */
const LETTERS = '0123456789abcdefghjkmnpqrstvwxyz';
const GROUPS = 5;
const GROUP = 5;

/** 125 bits that a person can copy from paper: five groups of five letters and digits. */
export function drawPassphrase(): string {
  const group = () => Array.from({ length: GROUP }, () => LETTERS[randomInt(LETTERS.length)]).join('');
  return Array.from({ length: GROUPS }, group).join('-');
}

/** From a file that nobody else can read, without the line end at its end. Throws CONFIG_UNUSABLE, KEY_PERMISSIONS. */
export function readPassphrase(path: string, env: NodeJS.ProcessEnv): string {
  return readSecretFile(path, secretReader(env));
}
