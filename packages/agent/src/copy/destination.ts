import { randomBytes } from 'node:crypto';
import { lstatSync, realpathSync } from 'node:fs';
import { join } from 'node:path';
import { SeqwardenError } from '@seqwarden/proof';
import { errno, fsError } from '../host/fs-error.ts';
import { makeOwnFolder, readOwnFile } from '../host/own-file.ts';
import { OWN_FOLDER, type RunPlace } from '../host/run-place.ts';
import { isSame, liesIn } from '../host/same-folder.ts';
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
  if (run.name.toLowerCase() === OWN_FOLDER)
    throw new SeqwardenError(
      'DESTINATION_UNUSABLE',
      `at a destination ${OWN_FOLDER} is Seqwarden's own folder`,
    );
  const theRun = lstatSync(run.path);
  if (liesIn(real, theRun))
    throw new SeqwardenError('DESTINATION_UNUSABLE', 'the destination lies in the run');
  if (isSame(lstatSync(join(real, run.name), { throwIfNoEntry: false }), theRun))
    throw new SeqwardenError(
      'DESTINATION_UNUSABLE',
      'the run lies at the destination already; `seal` seals it in place',
    );
  const ownFolder = join(real, OWN_FOLDER);
  try {
    makeOwnFolder(ownFolder);
    return { path: real, ownFolder, id: destinationId(ownFolder) };
  } catch (error) {
    throw fsError(error, 'destination', OWN_FOLDER);
  }
}

const ID_FILE = 'destination-id';

function destinationId(ownFolder: string): string {
  try {
    writeDurable(ownFolder, ID_FILE, `${randomBytes(16).toString('hex')}\n`, 0o644);
  } catch (error) {
    if (errno(error) !== 'EEXIST') throw error;
  }
  const id = readOwnFile(join(ownFolder, ID_FILE)).toString('latin1').trimEnd();
  if (!/^[0-9a-f]{32}$/.test(id))
    throw new SeqwardenError('DESTINATION_UNUSABLE', `${OWN_FOLDER}/${ID_FILE} is damaged`);
  return id;
}
