import { chmodSync, readFileSync, unlinkSync } from 'node:fs';
import { join } from 'node:path';
import { SeqwardenError } from '@seqwarden/proof';
import { flushFolderAt } from '../host/flush-folder.ts';
import { errno } from '../host/fs-error.ts';
import { makePath } from '../host/make-path.ts';
import { writeDurable } from '../host/write-durable.ts';

const MARK = 'init-unfinished';

/** What was begun: an account, or the register of one that had its seal key before. */
export type BegunInit = 'account' | 'register';

/** What was begun in this configuration folder and has not come to its end; undefined: nothing. Throws CONFIG_UNUSABLE. */
export function begunInit(folder: string): BegunInit | undefined {
  try {
    return readFileSync(join(folder, MARK), 'utf8').trim() === 'register' ? 'register' : 'account';
  } catch (error) {
    if (errno(error) === 'ENOENT' || errno(error) === 'ENOTDIR') return undefined;
    throw unusable(folder, error);
  }
}

/** What is entered in a log before its root has the root's place, and the log has no keys for ever. Throws INIT_UNFINISHED. */
export function requireInitDone(folder: string): void {
  if (begunInit(folder) !== undefined)
    throw new SeqwardenError('INIT_UNFINISHED', `what \`init\` began in ${folder} has not come to its end`);
}

/** On the disk before the first key is; it may be there already. Throws CONFIG_UNUSABLE. */
export function markInit(folder: string, begun: BegunInit): void {
  try {
    makePath(folder, 0o700);
    chmodSync(folder, 0o700);
    writeDurable(folder, MARK, `${begun}\n`, 0o600, true);
  } catch (error) {
    throw unusable(folder, error);
  }
}

/** No error where nothing was begun. Throws CONFIG_UNUSABLE. */
export function endInit(folder: string): void {
  try {
    unlinkSync(join(folder, MARK));
    flushFolderAt(folder);
  } catch (error) {
    if (errno(error) !== 'ENOENT') throw unusable(folder, error);
  }
}

function unusable(folder: string, error: unknown): SeqwardenError {
  return new SeqwardenError('CONFIG_UNUSABLE', `${folder}: ${errno(error) || String(error)}`, {
    cause: error,
  });
}
