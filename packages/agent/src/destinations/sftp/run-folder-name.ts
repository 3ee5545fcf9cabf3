import { type BytePath, bytePathFromText, SeqwardenError } from '@seqwarden/proof';
import { OWN_FOLDER } from '../../host/run-place.ts';

/** The name of a run's folder on a server. Throws DESTINATION_UNUSABLE for what is no single name, and for that of our own folder. */
export function runFolderName(name: string): BytePath {
  const isUsable = name !== '' && name !== '.' && name !== '..' && !/[/\0]/.test(name);
  if (isUsable && name.toLowerCase() !== OWN_FOLDER) return bytePathFromText(name);
  throw new SeqwardenError('DESTINATION_UNUSABLE', 'a run cannot lie at a destination under this name');
}
