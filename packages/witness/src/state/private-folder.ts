import {
  closeSync,
  constants,
  fsyncSync,
  lstatSync,
  mkdirSync,
  openSync,
  renameSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { SeqwardenError } from '@seqwarden/proof';

/** Whatever goes wrong with a state folder has one code, since one person mends it. */
export function unusable(what: string, cause?: unknown): SeqwardenError {
  return new SeqwardenError('WITNESS_STATE_UNUSABLE', what, { cause });
}

/** Makes the folder, not what is above it, for this account alone. One that is there is looked at as {@link requirePrivateFolder} does. */
export function makePrivateFolder(folder: string): void {
  try {
    mkdirSync(folder, { mode: 0o700 });
  } catch (error) {
    if (codeOf(error) !== 'EEXIST') throw unusable(`${folder} cannot be made: ${codeOf(error)}`, error);
  }
  requirePrivateFolder(folder);
}

/** @throws SeqwardenError WITNESS_STATE_UNUSABLE: no folder, of another account, or open to others */
export function requirePrivateFolder(folder: string): void {
  const stat = lstatSync(folder, { throwIfNoEntry: false });
  if (stat?.isDirectory() !== true) throw unusable(`${folder} is no folder`);
  if (process.getuid === undefined) return;
  if (stat.uid !== process.getuid()) throw unusable(`${folder} belongs to another account`);
  if ((stat.mode & 0o077) !== 0) throw unusable(`others have access to ${folder}`);
}

/** Writes a small file whole or not at all; on return it is durable. `replace`: what has the name goes; else EEXIST is thrown. */
export function writeDurable(
  folder: string,
  name: string,
  content: string | Uint8Array,
  replace: boolean,
): void {
  const target = join(folder, name);
  // One process writes here: a leftover of a dead one may go.
  const path = replace ? `${target}.new` : target;
  const flags = constants.O_WRONLY | constants.O_CREAT | (replace ? constants.O_TRUNC : constants.O_EXCL);
  const fd = openSync(path, flags, 0o600);
  try {
    writeFileSync(fd, content);
    fsyncSync(fd);
  } finally {
    closeSync(fd);
  }
  if (replace) renameSync(path, target);
  flushFolder(folder);
}

/** Windows cannot open a folder to flush it. */
function flushFolder(folder: string): void {
  if (process.platform === 'win32') return;
  const fd = openSync(folder, constants.O_RDONLY);
  try {
    fsyncSync(fd);
  } finally {
    closeSync(fd);
  }
}

/** The system's name of an error, '' where it has none. */
export function codeOf(error: unknown): string {
  return error instanceof Error && 'code' in error ? String(error.code) : '';
}
