import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { SeqwardenError } from '@seqwarden/proof';
import { encodeVerifierKey, parseVerifierKey, type VerifierKey } from '@seqwarden/proof/log';
import { sha256 } from '../sha256.ts';
import { codeOf, unusable, writeDurable } from './private-folder.ts';

export const LOGS_FILE = 'logs';

/** The log keys that a witness trusts, by origin; the origin of a log is the name of its keys. */
export type KnownLogs = ReadonlyMap<string, readonly VerifierKey[]>;

/** A file that is missing knows no log. @throws SeqwardenError WITNESS_STATE_UNUSABLE, with the line that is none */
export function readKnownLogs(folder: string): KnownLogs {
  const known = new Map<string, VerifierKey[]>();
  for (const key of readLines(folder).map(keyOfLine))
    known.set(key.name, [...(known.get(key.name) ?? []), key]);
  return known;
}

/**
 * Adds a key to the file, durably; false where it is there already. A witness that is at work reads the file again on SIGHUP.
 *
 * @throws SeqwardenError LOG_KEY_UNUSABLE: not the key of a log; WITNESS_STATE_UNUSABLE
 */
export function addKnownLog(
  folder: string,
  vkey: string,
): { readonly key: VerifierKey; readonly isNew: boolean } {
  const key = parseVerifierKey(sha256, vkey.trim());
  if (key.type !== 'ed25519')
    throw new SeqwardenError('LOG_KEY_UNUSABLE', 'this key makes cosignatures: it is not of a register');
  const lines = readLines(folder);
  lines.forEach(keyOfLine);
  const line = encodeVerifierKey(key);
  if (lines.includes(line)) return { key, isNew: false };
  try {
    writeDurable(folder, LOGS_FILE, [...lines, line].map(each => `${each}\n`).join(''), true);
  } catch (error) {
    throw unusable(`${LOGS_FILE} cannot be written: ${codeOf(error)}`, error);
  }
  return { key, isNew: true };
}

function readLines(folder: string): string[] {
  try {
    const lines = readFileSync(join(folder, LOGS_FILE), 'utf8').split('\n');
    if (lines.pop() !== '') throw unusable(`the last line of ${LOGS_FILE} does not end`);
    return lines;
  } catch (error) {
    if (codeOf(error) === 'ENOENT') return [];
    if (error instanceof SeqwardenError) throw error;
    throw unusable(`${LOGS_FILE} cannot be read: ${codeOf(error)}`, error);
  }
}

function keyOfLine(line: string, at: number): VerifierKey {
  try {
    const key = parseVerifierKey(sha256, line);
    if (key.type === 'ed25519') return key;
  } catch (error) {
    throw unusable(`line ${at + 1} of ${LOGS_FILE} is no verifier key`, error);
  }
  throw unusable(`line ${at + 1} of ${LOGS_FILE} is not the key of a register`);
}
