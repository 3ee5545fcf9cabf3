import { type BytePath, displayPath, equalBytes, SeqwardenError } from '@seqwarden/proof';
import type { RunFolder } from './run-folder.ts';
import type { Warnings } from './warnings.ts';

/**
 * Finds a file of the run's root whatever its letter case: HiSeq and older MiSeq write `runParameters.xml`, the
 * others `RunParameters.xml`, and a share may change it. Where two names differ only in case, and in
 * content, `preferred` wins; but neither does where `eitherCase` is what instruments write.
 *
 * @throws SeqwardenError FILE_TOO_LARGE, RUN_UNREADABLE
 */
export async function readRootFile(
  run: RunFolder,
  rootNames: ReadonlyMap<string, readonly BytePath[]>,
  preferred: BytePath,
  limit: number,
  warnings: Warnings,
  eitherCase = false,
): Promise<{ readonly file: string; readonly bytes: Uint8Array } | undefined> {
  const names = rootNames.get(preferred.toLowerCase()) ?? [];
  const name = names.includes(preferred) ? preferred : names[0];
  if (name === undefined) return undefined;
  const bytes = await run.read(name, limit);
  if (bytes === undefined) return undefined;
  if (names.length > 1) {
    const shown = names.slice(0, 2).map(displayPath).join(' and ');
    warnings.add('NAME_COLLISION', `${shown} differ only in letter case`);
    if (eitherCase) {
      const other = names.find(candidate => candidate !== name);
      const otherBytes = names.length > 2 || other === undefined ? undefined : await run.read(other, limit);
      if (otherBytes === undefined || !equalBytes(bytes, otherBytes)) return undefined;
    }
  }
  return { file: displayPath(name), bytes };
}

/**
 * What `read` makes of a file that a run can do without; where the file is damaged, refused or too large, a
 * warning, and undefined.
 */
export async function optional<T>(
  damaged: 'RUN_PARAMETERS_DAMAGED' | 'RUN_COMPLETION_STATUS_DAMAGED',
  warnings: Warnings,
  read: () => Promise<T>,
): Promise<T | undefined> {
  try {
    return await read();
  } catch (error) {
    if (!(error instanceof SeqwardenError)) throw error;
    if (error.code === 'RUN_INFO_DAMAGED') warnings.add(damaged, error.message);
    else if (error.code === 'XML_REFUSED' || error.code === 'FILE_TOO_LARGE') {
      warnings.add(error.code, error.message);
    } else throw error;
    return undefined;
  }
}
