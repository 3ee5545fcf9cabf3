import { closeSync, constants, fsyncSync, openSync, renameSync, unlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { flushFolderAt } from './flush-folder.ts';
import { takeName } from './take-name.ts';
import { temporaryName } from './temporary-name.ts';

/**
 * Writes a small file so that after a crash it is there whole or not at all. On return it is durable.
 * Without `replace` a taken name makes it throw EEXIST.
 */
export function writeDurable(
  folder: string,
  name: string,
  content: string | Uint8Array,
  mode: number,
  replace = false,
): void {
  const temporary = join(folder, temporaryName());
  const fd = openSync(temporary, constants.O_WRONLY | constants.O_CREAT | constants.O_EXCL, mode);
  try {
    try {
      writeFileSync(fd, content);
      fsyncSync(fd);
    } finally {
      closeSync(fd);
    }
    if (replace) renameSync(temporary, join(folder, name));
    else if (!takeName(temporary, join(folder, name)))
      throw Object.assign(new Error(`${name} is there already`), { code: 'EEXIST' });
  } catch (error) {
    try {
      unlinkSync(temporary);
    } catch {
      // already renamed or never linked: the error that counts is the one below
    }
    throw error;
  }
  flushFolderAt(folder);
}
