import { type BytePath, compareBytePaths, displayPath, equalBytes, SeqwardenError } from '@seqwarden/proof';
import type { RunFolder } from './run-folder.ts';
import type { Warnings } from './warnings.ts';

const READ_FROM_ROOT = /^(?:RunInfo|RunParameters|RunCompletionStatus)\.xml$/i;

/** The files of a run's root that inspection reads, in all their spellings. */
export class RootNames {
  readonly #names = new Map<string, BytePath[]>();

  /** Passes over every other name. */
  add(path: BytePath): void {
    if (!READ_FROM_ROOT.test(path)) return;
    const key = path.toLowerCase();
    const spelt = this.#names.get(key);
    // A stranger can spell such a name in thousands of ways.
    if (spelt === undefined) this.#names.set(key, [path]);
    else spelt.push(path);
  }

  get isThere(): boolean {
    return this.#names.size > 0;
  }

  /** In byte order. */
  spellings(name: BytePath): readonly BytePath[] {
    return [...(this.#names.get(name.toLowerCase()) ?? [])].sort(compareBytePaths);
  }
}

/**
 * Finds a file of the run's root whatever its letter case: HiSeq and older MiSeq write `runParameters.xml`, the
 * others `RunParameters.xml`, and a share may change it. Where two names differ only in case, and in
 * content, `preferred` wins; but neither does where `eitherCase` is what instruments write.
 *
 * @throws SeqwardenError FILE_TOO_LARGE, RUN_UNREADABLE
 */
export async function readRootFile(
  run: Pick<RunFolder, 'read'>,
  rootNames: RootNames,
  preferred: BytePath,
  limit: number,
  warnings: Warnings,
  eitherCase = false,
): Promise<{ readonly file: string; readonly bytes: Uint8Array } | undefined> {
  const names = rootNames.spellings(preferred);
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
