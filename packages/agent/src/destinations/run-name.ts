import { SeqwardenError } from '@seqwarden/proof';
import { OWN_FOLDER } from '../host/run-place.ts';

/** Throws DESTINATION_UNUSABLE for what is no single part of a path, and for the name of our own folder. */
export function requireRunName(name: string): void {
  const isPart = name !== '' && name !== '.' && name !== '..' && !/[/\0]/.test(name);
  if (isPart && name.toLowerCase() !== OWN_FOLDER) return;
  throw new SeqwardenError('DESTINATION_UNUSABLE', 'a run cannot lie at a destination under this name');
}
