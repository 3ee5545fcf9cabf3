import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { PublishedSource } from '@seqwarden/log';
import { type Bytes, SeqwardenError } from '@seqwarden/proof';
import { parseCheckpoint, parseNote } from '@seqwarden/proof/log';
import { errno } from '../host/fs-error.ts';
import { writeDurable } from '../host/write-durable.ts';

/**
 * The last checkpoint that the account's log signed, in the account's configuration (FORMATS.md 11): outside of the state folder, so that one that is put back is noticed
 * where no place has what came since. The file is a copy that the log's key signed; nothing in it is believed but that signature. It is no secret: a service whose configuration is root's
 * reads it by another account.
 */
export class LastSigned implements PublishedSource {
  readonly label = 'your configuration';
  readonly #folder: string;
  readonly #name: string;

  constructor(configuration: string, logId: string) {
    this.#folder = configuration;
    this.#name = `log-${logId}.checkpoint`;
  }

  /** undefined: none was kept. Throws LOG_UNREADABLE: it may be later than what there is. */
  async read(): Promise<Uint8Array | undefined> {
    const path = join(this.#folder, this.#name);
    try {
      return readFileSync(path);
    } catch (cause) {
      if (errno(cause) === 'ENOENT') return undefined;
      throw new SeqwardenError('LOG_UNREADABLE', `${path}: ${errno(cause)}`, { cause });
    }
  }

  /** Durable on return, unless the configuration cannot be written, as where it is mounted for reading alone. A later one stays. */
  async keep(checkpoint: Bytes): Promise<void> {
    try {
      const kept = await this.read();
      if (kept !== undefined && sizeOf(kept) >= sizeOf(checkpoint)) return;
      writeDurable(this.#folder, this.#name, checkpoint, 0o644, true);
    } catch (error) {
      if (errno(error) === '' && !(error instanceof SeqwardenError)) throw error;
    }
  }
}

/** -1: it is no checkpoint. */
function sizeOf(file: Uint8Array): number {
  try {
    return parseCheckpoint(parseNote(file).text).size;
  } catch {
    return -1;
  }
}
