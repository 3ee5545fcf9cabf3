import { basename, dirname, resolve } from 'node:path';
import { errno, fsError, writeDurable } from '@seqwarden/agent/host';
import { SeqwardenError } from '@seqwarden/proof';

/** What is there already stays: it may be the only proof that somebody has. Throws USAGE then, and DESTINATION_*. */
export function writeNew(path: string, bytes: Uint8Array): void {
  const whole = resolve(path);
  try {
    writeDurable(dirname(whole), basename(whole), bytes, 0o644);
  } catch (error) {
    if (errno(error) === 'EEXIST') throw new SeqwardenError('USAGE', `${path} is there already`);
    throw fsError(error, 'destination', basename(whole));
  }
}
