import { type BytePath, bytePathFromText } from '@seqwarden/proof';
import { requireRunName } from '../run-name.ts';

/** The name of a run's folder on a server. Throws as {@link requireRunName}. */
export function runFolderName(name: string): BytePath {
  requireRunName(name);
  return bytePathFromText(name);
}
