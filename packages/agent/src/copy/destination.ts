import { createHash, randomBytes } from 'node:crypto';
import { lstatSync, mkdirSync, readFileSync, realpathSync } from 'node:fs';
import { join, sep } from 'node:path';
import { SeqwardenError } from '@seqwarden/proof';
import { errno } from '../host/fs-error.ts';
import { OWN_FOLDER, type RunPlace } from '../host/run-place.ts';
import { writeDurable } from '../host/write-durable.ts';

export interface DestinationPlace {
  /** The destination itself, absolute. */
  readonly path: string;
  readonly ownFolder: string;
  /** Drawn at random when the destination was first used; what deliveries call it. */
  readonly id: string;
}

/**
 * A destination that may take `run`. It must exist: a folder that is made because a share is not mounted would fill the wrong
 * disk. Throws DESTINATION_UNUSABLE.
 */
export function openDestination(path: string, run: RunPlace): DestinationPlace {
  let real: string;
  try {
    real = realpathSync(path);
  } catch (error) {
    throw new SeqwardenError('DESTINATION_UNUSABLE', `${path}: ${errno(error)}`, { cause: error });
  }
  if (!lstatSync(real).isDirectory())
    throw new SeqwardenError('DESTINATION_UNUSABLE', `${path} is no folder`);
  if (contains(run.path, real))
    throw new SeqwardenError('DESTINATION_UNUSABLE', 'the destination lies in the run');
  if (join(real, run.name) === run.path)
    throw new SeqwardenError(
      'DESTINATION_UNUSABLE',
      'the run lies at the destination already; `seal` seals it in place',
    );
  const ownFolder = join(real, OWN_FOLDER);
  try {
    mkdirSync(ownFolder, { recursive: true });
    if (!lstatSync(ownFolder).isDirectory())
      throw new SeqwardenError('DESTINATION_UNUSABLE', `${OWN_FOLDER} at the destination is no folder`);
    return { path: real, ownFolder, id: destinationId(ownFolder) };
  } catch (error) {
    if (error instanceof SeqwardenError) throw error;
    throw new SeqwardenError('DESTINATION_UNUSABLE', `${path}: ${errno(error)}`, { cause: error });
  }
}

function contains(outer: string, inner: string): boolean {
  return inner === outer || inner.startsWith(outer.endsWith(sep) ? outer : outer + sep);
}

const ID_FILE = 'destination-id';

function destinationId(ownFolder: string): string {
  try {
    writeDurable(ownFolder, ID_FILE, `${randomBytes(16).toString('hex')}\n`, 0o644);
  } catch (error) {
    if (errno(error) !== 'EEXIST') throw error;
  }
  const id = readFileSync(join(ownFolder, ID_FILE), 'latin1').trimEnd();
  if (!/^[0-9a-f]{32}$/.test(id))
    throw new SeqwardenError('DESTINATION_UNUSABLE', `${OWN_FOLDER}/${ID_FILE} is damaged`);
  return id;
}

/** A run's name in Seqwarden's own files: a digest, so that no name of a run can be a path or too long. */
export function runKey(name: string): string {
  return createHash('sha256').update(name).digest('hex').slice(0, 32);
}
